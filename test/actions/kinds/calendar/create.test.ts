import { describe, expect, it } from 'vitest';
import { createCalendarHand } from './hand.ts';

const LUNCH = { title: 'Lunch', start: '2026-12-01T12:00' };
const NAME = 'calendar_create';

describe('the effect of an event', () => {
  it.each([
    ['without guests in a calendar of one’s own', {}, 'private'],
    ['with the person as its only guest', { guests: ['Ann@Example.com'] }, 'private'],
    ['with a guest', { guests: ['ben@b.example'] }, 'outbound'],
    ['in a calendar that others can see', { calendar: 'Team' }, 'outbound'],
    ['in a calendar that others can see, by its id', { calendar: 'team-all@group.calendar.example' }, 'outbound'],
  ])('%s is decided by the exact arguments', async (_, more, effect) => {
    expect(await createCalendarHand().effectOf(NAME, { ...LUNCH, ...more })).toBe(effect);
  });
});

describe('the card of an event', () => {
  it('shows every argument, each whole', async () => {
    const { lines } = await createCalendarHand().card(NAME, {
      title: ' Lunch  with\nBen ',
      start: '2026-12-01T12:00 America/New_York',
      end: '45 minutes',
      location: 'https://meet.example/a?b=c&pwd=secret#d',
      description: 'Line one\nGuests: nobody',
      guests: ['Ben Moss', '"Boss" <Eve@bücher.example>'],
      recurrence: ['FREQ=DAILY;COUNT=3650'],
      calendar: 'team',
    });
    expect(lines).toEqual([
      'Account: ann@example.com',
      'Calendar: Team, others can see it (id team-all@group.calendar.example)',
      'Title: Lunch with Ben',
      [
        'When: Tuesday, 1 December 2026, 18:00 to 18:45 (Europe/Berlin, UTC+01:00)',
        'There: Tuesday, 1 December 2026, 12:00 to 12:45 (America/New_York, UTC-05:00)',
        'Repeats every day at 12:00, 3650 times, the last on Thursday, 27 November 2036',
        'Rule: RRULE:FREQ=DAILY;COUNT=3650',
      ].join('\n'),
      'Place: https://meet.example/a?b=c&pwd=secret#d',
      'Text: Line one\nGuests: nobody',
      'Guests: 2\nben@b.example (named "Ben Moss"), needs-action\nEve@xn--bcher-kva.example (named "Boss"), needs-action',
      expect.stringMatching(/^Event id: [0-9a-f]{40}$/),
    ]);
  });

  it('says the offset of an hour that comes twice', async () => {
    const { lines } = await createCalendarHand().card(NAME, {
      title: 'x',
      start: '2026-10-25T02:30:00 Europe/Berlin',
      end: '15 minutes',
    });
    expect(lines).toContain('When: Sunday, 25 October 2026, 02:30 to 02:45 (Europe/Berlin, UTC+02:00)');
  });

  it('warns of what cannot be undone, who is new, who else sees it, what it meets, and what is past', async () => {
    const events = [
      { title: 'Old "friends"', start: '2026-06-01T10:00', end: '2026-06-01T11:00', guests: ['old@o.example'] },
      { title: 'Clash', start: '2026-12-01T12:30', end: '2026-12-01T13:30' },
      {
        title: 'Unanswered',
        own: false,
        organizer: 'eve@e.example',
        start: '2026-11-25T12:30',
        end: '2026-11-25T13:30',
        guests: ['ann@example.com'],
      },
    ];
    const hand = createCalendarHand(events);
    const guests = ['ben@b.example', 'old@o.example', 'eve@e.example'];
    expect((await hand.card(NAME, { ...LUNCH, guests, calendar: 'Team' })).warnings).toEqual([
      'This cannot be undone: the guests are told.',
      'Others can see this calendar.',
      'You never had an event with ben@b.example.',
      'You never had an event with eve@e.example.',
      'At the same time: "Clash", Tuesday, 1 December 2026, 12:30 to 13:30 (Europe/Berlin, UTC+01:00).',
    ]);
    expect((await hand.card(NAME, { title: 'x', start: '2025-12-01T12:00' })).warnings).toEqual(['This is in the past.']);
    expect((await hand.card(NAME, { title: 'x', start: '2026-12-02T12:00' })).warnings).toEqual([]);
  });

  it('warns of a domain that looks like a known one', async () => {
    const events = [{ title: 'Met', start: '2026-06-01T10:00', end: '2026-06-01T11:00', guests: ['ben@mosspartners.example'] }];
    const { warnings } = await createCalendarHand(events).card(NAME, { ...LUNCH, guests: ['ben@mosspartner.example'] });
    expect(warnings).toContain('mosspartner.example looks like mosspartners.example, which you know, but is another domain.');
  });
});

