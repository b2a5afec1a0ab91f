import { describe, expect, test } from 'vitest';
import { withField } from '../../../../src/people/profile-path.ts';
import { createFakeCalendar, type SeedEvent } from '../../../fakes/calendar.ts';
import { createFakeMail } from '../../../fakes/mail.ts';
import { ACCOUNT, createCalendarHand } from './hand.ts';

const ZONE = 'Europe/Berlin';
const BEN = { name: 'Ben', address: 'ben@b.example', answer: 'accepted' } as const;
const CID = { name: '', address: 'cid@c.example', answer: 'accepted' } as const;
const LUNCH = { title: 'Lunch', start: '2026-12-01T12:00', location: 'Oak', description: 'Soup' };
const REVIEW: SeedEvent = { ...LUNCH, id: 'review', title: 'Review', end: '2026-12-01T13:00', sequence: 2, guests: [BEN, CID] };
const WEEKLY: SeedEvent = { ...REVIEW, id: 'weekly', recurrence: ['RRULE:FREQ=WEEKLY;COUNT=3'] };
const MAILS = { ben: [{ address: 'ben@b.example' }], both: [{ address: 'ben@b.example' }, { address: 'cid@c.example' }] };

/** A calendar whose server tells guests nothing, or all of it, and mail accounts to tell them from. */
function given({ silent = true, events = [REVIEW, WEEKLY], accounts = [ACCOUNT] }: Partial<Setting> = {}) {
  const calendar = createFakeCalendar({
    account: ACCOUNT,
    calendars: [{ id: 'main', name: 'Ann', ...(silent && { silent }) }],
    events,
  });
  const mails = accounts.map((account) => createFakeMail({ account }));
  const readers = mails.map(({ reader }) => reader);
  const [mail] = readers;
  const hand = createCalendarHand([], {
    eyes: { calendar: calendar.reader, ...(mail && { mail, mails: readers }) },
    hands: { calendar: calendar.writer, mails: new Map(mails.map(({ reader, writer }) => [reader.account, writer])) },
  });
  const sent = () => mails.flatMap(({ journal }) => journal.flatMap((write) => (write.did === 'send' ? [write.mail] : [])));
  return { ...hand, calendar, mails, sent, meetings: () => sent().map(({ meeting }) => meeting) };
}

interface Setting {
  readonly silent: boolean;
  readonly events: readonly SeedEvent[];
  readonly accounts: readonly string[];
}

