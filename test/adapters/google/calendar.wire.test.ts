import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGoogleCalendar, type GoogleCalendar } from '../../../adapters/google/calendar.ts';
import { contentOf } from '../../../src/calendar/content.ts';
import { occurrencesIn } from '../../../src/calendar/series.ts';
import type { EventContent } from '../../../src/ports/calendar.ts';
import { calendarContract } from '../../contracts/calendar.ts';
import { type FakeGoogle, startFakeGoogle } from '../../fakes/google/server.ts';
import { signedIn } from './account.ts';

const ID = '0123456789abcdef';
const { signal } = new AbortController();

calendarContract('Google Calendar', async () => {
  const google = await startFakeGoogle();
  const account = createGoogleCalendar(signedIn(google), occurrencesIn);
  return {
    ...account,
    async invite(content) {
      const attendees = content.guests.map(({ address }) => ({
        email: address,
        responseStatus: 'needsAction',
        ...(address === google.account && { self: true }),
      }));
      const times = { start: toGoogle(content.start), end: toGoogle(content.end) };
      const organizer = { email: 'boss@b.example', self: false };
      google.calendar.put(google.account, { id: 'invited1', summary: content.title, ...times, attendees, organizer });
      return { calendarId: google.account, id: 'invited1' };
    },
    close: google.close,
  };
});