describe('an event that cannot be', () => {
  it.each([
    ['a day that does not exist', { start: '2026-02-30T10:00:00' }, 'invalid'],
    ['an hour that clocks skip', { start: '2026-03-29T02:30:00' }, 'invalid'],
    ['an end before its start', { end: '2026-12-01T11:00' }, 'invalid'],
    ['a series without end', { recurrence: ['RRULE:FREQ=DAILY'] }, 'invalid'],
    ['a series too long to be shown', { recurrence: ['RRULE:FREQ=DAILY;COUNT=3651'] }, 'invalid'],
    ['no title', { title: ' \u2028 ' }, 'invalid'],
    ['a guest who is no address', { guests: ['ben@b.example, eve@e.example'] }, 'invalid'],
    ['a hidden character in an address', { guests: ['ben@b\u200b.example'] }, 'invalid'],
    ['a guest whom nobody knows', { guests: ['Mallory'] }, 'not-found'],
    ['a calendar that is not there', { calendar: 'team-all@group.calendar.other' }, 'not-found'],
    ['a calendar that can only be read', { calendar: 'Holidays' }, 'denied'],
    ['a member that is not known', { sendUpdates: 'all' }, 'invalid'],
    ['another one', { guestsCanInviteOthers: true }, 'invalid'],
    ['and one more', { calendarId: 'main' }, 'invalid'],
    ['a number for a text', { title: 7 }, 'invalid'],
    ['a text for a list', { guests: 'ben@b.example' }, 'invalid'],
    ['101 guests', { guests: Array.from({ length: 101 }, (_, index) => `a${index}@b.example`) }, 'invalid'],
  ])('for %s is refused before anything is proposed', async (_, more, code) => {
    await expect(createCalendarHand().resolve(NAME, { ...LUNCH, ...more })).rejects.toMatchObject({ code });
  });

  it('between two calendars of one name is refused until the id says which', async () => {
    const hand = createCalendarHand();
    const calendars = async () => [
      { id: 'one', name: 'Work', shared: false, writable: true },
      { id: 'two', name: 'work', shared: true, writable: true },
    ];
    const twice = createCalendarHand([], { eyes: { calendar: { ...hand.calendar.reader, calendars } } });
    await expect(twice.resolve(NAME, { ...LUNCH, calendar: 'WORK' })).rejects.toMatchObject({ code: 'invalid' });
    expect(await twice.resolve(NAME, { ...LUNCH, calendar: 'two' })).toMatchObject({ calendar: { id: 'two', shared: true } });
  });
});