describe('R29 guests of an own event, where the calendar tells nobody', () => {
  test('are asked by one mail, which the card shows to the last byte', async () => {
    const { card, wish, sent } = given();
    const input = { ...LUNCH, guests: ['"Ben" <ben@b.example>', 'cid@c.example'], recurrence: ['FREQ=WEEKLY;COUNT=3'] };
    const { lines, warnings } = await card('calendar_create', input);
    const { said } = await wish('calendar_create', input);
    const [mail] = sent();
    const text = [
      'I invite you: "Lunch", Tuesday, 1 December 2026, 12:00 to 13:00 (Europe/Berlin, UTC+01:00).',
      'It repeats every week at 12:00, 3 times, the last on Tuesday, 15 December 2026.',
      'Place: Oak',
      '',
      'Soup',
    ].join('\n');
    expect(lines.at(-1)).toBe(
      [
        `Mail to the guests: From: ${ACCOUNT}`,
        'To: ben@b.example (named "Ben"), cid@c.example',
        'Subject: Invitation: Lunch',
        `For calendar programs: REQUEST of "${mail?.meeting?.uid}", version 0`,
        `Message-ID: ${mail?.messageId}`,
        '',
        text,
      ].join('\n'),
    );
    expect(warnings[0]).toBe('This cannot be undone: the guests are told by the mail shown here.');
    expect(sent()).toMatchObject([{ to: MAILS.both, cc: [], bcc: [], subject: 'Invitation: Lunch', text, attachments: [] }]);
    expect(said).toContain('Told by mail: `ben@b.example`, `cid@c.example`.');
  });

  test('get the event as the calendar has it, under its own id and organized by the person', async () => {
    const { wish, calendar, meetings } = given({ events: [] });
    await wish('calendar_create', { ...LUNCH, guests: ['ben@b.example'] });
    const [event] = calendar.all();
    expect(meetings()).toMatchObject([
      {
        ...{ method: 'request', uid: event?.id, sequence: 0, organizer: ACCOUNT, title: 'Lunch', location: 'Oak' },
        ...{ description: 'Soup', start: event?.start, end: event?.end, guests: event?.guests },
      },
    ]);
  });

  test('are told when it moves, in a later version of it, and asked anew', async () => {
    const { wish, calendar, sent, meetings } = given();
    const { said, undoable } = await wish('calendar_update', { event: 'review', start: '2026-12-02T15:00' });
    expect(sent()).toMatchObject([{ to: MAILS.both, subject: 'Updated invitation: Review' }]);
    const guests = [BEN, CID].map((guest) => ({ ...guest, answer: 'needs-action' }));
    const start = { at: '2026-12-02T14:00:00Z', zone: ZONE };
    expect(meetings()).toMatchObject([{ method: 'request', uid: 'review', sequence: 3, start, guests }]);
    expect(calendar.all().find(({ id }) => id === 'review')).toMatchObject({ start, guests });
    expect([said, undoable]).toEqual(['Changed: Review. Told by mail: `ben@b.example`, `cid@c.example`.', false]);
  });

  test('keep their answers when it says something else at the same time', async () => {
    const { wish, meetings } = given();
    await wish('calendar_update', { event: 'review', location: 'Elm' });
    expect(meetings()).toMatchObject([{ sequence: 3, location: 'Elm', guests: [BEN, CID] }]);
  });

  test('who are taken off get a cancellation of their own, and the others the new list', async () => {
    const { wish, sent, meetings } = given();
    await wish('calendar_update', { event: 'review', removeGuests: ['cid@c.example'], addGuests: ['dan@d.example'] });
    expect(sent()).toMatchObject([
      { to: [...MAILS.ben, { address: 'dan@d.example' }] },
      { to: [{ address: 'cid@c.example' }], subject: 'Cancelled for you: Review' },
    ]);
    expect(meetings()).toMatchObject([
      { method: 'request', guests: [BEN, { address: 'dan@d.example' }] },
      { method: 'cancel', sequence: 3, guests: [CID], withoutThem: true },
    ]);
  });

  test('are invited, not told of a change, when they are the first', async () => {
    const { wish, sent } = given({ events: [{ ...REVIEW, guests: [] }] });
    await wish('calendar_update', { event: 'review', addGuests: ['ben@b.example'] });
    expect(sent()).toMatchObject([{ to: MAILS.ben, subject: 'Invitation: Review', meeting: { method: 'request', sequence: 3 } }]);
  });

  test('are told that it is cancelled', async () => {
    const { wish, sent, calendar } = given({ events: [REVIEW] });
    const { said } = await wish('calendar_delete', { event: 'review' });
    expect(sent()).toMatchObject([
      { to: MAILS.both, subject: 'Cancelled: Review', meeting: { method: 'cancel', uid: 'review', sequence: 3 } },
    ]);
    expect(sent()[0]?.meeting).not.toHaveProperty('withoutThem');
    expect(calendar.all()).toEqual([]);
    expect(said).toBe('Deleted: Review. Told by mail: `ben@b.example`, `cid@c.example`.');
  });

  test('of a series are told of the one day that is left out', async () => {
    const { wish, sent, meetings } = given();
    await wish('calendar_delete', { event: 'weekly', date: '2026-12-08' });
    const day = { at: '2026-12-08T11:00:00Z', zone: ZONE };
    expect(meetings()).toMatchObject([{ method: 'cancel', uid: 'weekly', start: day, instead: day, recurrence: [] }]);
    expect(sent()[0]?.text).toBe(
      'This will not take place: "Review", Tuesday, 8 December 2026, 12:00 to 13:00 (Europe/Berlin, UTC+01:00).',
    );
  });

  test('of a series that changes as a whole get its rule', async () => {
    const { wish, meetings } = given();
    await wish('calendar_update', { event: 'weekly', series: true, location: 'Elm' });
    expect(meetings()).toMatchObject([{ recurrence: WEEKLY.recurrence, sequence: 3 }]);
  });

  test('are told from the account whose address the calendar has, where there are several', async () => {
    const { resolve } = given({ accounts: ['work@w.example', ACCOUNT.toUpperCase()] });
    const input = { ...LUNCH, guests: ['ben@b.example'] };
    expect(await resolve('calendar_create', input)).toMatchObject({ request: { from: ACCOUNT.toUpperCase() } });
    const elsewhere = given({ accounts: ['work@w.example', 'other@o.example'] });
    expect(await elsewhere.resolve('calendar_create', input)).toMatchObject({ request: { from: 'work@w.example' } });
  });
});

describe('no mail goes to guests', () => {
  const input = { ...LUNCH, guests: ['ben@b.example'] };

  test.each<[string, Partial<Setting>, string]>([
    ['by a calendar that tells them itself', { silent: false }, 'Invited: `ben@b.example`.'],
    ['without a mail account', { accounts: [] }, 'With, and not told: `ben@b.example`.'],
  ])('%s', async (_, setting, words) => {
    const { wish, sent } = given(setting);
    const { said, args } = await wish('calendar_create', input);
    expect(args).not.toHaveProperty('request');
    expect(said).toContain(words);
    expect(sent()).toEqual([]);
  });

  test('where mail is switched off, and the card says that they are not told', async () => {
    const { context, card } = given();
    Object.assign(context, { profile: withField(context.profile, 'settings.sharing.mail', 'off') });
    const { lines, warnings } = await card('calendar_create', input);
    expect(lines.join('\n')).not.toContain('Mail to the guests');
    expect(warnings[0]).toBe('This calendar tells its guests nothing: write to them yourself.');
  });

  test('of an event that is somebody else’s: its copy is deleted, and nothing cancelled', async () => {
    const { wish, sent } = given({ events: [{ ...REVIEW, own: false, organizer: 'eve@e.example' }] });
    await wish('calendar_delete', { event: 'review' });
    expect(sent()).toEqual([]);
  });

  test('that a calendar names by no mail address, nor to the person', async () => {
    const nobody = { name: '', address: 'urn:uuid:1', answer: 'accepted' } as const;
    const { resolve } = given({ events: [{ ...REVIEW, guests: [BEN, nobody, ACCOUNT] }] });
    expect(await resolve('calendar_delete', { event: 'review' })).toMatchObject({ cancel: { to: [{ address: BEN.address }] } });
  });
});

