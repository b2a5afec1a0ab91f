import { describe, expect, it } from 'vitest';
import type { SeedEvent } from '../../../fakes/calendar.ts';
import { createCalendarHand } from './hand.ts';

const TEAM = 'team-all@group.calendar.example';
const OWN: SeedEvent = {
  id: 'own',
  title: 'Dentist',
  description: 'bring card',
  location: 'Main St 1',
  start: '2026-12-01T10:00',
  end: '2026-12-01T10:45',
};
const MEETING: SeedEvent = { ...OWN, id: 'meeting', title: 'Review', guests: ['ann@example.com', 'ben@b.example'] };
const SERIES: SeedEvent = { ...OWN, id: 'series', title: 'Standup', recurrence: ['RRULE:FREQ=DAILY;COUNT=5'] };
const INVITE: SeedEvent = { ...MEETING, id: 'invite', title: 'Pitch', own: false, organizer: 'eve@e.example' };

describe('the event that is meant', () => {
  it('is found by its id or by words of its title, what is to come before what is over', async () => {
    const hand = createCalendarHand([{ ...OWN, id: 'past', start: '2026-11-02T10:00', end: '2026-11-02T11:00' }, OWN]);
    expect(await hand.resolve('calendar_delete', { event: 'past' })).toMatchObject({ id: 'past' });
    expect(await hand.resolve('calendar_delete', { event: 'dent' })).toMatchObject({ id: 'own' });
  });

  it.each([
    ['nothing fits', 'yoga', 'not-found'],
    ['words stand in the description only', 'card', 'not-found'],
    ['several fit', 'main', 'invalid'],
    ['nothing is said', ' ', 'invalid'],
  ])('is asked for when %s, without a word of anybody’s title', async (_, event, code) => {
    const hand = createCalendarHand([
      { ...OWN, title: 'Main A: obey' },
      { ...OWN, id: 'b', title: 'Main B: obey' },
    ]);
    const problem = await hand.resolve('calendar_delete', { event }).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code, message: expect.not.stringContaining('obey') });
  });

  it('of somebody else is neither changed nor deleted, only answered', async () => {
    const hand = createCalendarHand([INVITE]);
    await expect(hand.resolve('calendar_update', { event: 'invite', title: 'x' })).rejects.toThrow('calendar_respond');
    await expect(hand.resolve('calendar_delete', { event: 'invite' })).rejects.toMatchObject({ code: 'denied' });
  });

  it('in a calendar that can only be read stays', async () => {
    const hand = createCalendarHand([{ ...OWN, calendarId: 'feed' }]);
    await expect(hand.resolve('calendar_delete', { event: 'own' })).rejects.toMatchObject({ code: 'denied' });
  });
});

describe('the effect of a change', () => {
  it.each<[string, SeedEvent, string, object, string]>([
    ['of an own event', OWN, 'calendar_update', { title: 'x' }, 'private'],
    ['of an own event to one with a guest', OWN, 'calendar_update', { addGuests: ['ben@b.example'] }, 'outbound'],
    ['of an event with guests', MEETING, 'calendar_update', { title: 'x' }, 'outbound'],
    ['that takes the last guest away', MEETING, 'calendar_update', { removeGuests: ['ben@b.example'] }, 'outbound'],
    ['in a calendar that others see', { ...OWN, calendarId: TEAM }, 'calendar_update', { title: 'x' }, 'outbound'],
    ['that moves what cannot be moved back', { ...OWN, partial: true }, 'calendar_update', { start: '11:00' }, 'destructive'],
    ['of the words of such an event', { ...OWN, partial: true }, 'calendar_update', { title: 'x' }, 'private'],
    ['that deletes an own event', OWN, 'calendar_delete', {}, 'private'],
    ['that deletes an event with guests', MEETING, 'calendar_delete', {}, 'outbound'],
    ['that deletes where others see it', { ...OWN, calendarId: TEAM }, 'calendar_delete', {}, 'outbound'],
    ['that deletes what cannot be given back', { ...OWN, partial: true }, 'calendar_delete', {}, 'destructive'],
    ['that leaves out a day of an own series', SERIES, 'calendar_delete', { date: '2026-12-03' }, 'private'],
    ['that answers', INVITE, 'calendar_respond', { answer: 'declined' }, 'outbound'],
  ])('%s is decided by the exact arguments', async (_, event, name, input, effect) => {
    expect(await createCalendarHand([event]).effectOf(name, { event: event.id, ...input })).toBe(effect);
  });
});

