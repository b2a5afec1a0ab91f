import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGoogleCalendar, type GoogleCalendar } from '../../../adapters/google/calendar.ts';
import type { EventContent } from '../../../src/ports/calendar.ts';
import { calendarContract } from '../../contracts/calendar.ts';
import { type FakeGoogle, startFakeGoogle } from '../../fakes/google/server.ts';
import { signedIn } from './account.ts';

const ID = '0123456789abcdef';
const { signal } = new AbortController();

calendarContract('Google Calendar', async () => {
  const google = await startFakeGoogle();
  const account = createGoogleCalendar(signedIn(google));
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
    account = createGoogleCalendar(signedIn(google));
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