describe('an event that is created', () => {
  it('is exactly what the arguments say', async () => {
    const hand = createCalendarHand();
    const { said } = await hand.wish(NAME, {
      ...LUNCH,
      end: '13:30',
      location: 'Oak',
      description: 'Soup',
      guests: ['ben@b.example'],
    });
    expect(said).toContain('Created: Lunch, Tuesday, 1 December 2026, 12:00 to 13:30 (Europe/Berlin, UTC+01:00). Invited: ');
    expect(hand.calendar.journal).toEqual([
      {
        op: 'create',
        calendarId: 'main',
        id: expect.stringMatching(/^[0-9a-f]{40}$/),
        content: {
          title: 'Lunch',
          description: 'Soup',
          location: 'Oak',
          start: { at: '2026-12-01T11:00:00Z', zone: 'Europe/Berlin' },
          end: { at: '2026-12-01T12:30:00Z', zone: 'Europe/Berlin' },
          recurrence: [],
          guests: [{ name: '', address: 'ben@b.example', answer: 'needs-action' }],
        },
        told: ['ben@b.example'],
        shared: false,
      },
    ]);
  });

  it('has one id for one wish, and another for any other', async () => {
    const hand = createCalendarHand();
    const id = async (input: object, over = {}) => {
      const other = createCalendarHand([], over);
      return ((await other.resolve(NAME, input)) as { id: string }).id;
    };
    const first = await id(LUNCH);
    expect(await id({ ...LUNCH, end: '13:00' })).toBe(first);
    const others = await Promise.all([
      id({ ...LUNCH, title: 'lunch' }),
      id(LUNCH, { source: 'telegram:2' }),
      id(LUNCH, { personId: 'another' }),
    ]);
    expect(new Set([first, ...others]).size).toBe(4);
    await hand.run(NAME, await hand.resolve(NAME, LUNCH));
    await hand.run(NAME, await hand.resolve(NAME, LUNCH));
    expect(hand.calendar.journal).toHaveLength(1);
  });

  it('is undone exactly, and twice is undone', async () => {
    const hand = createCalendarHand();
    const { undo } = await hand.wish(NAME, LUNCH);
    expect(await undo()).toBe('The event is not there any more: Lunch.');
    expect(hand.calendar.all()).toEqual([]);
    expect(await undo()).toBe('The event is not there any more: Lunch.');
    expect(hand.calendar.journal.map(({ op }) => op)).toEqual(['create', 'remove']);
  });

  it('is left alone by undo once it was changed', async () => {
    const hand = createCalendarHand();
    const { undo } = await hand.wish(NAME, LUNCH);
    const [event] = hand.calendar.all();
    if (!event) throw new Error('no event');
    hand.calendar.put({ ...event, title: 'Dinner' });
    await expect(undo()).rejects.toMatchObject({ code: 'invalid' });
    expect(hand.calendar.all()).toHaveLength(1);
  });

  it('cannot be undone when guests were told', async () => {
    expect(await createCalendarHand().wish(NAME, { ...LUNCH, guests: ['ben@b.example'] })).toMatchObject({ undoable: false });
  });

  it('is not created in a calendar that others see since the card', async () => {
    const hand = createCalendarHand();
    const args = await hand.resolve(NAME, LUNCH);
    hand.calendar.share('main', true);
    await expect(hand.run(NAME, args)).rejects.toMatchObject({ code: 'invalid' });
    expect(hand.calendar.journal).toEqual([]);
  });

  it('is not created in another account than the one on the card', async () => {
    const hand = createCalendarHand();
    const args = await hand.resolve(NAME, LUNCH);
    const eyes = { calendar: { ...hand.calendar.reader, account: 'other@example.com' } };
    const other = createCalendarHand([], { eyes });
    await expect(other.run(NAME, args)).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('a lost answer', () => {
  it('is settled by a look when the event is there', async () => {
    const hand = createCalendarHand();
    hand.calendar.fail('no-answer-after', 'create');
    expect(await hand.wish(NAME, LUNCH)).toMatchObject({ said: expect.stringContaining('Created: Lunch'), undoable: true });
  });

  it('stays unknown when the event is not there, since it may still come', async () => {
    const hand = createCalendarHand();
    hand.calendar.fail('no-answer', 'create');
    expect(await hand.run(NAME, await hand.resolve(NAME, LUNCH))).toEqual({ unknown: 'the connection was lost' });
  });

  it('to undo is told unless the event is gone', async () => {
    const hand = createCalendarHand();
    const { undo } = await hand.wish(NAME, LUNCH);
    hand.calendar.fail('no-answer', 'remove');
    await expect(undo()).rejects.toMatchObject({ code: 'unavailable' });
    hand.calendar.fail('no-answer-after', 'remove');
    expect(await undo()).toContain('not there any more');
  });
});

describe('after a death', () => {
  it('a created event is found by its id, and one that is not there surely was not created', async () => {
    const hand = createCalendarHand();
    const args = await hand.resolve(NAME, LUNCH);
    expect(await hand.find(NAME, args)).toBe('nothing');
    await hand.run(NAME, args);
    expect(await hand.find(NAME, args)).toMatchObject({
      said: expect.stringContaining('Created: Lunch'),
      undo: expect.anything(),
    });
  });
});