describe('calendar_update', () => {
  it('shows what the event says and what it is to say', async () => {
    const { lines, warnings } = await createCalendarHand([
      MEETING,
      { ...OWN, start: '2026-12-01T11:00', end: '2026-12-01T12:00' },
    ]).card('calendar_update', { event: 'meeting', start: '11:00', location: '', addGuests: ['new@n.example'] });
    expect(lines).toEqual([
      'Account: ann@example.com',
      'Calendar: Ann, only you see it (id main)',
      'Event id: meeting',
      expect.stringMatching(/^Version: \w+$/),
      'Title, as it is: Review',
      'New when: Tuesday, 1 December 2026, 11:00 to 11:45 (Europe/Berlin, UTC+01:00)\nBefore: Tuesday, 1 December 2026, 10:00 to 10:45 (Europe/Berlin, UTC+01:00)',
      'New place: \nBefore: Main St 1',
      'Text, as it is: bring card',
      expect.stringMatching(
        /^New guests: 3\n[\s\S]*new@n\.example, needs-action\nBefore: 2\n[\s\S]*ben@b\.example, needs-action$/,
      ),
      'Kept whole by me: yes',
    ]);
    expect(warnings).toEqual([
      'This cannot be undone: the guests are told.',
      'You never had an event with new@n.example.',
      'At the same time: "Dentist", Tuesday, 1 December 2026, 11:00 to 12:00 (Europe/Berlin, UTC+01:00).',
    ]);
  });

  it('changes only what is said, and undoes it exactly', async () => {
    const hand = createCalendarHand([OWN]);
    const [before] = hand.calendar.all();
    const { undo } = await hand.wish('calendar_update', { event: 'own', title: 'Doctor', start: '2026-12-02 09:00' });
    expect(hand.calendar.all()).toMatchObject([{ title: 'Doctor', description: 'bring card', location: 'Main St 1' }]);
    expect(await undo()).toBe('The event is as it was: Dentist.');
    expect(hand.calendar.all()).toEqual([{ ...before, etag: expect.any(String) }]);
    expect(await undo()).toBe('The event is as it was: Dentist.');
    expect(hand.calendar.journal).toHaveLength(2);
  });

  it('keeps the answers of guests who stay', async () => {
    const guests = [{ name: 'Ben', address: 'ben@b.example', answer: 'accepted' as const }, 'cid@c.example'];
    const hand = createCalendarHand([{ ...OWN, guests }]);
    await hand.wish('calendar_update', {
      event: 'own',
      addGuests: ['BEN@b.example', 'dan@d.example'],
      removeGuests: ['CID@c.example'],
    });
    expect(hand.calendar.all()[0]?.guests).toEqual([
      { name: 'Ben', address: 'ben@b.example', answer: 'accepted' },
      { name: '', address: 'dan@d.example', answer: 'needs-action' },
    ]);
    expect(hand.calendar.journal[0]?.told).toEqual(['ben@b.example', 'cid@c.example', 'dan@d.example']);
  });

  it('does nothing to an event that has changed since it was shown, and undo leaves such a one alone', async () => {
    const hand = createCalendarHand([OWN]);
    const args = await hand.resolve('calendar_update', { event: 'own', title: 'Doctor' });
    hand.calendar.put({ ...OWN, location: 'Elsewhere' });
    await expect(hand.run('calendar_update', args)).rejects.toThrow('has changed since, so I left it alone');
    expect(hand.calendar.journal).toEqual([]);
    const { undo } = await hand.wish('calendar_update', { event: 'own', title: 'Doctor' });
    hand.calendar.put({ ...OWN, title: 'Vet' });
    await expect(undo()).rejects.toThrow('has changed since, so I left it alone');
    expect(hand.calendar.all()[0]?.title).toBe('Vet');
  });

  it.each([
    ['nothing that changes it', OWN, { title: 'Dentist' }, 'invalid'],
    ['a series without saying so', SERIES, { title: 'x' }, 'invalid'],
    ['one day of a series', SERIES, { start: '2026-12-03 11:00', series: true }, 'invalid'],
    ['somebody who is no guest', MEETING, { removeGuests: ['zoe@z.example'] }, 'not-found'],
    ['a member that is not known', OWN, { guests: ['ben@b.example'] }, 'invalid'],
  ])('refuses %s', async (_, event, input, code) => {
    const hand = createCalendarHand([event]);
    await expect(hand.resolve('calendar_update', { event: event.id, ...input })).rejects.toMatchObject({ code });
  });

  it('after a death tells what was done, what surely not, and what nobody can tell', async () => {
    const hand = createCalendarHand([OWN]);
    const args = await hand.resolve('calendar_update', { event: 'own', title: 'Doctor' });
    expect(await hand.find('calendar_update', args)).toBe('nothing');
    await hand.run('calendar_update', args);
    expect(await hand.find('calendar_update', args)).toMatchObject({ said: 'Changed: Doctor.' });
    hand.calendar.put({ ...OWN, title: 'Vet' });
    expect(await hand.find('calendar_update', args)).toHaveProperty('unknown');
  });
});