describe('Google Calendar', () => {
  let google: FakeGoogle;
  let account: GoogleCalendar;
  beforeEach(async () => {
    google = await startFakeGoogle();
    account = createGoogleCalendar(signedIn(google), occurrencesIn);
  });
  afterEach(() => google.close());

  const create = (more: Partial<EventContent> = {}) => account.writer.create(google.account, ID, content(more), signal);
  const main = async () => (await account.reader.calendars(signal))[0];

  test('tells the guests of every change, the former ones too', async () => {
    const made = await create({ guests: [guest('ben@b.example')] });
    const etag = 'etag' in made ? made.etag : '';
    await account.writer.update(google.account, ID, etag, content({ guests: [guest('eve@e.example')] }), signal);
    expect(google.calendar.told).toEqual([['ben@b.example'], ['ben@b.example', 'eve@e.example']]);
  });

  test('a calendar is the own one alone only while Google says that nobody else may read it', async () => {
    expect(await main()).toMatchObject({ shared: false, writable: true });
    const [calendar] = google.calendar.calendars;
    const owner = { role: 'owner', scope: { type: 'user', value: google.account } };
    for (const rule of [
      { role: 'reader', scope: { type: 'user', value: 'ben@b.example' } },
      { role: 'freeBusyReader', scope: { type: 'domain', value: 'b.example' } },
      { role: 'reader', scope: { type: 'default' } },
    ]) {
      google.calendar.calendars[0] = { ...calendar, acl: [owner, rule] };
      expect(await main()).toMatchObject({ shared: true });
    }
    google.calendar.calendars[0] = { ...calendar, accessRole: 'reader' };
    expect(await main()).toMatchObject({ shared: true, writable: false });
  });

  test('a calendar whose readers Google does not tell counts as seen by others', async () => {
    google.fail({ path: '/acl', meets: 403 });
    expect(await main()).toMatchObject({ shared: true });
  });

  test('an event that others may change is not the own text', async () => {
    google.calendar.put(google.account, { id: ID, guestsCanModify: true, ...times() });
    expect(await account.reader.event(google.account, ID, signal)).toMatchObject({ own: false });
  });

  test('an event that takes no time is told to be free', async () => {
    google.calendar.put(google.account, { id: ID, transparency: 'transparent', ...times() });
    expect(await account.reader.event(google.account, ID, signal)).toMatchObject({ free: true });
    google.calendar.put(google.account, { id: ID, transparency: 'opaque', ...times() });
    expect(await account.reader.event(google.account, ID, signal)).not.toHaveProperty('free');
  });

  test('a change leaves alone what the port does not know, and says that there is more', async () => {
    google.calendar.put(google.account, {
      id: ID,
      colorId: '7',
      reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 5 }] },
      attendees: [
        { email: 'ben@b.example', optional: true },
        { email: 'room@b.example', resource: true },
      ],
      ...times(),
    });
    const before = await account.reader.event(google.account, ID, signal);
    expect(before).toMatchObject({ partial: true, guests: [{ address: 'ben@b.example' }] });
    await account.writer.update(google.account, ID, before.etag, content({ guests: before.guests }), signal);
    expect(google.calendar.events.get(`${google.account} ${ID}`)).toMatchObject({
      summary: 'Event',
      colorId: '7',
      reminders: { overrides: [{ minutes: 5 }] },
      attendees: [{ email: 'ben@b.example', optional: true }, { email: 'room@b.example' }],
    });
  });

  test('what was changed and is changed back, as by undo, says the same in every member but its version', async () => {
    const key = `${google.account} ${ID}`;
    google.calendar.put(google.account, {
      id: ID,
      summary: 'Jour fixe',
      description: '<b>bring</b> the list\nand the key',
      location: 'Room 4',
      colorId: '7',
      visibility: 'private',
      reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 5 }] },
      recurrence: ['RRULE:FREQ=WEEKLY;COUNT=4'],
      extendedProperties: { private: { other: 'kept' } },
      attendees: [{ email: 'ben@b.example', optional: true, responseStatus: 'accepted', comment: 'gladly' }],
      // With which offset an instant is said is Google's own choice.
      start: { dateTime: '2026-12-01T08:00:00Z', timeZone: 'Europe/Berlin' },
      end: { dateTime: '2026-12-01T09:00:00Z', timeZone: 'Europe/Berlin' },
    });
    const standing = () => {
      const { etag, ...rest } = google.calendar.events.get(key) ?? {};
      return rest;
    };
    const original = standing();
    const before = await account.reader.event(google.account, ID, signal);
    const changes = { title: 'Other', description: '', location: '', recurrence: [], guests: before.guests };
    const changed = await account.writer.update(google.account, ID, before.etag, content(changes), signal);
    expect(standing()).not.toEqual(original);
    if ('noAnswer' in changed) throw new Error('Google gave no answer');
    await account.writer.update(google.account, ID, changed.etag, contentOf(before), signal);
    expect(standing()).toEqual(original);
  });

  describe('R63 its looks', () => {
    const put = (event: object) => google.calendar.put(google.account, { ...times(), ...event });
    const december = { from: '2026-12-01T00:00:00Z', until: '2027-01-01T00:00:00Z' };
    const seen = async () => (await account.reader.events(december, 5000, signal)).map(({ title }) => title);
    /** What a look brings over, and how many items for it. */
    async function look() {
      const before = google.calendar.tokens.sent();
      const titles = await seen();
      await account.reader.calendars(signal);
      return { titles, items: google.calendar.tokens.sent() - before };
    }

    test('a second look without a change brings over 0 items, of calendars and access lists too', async () => {
      put({ id: 'event1', summary: 'One' });
      google.calendar.calendars.push({ id: 'team', summary: 'Team', accessRole: 'owner', timeZone: 'UTC' });
      expect(await look()).toEqual({ titles: ['One'], items: 5 });
      expect(await look()).toEqual({ titles: ['One'], items: 0 });
    });

    test('only what was made, changed or deleted comes over, a calendar and a reader as well', async () => {
      for (let day = 1; day <= 9; day += 1) put({ id: `event${day}`, summary: `${day}` });
      await look();
      put({ id: 'event1', summary: 'Changed' });
      put({ id: 'event2', status: 'cancelled' });
      put({ id: 'event10', summary: 'New' });
      const after = await look();
      expect(after.titles.sort()).toEqual(['3', '4', '5', '6', '7', '8', '9', 'Changed', 'New']);
      expect(after.items).toBe(3);
      const [main] = google.calendar.calendars;
      const reader = { role: 'reader', scope: { type: 'user', value: 'ben@b.example' } };
      google.calendar.calendars[0] = { ...main, acl: [reader] };
      expect(await account.reader.calendars(signal)).toMatchObject([{ shared: true }]);
      google.calendar.calendars[0] = { ...main, acl: [] };
      expect(await account.reader.calendars(signal)).toMatchObject([{ shared: false }]);
      google.calendar.calendars.length = 0;
      expect(await account.reader.calendars(signal)).toEqual([]);
    });

    test('where Google knows the token no longer, all is read anew and what was deleted meanwhile is gone', async () => {
      put({ id: 'event1', summary: 'One' });
      put({ id: 'event2', summary: 'Two' });
      await look();
      put({ id: 'event2', status: 'cancelled' });
      google.calendar.tokens.forget();
      expect(await look()).toEqual({ titles: ['One'], items: 3 });
      expect(await look()).toEqual({ titles: ['One'], items: 0 });
    });

    test('a look that breaks off is begun anew from the last that was whole', async () => {
      put({ id: 'event1', summary: 'One' });
      await look();
      put({ id: 'event2', summary: 'Two' });
      google.fail({ path: '/events', meets: 503 });
      await expect(seen()).rejects.toMatchObject({ code: 'unavailable' });
      expect((await seen()).sort()).toEqual(['One', 'Two']);
    });

    test('a calendar of many pages comes whole', async () => {
      for (let count = 0; count < 2600; count += 1) put({ id: `event${count}`, summary: `${count}` });
      expect(await seen()).toHaveLength(2600);
    });

    test('a series comes without the day that was taken out and with the one that was moved, until it is deleted itself', async () => {
      put({ id: 'daily', summary: 'Daily', recurrence: ['RRULE:FREQ=DAILY;COUNT=3'] });
      const day = (date: string) => ({ recurringEventId: 'daily', originalStartTime: at(`${date}T09:00:00Z`) });
      google.calendar.put(google.account, { id: 'daily_1', status: 'cancelled', ...day('2026-12-01') });
      const moved = { start: at('2026-12-05T15:00:00Z'), end: at('2026-12-05T16:00:00Z') };
      google.calendar.put(google.account, { id: 'daily_2', summary: 'Moved', ...day('2026-12-02'), ...moved });
      google.calendar.put(google.account, { id: 'other_2', summary: 'Only day', ...moved, recurringEventId: 'not-mine' });
      const found = await account.reader.events(december, 50, signal);
      expect(found.map(({ title, start, id }) => [title, 'at' in start && start.at, id])).toEqual([
        ['Daily', '2026-12-03T09:00:00Z', 'daily'],
        ['Moved', '2026-12-05T15:00:00Z', 'daily'],
        ['Only day', '2026-12-05T15:00:00Z', 'other_2'],
      ]);
      put({ id: 'daily', status: 'cancelled' });
      expect(await seen()).toEqual(['Only day']);
    });
  });

  test('a change whose answer is lost says that it may have happened, and is found to have', async () => {
    google.fail({ path: '/events', method: 'POST', meets: 'drop-after' });
    expect(await create()).toHaveProperty('noAnswer');
    expect(await account.reader.event(google.account, ID, signal)).toMatchObject({ title: 'Event' });
    expect(await create()).toMatchObject({ id: ID });
  });

  test('an answer of 503 to a change says nothing, one of 429 says that nothing was done', async () => {
    google.fail({ path: '/events', method: 'POST', meets: 503 });
    expect(await create()).toHaveProperty('noAnswer');
    google.fail({ path: '/events', method: 'POST', meets: 429 });
    await expect(create()).rejects.toMatchObject({ code: 'rate-limited' });
    expect(google.calendar.events.size).toBe(0);
  });

  test('a look that gets no answer is told as an outage, an ended connection with the way back', async () => {
    google.fail({ path: '/calendarList', meets: 'drop-before' });
    await expect(main()).rejects.toMatchObject({ code: 'unavailable' });
    google.expire(google.token);
    await expect(main()).rejects.toMatchObject({ code: 'denied', message: expect.stringContaining('/connect google') });
  });
});

function toGoogle(time: EventContent['start']) {
  return 'date' in time ? { date: time.date } : { dateTime: time.at, timeZone: time.zone };
}

function at(dateTime: string) {
  return { dateTime, timeZone: 'Europe/Berlin' };
}

function times() {
  const { start, end } = content();
  return { start: toGoogle(start), end: toGoogle(end) };
}

function content(more: Partial<EventContent> = {}): EventContent {
  const zone = 'Europe/Berlin';
  const start = { at: '2026-12-01T09:00:00Z', zone };
  const end = { at: '2026-12-01T10:00:00Z', zone };
  return { title: 'Event', description: '', location: '', start, end, recurrence: [], guests: [], ...more };
}

function guest(address: string) {
  return { name: '', address, answer: 'needs-action' } as const;
}