describe('one press is for the event and its mail', () => {
  const input = { ...LUNCH, guests: ['ben@b.example'] };

  test('no mail goes out for an event that surely was not written, or nobody knows', async () => {
    const { resolve, run, calendar, sent } = given();
    const args = await resolve('calendar_create', input);
    calendar.fail('reject', 'create');
    await expect(run('calendar_create', args)).rejects.toMatchObject({ code: 'unavailable' });
    calendar.fail('no-answer', 'create');
    expect(await run('calendar_create', args)).toEqual({ unknown: 'the connection was lost; no mail has gone out' });
    expect(sent()).toEqual([]);
  });

  test('a mail that was refused is told of, and the event stands', async () => {
    const { wish, mails, calendar, sent } = given({ events: [] });
    mails[0]?.fault('send', { kind: 'reject' });
    const { said } = await wish('calendar_create', input);
    expect(said).toMatch(/^Created: Lunch, .*\. But `ben@b\.example` could not be told: The mail server refused/);
    expect([calendar.all().length, sent().length]).toEqual([1, 0]);
  });

  test.each([
    ['calendar_create', input, 'the event is in your calendar'],
    ['calendar_update', { event: 'review', location: 'Elm' }, 'it is changed in your calendar'],
    ['calendar_delete', { event: 'review' }, 'it is deleted in your calendar'],
    ['calendar_delete', { event: 'weekly', date: '2026-12-08' }, 'it is deleted in your calendar'],
  ])('%s whose mail got no answer is in doubt, and another press sends that mail alone', async (name, wish, stands) => {
    const { resolve, run, mails, calendar, sent } = given();
    const args = await resolve(name, wish);
    mails[0]?.fault('send', { kind: 'unknown', arrived: false });
    const { unknown = '' } = { ...(await run(name, args)) } as { unknown?: string };
    expect(unknown).toContain(`${stands}, but whether the mail to`);
    expect(unknown).toContain('went out is not known (the server closed the connection before its answer)');
    expect(await run(name, args)).toMatchObject({ said: expect.stringContaining('Told by mail') });
    expect([calendar.journal.length, sent().length]).toEqual([1, 1]);
    await run(name, args);
    expect([calendar.journal.length, sent().length]).toEqual([1, 1]);
  });

  test('STOP between the event and its mail holds the mail back, and says so', async () => {
    const stop = new AbortController();
    const { resolve, run, calendar, context, sent } = given();
    const args = await resolve('calendar_create', input);
    const create: typeof calendar.writer.create = async (...wish) => {
      const made = await calendar.writer.create(...wish);
      stop.abort();
      return made;
    };
    Object.assign(context, { signal: stop.signal, hands: { ...context.hands, calendar: { ...calendar.writer, create } } });
    expect(await run('calendar_create', args)).toEqual({
      unknown: 'the event is in your calendar, but the mail to `ben@b.example` has not gone out',
    });
    expect(sent()).toEqual([]);
  });

  test('after a death it is told what was done, and nothing goes out by itself', async () => {
    const { resolve, run, find, context, mails, sent } = given();
    const args = await resolve('calendar_create', input);
    expect(await find('calendar_create', args)).toBe('nothing');
    const { mails: hands, ...rest } = context.hands;
    Object.assign(context, { hands: rest });
    await run('calendar_create', args);
    Object.assign(context, { hands: { ...rest, mails: hands } });
    expect(await find('calendar_create', args)).toEqual({
      unknown: 'the event is in your calendar, but the mail to `ben@b.example` has not gone out',
    });
    mails[0]?.fault('wasSent', { kind: 'reject', message: 'It was being handed over.' });
    expect(await find('calendar_create', args)).toEqual({
      unknown:
        'the event is in your calendar, but whether the mail to `ben@b.example` went out is not known (It was being handed over)',
    });
    expect(sent()).toEqual([]);
    await run('calendar_create', args);
    expect(await find('calendar_create', args)).toMatchObject({ said: expect.stringContaining('Told by mail') });
    expect(sent()).toHaveLength(1);
  });
});