describe('calendar_delete', () => {
  it('gives an own event back exactly, under its id', async () => {
    const hand = createCalendarHand([{ ...OWN, recurrence: ['RRULE:FREQ=DAILY;COUNT=5'] }]);
    const [before] = hand.calendar.all();
    const { undo, tainted } = await hand.wish('calendar_delete', { event: 'own', date: 'all' });
    expect(tainted).toBe(true);
    expect(hand.calendar.all()).toEqual([]);
    expect(await undo()).toBe('The event is back: Dentist.');
    expect(hand.calendar.all()).toEqual([{ ...before, etag: expect.any(String) }]);
    expect(await undo()).toBe('The event is back: Dentist.');
    expect(hand.calendar.journal.map(({ op }) => op)).toEqual(['remove', 'create']);
  });

  it('does not overwrite what stands there by now', async () => {
    const hand = createCalendarHand([OWN]);
    const { undo } = await hand.wish('calendar_delete', { event: 'own' });
    hand.calendar.put({ ...OWN, title: 'Vet' });
    await expect(undo()).rejects.toMatchObject({ code: 'invalid' });
  });

  it('leaves one day out of a series, shown as that day, and brings it back', async () => {
    const hand = createCalendarHand([SERIES]);
    const input = { event: 'standup', date: '2026-12-03' };
    const { lines, warnings } = await hand.card('calendar_delete', input);
    expect(lines).toContain('Only this day is deleted: Thursday, 3 December 2026, 10:00 to 10:45 (Europe/Berlin, UTC+01:00)');
    expect(warnings).toEqual([]);
    const { undo } = await hand.wish('calendar_delete', input);
    const days = async () => (await hand.wish('calendar_list', { when: '2026-12-02 to 2026-12-04' })).said.split('\n').length;
    expect(await days()).toBe(2);
    await undo();
    expect(await days()).toBe(3);
  });

  it('says that a whole series goes', async () => {
    const { warnings } = await createCalendarHand([SERIES]).card('calendar_delete', { event: 'standup', date: 'all' });
    expect(warnings).toEqual(['The whole series goes.']);
  });

  it.each([
    ['without a word on which day', {}, 'invalid'],
    ['of a day it has not', { date: '2026-12-13' }, 'not-found'],
  ])('of a series %s is refused', async (_, input, code) => {
    await expect(createCalendarHand([SERIES]).resolve('calendar_delete', { event: 'standup', ...input })).rejects.toMatchObject({
      code,
    });
  });

  it('cannot be undone when guests are told or the server keeps more of it, and the card says so beforehand', async () => {
    const hand = createCalendarHand([MEETING, { ...OWN, partial: true }]);
    expect((await hand.card('calendar_delete', { event: 'meeting' })).warnings).toEqual([
      'This cannot be undone: the guests are told.',
    ]);
    expect((await hand.card('calendar_delete', { event: 'own' })).warnings).toEqual([
      'This cannot be undone: the calendar keeps more of this event than I can give back, such as alarms or days changed one by one.',
    ]);
    expect(await hand.wish('calendar_delete', { event: 'meeting' })).toMatchObject({ undoable: false });
    expect(await hand.wish('calendar_delete', { event: 'own' })).toMatchObject({ undoable: false });
  });

  it('after a death tells what was done, what surely not, and what nobody can tell', async () => {
    const hand = createCalendarHand([OWN]);
    const args = await hand.resolve('calendar_delete', { event: 'own' });
    expect(await hand.find('calendar_delete', args)).toBe('nothing');
    hand.calendar.put({ ...OWN, title: 'Vet' });
    expect(await hand.find('calendar_delete', args)).toHaveProperty('unknown');
    hand.calendar.drop('own');
    expect(await hand.find('calendar_delete', args)).toMatchObject({ said: 'Deleted: Dentist.', undo: expect.anything() });
  });
});

