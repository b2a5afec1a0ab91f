import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { offeredTimes } from '../../src/calendar/counter-offer.ts';
import { guestAnswer, type MeetingLetter } from '../../src/calendar/guest-answer.ts';
import type { CalendarEvent } from '../../src/ports/calendar.ts';
import type { MeetingMail } from '../../src/ports/meeting.ts';

const BEN = 'ben@b.example';
const ZONE = 'Europe/Berlin';
const at = (instant: string) => ({ at: instant, zone: ZONE });
const TIMES = { start: at('2026-11-24T09:00:00Z'), end: at('2026-11-24T10:00:00Z') };
const EVENT: CalendarEvent = {
  ...{ id: 'budget', calendarId: 'home', etag: '1', sequence: 2, organizer: 'ann@me.example', own: true },
  ...{ title: 'Budget', description: '', location: '', ...TIMES, recurrence: [] },
  guests: [{ name: 'Ben', address: 'Ben@B.example', answer: 'needs-action' }],
};
const WEEKLY: CalendarEvent = { ...EVENT, recurrence: ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20261208T090000Z'] };
const REPLY: MeetingMail = {
  ...{ method: 'reply', uid: 'budget', sequence: 2, organizer: 'ann@me.example', comment: '', alternatives: [] },
  ...{ title: 'Budget', description: '', location: '', ...TIMES, recurrence: [], stamp: '2026-11-20T10:00:00Z' },
  guests: [{ name: '', address: BEN, answer: 'accepted' }],
};
const letter = (meeting: Partial<MeetingMail> = {}, from = BEN): MeetingLetter => ({
  ...{ meeting: { ...REPLY, ...meeting }, from: { address: from }, at: '2026-11-20T10:00:30.250Z' },
});
const ANSWER = { address: 'Ben@B.example', answer: 'accepted', stamp: '2026-11-20T10:00:00Z' };
const day = (instant: string) => ({ instead: at(instant) });

describe('R29 what a guest answered by mail', () => {
  test.each<[string, CalendarEvent, MeetingLetter, object]>([
    ['to the event as it stands', EVENT, letter(), ANSWER],
    ['to a later version', EVENT, letter({ sequence: 3 }), ANSWER],
    ['as their address is written otherwise', EVENT, letter({}, 'BEN@b.example'), ANSWER],
    ['to a series', WEEKLY, letter(), ANSWER],
    ['to one day of a series', WEEKLY, letter(day('2026-12-01T09:00:00Z')), { ...ANSWER, day: at('2026-12-01T09:00:00Z') }],
    [
      'by a clock that runs ahead',
      EVENT,
      letter({ stamp: '2099-01-01T00:00:00Z' }),
      { ...ANSWER, stamp: '2026-11-20T10:00:30Z' },
    ],
  ])('%s counts', (_, event, mail, said) => {
    expect(guestAnswer(event, mail, ZONE)).toEqual(said);
  });

  test.each<[string, CalendarEvent, MeetingLetter]>([
    ['from somebody else', EVENT, letter({}, 'mallory@m.example')],
    ['by who is no guest', { ...EVENT, guests: [] }, letter()],
    ['for two at once', EVENT, letter({ guests: [...REPLY.guests, { name: '', address: 'cid@c.example', answer: 'accepted' }] })],
    ['to an older version', EVENT, letter({ sequence: 1 })],
    ['to another event', EVENT, letter({ uid: 'other' })],
    ["to somebody else's event", { ...EVENT, own: false }, letter()],
    ['as it stands there', { ...EVENT, guests: [{ name: '', address: BEN, answer: 'accepted' }] }, letter()],
    ['with no answer in it', EVENT, letter({ guests: [{ name: '', address: BEN, answer: 'needs-action' }] })],
    ['to a day that the series leaves out', WEEKLY, letter(day('2026-12-08T09:00:00Z'))],
    ['to an hour that the series does not have', WEEKLY, letter(day('2026-12-01T09:30:00Z'))],
    ['to a day of what happens once', EVENT, letter(day('2026-11-24T09:00:00Z'))],
    ['with another method', EVENT, letter({ method: 'counter' })],
  ])('%s does not count', (_, event, mail) => {
    expect(guestAnswer(event, mail, ZONE)).toBeUndefined();
  });

  test('and what was written at no time does not count', () => {
    const { stamp: _, ...meeting } = REPLY;
    expect(guestAnswer(EVENT, { ...letter(), meeting }, ZONE)).toBeUndefined();
  });
});

describe('R29 R35 a time that a guest proposes', () => {
  const now = Temporal.Instant.from('2026-11-21T08:00:00Z');
  const hour = (from: string, until: string) => ({ start: at(`2026-11-${from}:00Z`), end: at(`2026-11-${until}:00Z`) });
  const LATER = hour('25T13:00', '25T14:00');
  const counter = (more: Partial<MeetingMail> = {}) => letter({ method: 'counter', ...LATER, ...more });

  test('can be moved to, and so can each other one that would do', () => {
    const other = hour('26T09:00', '26T10:00');
    expect(offeredTimes(EVENT, counter({ alternatives: [other] }), now)).toEqual([LATER, other]);
  });

  test.each<[string, CalendarEvent, MeetingLetter]>([
    ['over', EVENT, counter(hour('20T09:00', '20T10:00'))],
    ['the time that it has', EVENT, counter(TIMES)],
    ['without an end', EVENT, counter({ end: LATER.start })],
    ['a whole day', EVENT, counter({ start: { date: '2026-11-25' }, end: { date: '2026-11-26' } })],
    ['for a series', WEEKLY, counter()],
    ['for one day of a series', EVENT, counter(day('2026-11-24T09:00:00Z'))],
    ['of an older version', EVENT, counter({ sequence: 1 })],
    ["from somebody else's pen", EVENT, { ...counter(), from: { address: 'mallory@m.example' } }],
    ['no proposal at all', EVENT, letter()],
  ])('is not offered when it is %s', (_, event, mail) => {
    expect(offeredTimes(event, mail, now)).toEqual([]);
  });
});