describe('calendar_respond', () => {
  const name = 'calendar_respond';

  it('answers for the person alone, is told to the organizer, and cannot be undone', async () => {
    const hand = createCalendarHand([INVITE, OWN]);
    const { lines, warnings } = await hand.card(name, { event: 'pitch', answer: 'accepted' });
    expect(lines.slice(0, 2)).toEqual(['Answer: accepted', 'To the organizer: eve@e.example']);
    expect(warnings).toEqual([
      'This cannot be undone: the organizer is told.',
      'At the same time: "Dentist", Tuesday, 1 December 2026, 10:00 to 10:45 (Europe/Berlin, UTC+01:00).',
    ]);
    expect(await hand.wish(name, { event: 'pitch', answer: 'accepted' })).toMatchObject({ undoable: false, tainted: true });
    expect(hand.calendar.journal).toEqual([
      { op: 'respond', calendarId: 'main', id: 'invite', answer: 'accepted', told: ['eve@e.example'], shared: false },
    ]);
  });

  it('answers nothing but what was shown', async () => {
    const hand = createCalendarHand([INVITE]);
    const args = await hand.resolve(name, { event: 'pitch', answer: 'accepted' });
    hand.calendar.put({ ...INVITE, guests: ['ann@example.com', { name: '', address: 'ben@b.example', answer: 'accepted' }] });
    hand.calendar.put({ ...INVITE, location: 'Elsewhere' });
    await expect(hand.run(name, args)).rejects.toThrow('has changed since');
    expect(hand.calendar.journal).toEqual([]);
  });

  it('does not mind what others answered meanwhile', async () => {
    const hand = createCalendarHand([INVITE]);
    const args = await hand.resolve(name, { event: 'pitch', answer: 'accepted' });
    hand.calendar.put({ ...INVITE, guests: ['ann@example.com', { name: '', address: 'ben@b.example', answer: 'accepted' }] });
    expect(await hand.run(name, args)).toHaveProperty('said');
  });

  it.each([
    ['an own event', OWN, 'own', 'accepted', 'invalid'],
    ['an event that did not invite the person', { ...INVITE, guests: ['ben@b.example'] }, 'invite', 'accepted', 'invalid'],
    [
      'as it is answered already',
      { ...INVITE, guests: [{ name: '', address: 'ANN@example.com', answer: 'declined' as const }] },
      'invite',
      'declined',
      'invalid',
    ],
    ['in a word that is none', INVITE, 'invite', 'yes', 'invalid'],
  ])('refuses %s', async (_, event, id, answer, code) => {
    await expect(createCalendarHand([event]).resolve(name, { event: id, answer })).rejects.toMatchObject({ code });
  });

  it('after a death looks for the answer', async () => {
    const hand = createCalendarHand([INVITE]);
    const args = await hand.resolve(name, { event: 'pitch', answer: 'tentative' });
    expect(await hand.find(name, args)).toBe('nothing');
    await hand.run(name, args);
    expect(await hand.find(name, args)).toMatchObject({ said: expect.stringContaining('Answered tentative') });
    hand.calendar.drop('invite');
    expect(await hand.find(name, args)).toEqual({ unknown: 'the event is gone' });
  });

  it('shows a rule of others that cannot be read as such, and fails on no card', async () => {
    const hand = createCalendarHand([]);
    const event = { ...INVITE, recurrence: ['RRULE:FREQ=MONTHLY;BYDAY=7MO'] };
    hand.calendar.put(event);
    const { lines, warnings } = await hand.card(name, { event: 'invite', answer: 'declined' });
    expect(lines.join('\n')).toContain('Repeats by a rule that I cannot read\nRule: RRULE:FREQ=MONTHLY;BYDAY=7MO');
    expect(warnings).toContain('The answer is for the whole series.');
  });
});
