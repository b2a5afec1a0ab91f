import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createFeed, type Feed } from '../../../adapters/ics/feed.ts';
import { occurrencesIn } from '../../../src/calendar/series.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createWebServer, redirect, type WebServer } from '../../fakes/web-server.ts';
import { testParsing } from '../../fixtures/parsing.ts';
import { sharedData } from '../../fixtures/shared-data.ts';

const URL = 'https://good.example/private/ann.ics';
const ZONE = 'Europe/Berlin';
const { signal } = new AbortController();
const clock = createFakeClock('2026-11-21T08:00:00Z');

let server: WebServer;
let feed: Feed;
beforeEach(async () => {
  server = await createWebServer({ clock });
  feed = createFeed({ url: URL, egress: server.egress, clock, zone: ZONE, expand: occurrencesIn, parsing: testParsing });
});
afterEach(() => server.close());

function serve(...lines: string[]) {
  serveBytes(Buffer.from(['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n')));
}
function serveBytes(bytes: Uint8Array) {
  server.answer(URL, (_, response) => response.writeHead(200, { 'content-type': 'text/calendar' }).end(bytes));
}
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:1', ...lines, 'SUMMARY:Event', 'END:VEVENT'];
const seen = async (from: string, until: string, text = '') => {
  const found = await feed.events({ from, until, text }, 2000, signal);
  return found.map(({ title, start }) => `${title} ${'at' in start ? `${start.at} ${start.zone}` : start.date}`);
};
const year = (text = '') => seen('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z', text);

describe('a feed', () => {
  test('is one calendar that is only to be read, by the name that it gives itself', async () => {
    serve('X-WR-CALNAME:Team', ...event('DTSTART:20261201T090000Z'));
    expect(await feed.calendars(signal)).toEqual([
      { id: expect.stringMatching(/^[0-9a-f]{16}$/), name: 'Team', shared: true, writable: false },
    ]);
    expect(await feed.look(signal)).toEqual({ name: 'Team', events: 1, unread: 0 });
  });

  test('gives what an event says, its people and its place', async () => {
    serve(
      ...event(
        'DTSTART;TZID=Europe/Berlin:20261201T100000',
        'DTEND;TZID=Europe/Berlin:20261201T113000',
        'DESCRIPTION:two\\nlines\\, and a comma that is folded ',
        ' here',
        'LOCATION:Room 1',
        'TRANSP:TRANSPARENT',
        'ORGANIZER;CN=Ben:mailto:ben@b.example',
        'ATTENDEE;CN="Cleo; the third";PARTSTAT=ACCEPTED:MAILTO:cleo@c.example',
        'ATTENDEE;PARTSTAT=DELEGATED:mailto:dan@d.example',
      ),
    );
    const [calendar] = await feed.calendars(signal);
    expect(await feed.event(calendar?.id ?? '', '1', signal)).toMatchObject({
      title: 'Event',
      description: 'two\nlines, and a comma that is folded here',
      location: 'Room 1',
      free: true,
      start: { at: '2026-12-01T09:00:00Z', zone: ZONE },
      end: { at: '2026-12-01T10:30:00Z', zone: ZONE },
      organizer: 'ben@b.example',
      own: false,
      guests: [
        { name: 'Cleo; the third', address: 'cleo@c.example', answer: 'accepted' },
        { name: '', address: 'dan@d.example', answer: 'needs-action' },
      ],
    });
    await expect(feed.event(calendar?.id ?? '', 'other', signal)).rejects.toMatchObject({ code: 'not-found' });
    await expect(feed.event('other', '1', signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  test.each([
    ['in UTC', 'DTSTART:20261201T090000Z', '2026-12-01T09:00:00Z UTC'],
    ['without a zone, in the person’s', 'DTSTART:20261201T100000', '2026-12-01T09:00:00Z Europe/Berlin'],
    ['of a whole day', 'DTSTART;VALUE=DATE:20261201', '2026-12-01'],
    ['by a name of Windows', 'DTSTART;TZID=Pacific Standard Time:20261201T100000', '2026-12-01T18:00:00Z America/Los_Angeles'],
    [
      'by a name with a path before it',
      'DTSTART;TZID=/x.example/20240101_1/Asia/Tokyo:20261201T100000',
      '2026-12-01T01:00:00Z Asia/Tokyo',
    ],
    ['by a name that means nothing', 'DTSTART;TZID=Home:20261201T100000', '2026-12-01T09:00:00Z Europe/Berlin'],
  ])('reads a start %s', async (_, line, expected) => {
    serve(...event(line));
    expect(await year()).toEqual([`Event ${expected}`]);
  });

  test.each([
    ['by the place that it names', ['X-LIC-LOCATION:America/New_York'], 'America/New_York'],
    ['by hours that are ours', observances('+0100', '+0200'), ZONE],
    ['by hours that are others’', observances('-0500', '-0400'), expect.stringMatching(/^America\//)],
    ['by hours without a summer', observances('+0530'), expect.stringMatching(/^Asia\//)],
  ])('a zone of its own is known %s', async (_, lines, zone) => {
    serve('BEGIN:VTIMEZONE', 'TZID:Own', ...lines, 'END:VTIMEZONE', ...event('DTSTART;TZID=Own:20261201T100000'));
    const [found] = await feed.events({ from: '2026-01-01T00:00:00Z', until: '2027-01-01T00:00:00Z' }, 1, signal);
    expect(found?.start).toMatchObject({ zone });
  });

  test('a series comes by its rule, but for the days that were left out, moved or cancelled', async () => {
    serve(
      ...event(
        'DTSTART;TZID=W. Europe Standard Time:20261023T090000',
        'RRULE:FREQ=DAILY;COUNT=6',
        'EXDATE;TZID=W. Europe Standard Time:20261024T090000',
      ),
      ...event(
        'RECURRENCE-ID;TZID=W. Europe Standard Time:20261025T090000',
        'DTSTART;TZID=W. Europe Standard Time:20261025T150000',
        'SUMMARY:Moved',
      ),
      ...event(
        'RECURRENCE-ID;TZID=W. Europe Standard Time:20261026T090000',
        'DTSTART;TZID=W. Europe Standard Time:20261026T090000',
        'STATUS:CANCELLED',
      ),
    );
    expect(await year()).toEqual([
      'Event 2026-10-23T07:00:00Z Europe/Berlin',
      'Moved 2026-10-25T14:00:00Z Europe/Berlin',
      'Event 2026-10-27T08:00:00Z Europe/Berlin',
      'Event 2026-10-28T08:00:00Z Europe/Berlin',
    ]);
  });

  test('of two versions of an event the later one counts, and a cancelled one is not there', async () => {
    serve(
      ...event('DTSTART:20261201T090000Z', 'SEQUENCE:2'),
      ...event('DTSTART:20261202T090000Z', 'SEQUENCE:1'),
      'BEGIN:VEVENT',
      'UID:2',
      'STATUS:CANCELLED',
      'DTSTART:20261203T090000Z',
      'END:VEVENT',
    );
    expect(await year()).toEqual(['Event 2026-12-01T09:00:00Z UTC']);
  });

  test('one day of a series to which somebody is invited alone is an event', async () => {
    serve(
      ...event('RECURRENCE-ID:20261201T090000Z', 'DTSTART:20261201T100000Z'),
      ...event('RECURRENCE-ID:20261202T090000Z', 'DTSTART:20261202T090000Z', 'STATUS:CANCELLED'),
    );
    expect(await feed.look(signal)).toMatchObject({ events: 1 });
    expect(await year()).toEqual(['Event 2026-12-01T10:00:00Z UTC']);
  });

  test('words are looked for in what an occurrence says itself', async () => {
    serve(
      ...event('DTSTART:20261201T090000Z', 'RRULE:FREQ=DAILY;COUNT=2'),
      'BEGIN:VEVENT',
      'UID:1',
      'RECURRENCE-ID:20261202T090000Z',
      'DTSTART:20261202T090000Z',
      'SUMMARY:Party',
      'END:VEVENT',
    );
    expect(await year('party')).toEqual(['Party 2026-12-02T09:00:00Z UTC']);
    expect(await year('event')).toEqual(['Event 2026-12-01T09:00:00Z UTC']);
  });

  test('all words are to be found, in any case', async () => {
    serve(...event('DTSTART:20261201T090000Z', 'LOCATION:Oak room'));
    expect(await year('EVENT oak')).toHaveLength(1);
    expect(await year('elm')).toEqual([]);
  });
});

describe('fetching', () => {
  test('happens once for all who ask at a time, and again after a quarter of an hour', async () => {
    serve(...event('DTSTART:20261201T090000Z'));
    await Promise.all([year(), year()]);
    expect(server.arrived).toHaveLength(1);
    await clock.advance(14 * 60_000);
    await year();
    expect(server.arrived).toHaveLength(1);
    await clock.advance(2 * 60_000);
    serve(...event('DTSTART:20261202T090000Z'));
    expect(await year()).toEqual(['Event 2026-12-02T09:00:00Z UTC']);
  });

  test.each([
    ['its tag', 'if-none-match', { etag: '"v1"' }, '"v1"'],
    [
      'the time of its change',
      'if-modified-since',
      { 'last-modified': 'Fri, 20 Nov 2026 08:00:00 GMT' },
      'Fri, 20 Nov 2026 08:00:00 GMT',
    ],
  ])('R63 again brings nothing over where its host knows by %s that it is the same', async (_, asks, told, state) => {
    let sent = 0;
    server.answer(URL, ({ headers }, response) => {
      if (headers[asks] === state) return void response.writeHead(304).end();
      sent += 1;
      const lines = ['BEGIN:VCALENDAR', ...event('DTSTART:20261201T090000Z'), 'END:VCALENDAR', ''];
      response.writeHead(200, { 'content-type': 'text/calendar', ...told }).end(lines.join('\r\n'));
    });
    for (let quarter = 1; quarter <= 3; quarter += 1) {
      expect(await year()).toEqual(['Event 2026-12-01T09:00:00Z UTC']);
      await clock.advance(15 * 60_000);
      expect({ asked: server.arrived.length, sent }).toEqual({ asked: quarter, sent: 1 });
    }
    serve(...event('DTSTART:20261202T090000Z'));
    expect(await year()).toEqual(['Event 2026-12-02T09:00:00Z UTC']);
  });

  test('goes on for who waits beside one who leaves', async () => {
    let answer = () => {};
    server.answer(URL, (_, response) => {
      answer = () => response.writeHead(200, { 'content-type': 'text/calendar' }).end('BEGIN:VCALENDAR\r\nEND:VCALENDAR');
    });
    const stop = new AbortController();
    const leaving = feed.calendars(stop.signal);
    const staying = feed.calendars(signal);
    while (server.arrived.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new Error('stopped'));
    await expect(leaving).rejects.toThrow('stopped');
    answer();
    expect(await staying).toHaveLength(1);
  });

  test('that fails leaves what was read before, for a day', async () => {
    serve(...event('DTSTART:20261201T090000Z'));
    await year();
    server.answer(URL, (_, response) => response.writeHead(503).end());
    await clock.advance(23 * 60 * 60_000);
    expect(await year()).toHaveLength(1);
    await clock.advance(2 * 60 * 60_000);
    await expect(year()).rejects.toMatchObject({ code: 'unavailable' });
  });

  test.each([
    ['a page', 'text/html', '<html>', 'copy the iCal address'],
    ['something else', 'text/calendar', 'hello', 'no calendar'],
    ['what nests without end', 'text/calendar', `BEGIN:VCALENDAR\n${'BEGIN:VEVENT\n'.repeat(50_000)}`, 'nests deeper'],
  ])('of %s is refused and says why', async (_, type, body, words) => {
    server.answer(URL, (_request, response) => response.writeHead(200, { 'content-type': type }).end(body));
    await expect(feed.look(signal)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(new RegExp(words, 'i')),
    });
  });

  test('does not follow to another host', async () => {
    server.answer(URL, redirect('https://other.example/x.ics'));
    await expect(feed.look(signal)).rejects.toMatchObject({ message: expect.stringContaining('another host') });
  });
});

describe('hostile calendars', () => {
  test.each([
    ['every second of a year', event('DTSTART:20200101T000000Z', 'RRULE:FREQ=SECONDLY')],
    ['a thousand million days', event('DTSTART:20200101T000000Z', 'RRULE:FREQ=DAILY;COUNT=1000000000')],
    ['a day that never comes', event('DTSTART:20200101T000000Z', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30')],
    [
      'all parts of time at once',
      event(
        'DTSTART:20200101T000000Z',
        `RRULE:FREQ=YEARLY;BYMONTH=${upTo(12)};BYMONTHDAY=${upTo(31)};BYHOUR=${upTo(23)};BYMINUTE=${upTo(59)};BYSECOND=${upTo(59)}`,
      ),
    ],
    ['a zone with a name that does not end', event(`DTSTART;TZID=${'A'.repeat(65_000)}:20261201T090000`)],
    [
      'what would be run',
      event(
        'DTSTART:20260101T000000Z',
        'BEGIN:VALARM',
        'ACTION:PROCEDURE',
        'ATTACH:file:///bin/sh',
        'SUMMARY:alarm',
        'END:VALARM',
      ),
    ],
  ])('R92 %s ends, and the other events are there', async (_, lines) => {
    serve(...lines, 'BEGIN:VEVENT', 'UID:good', 'SUMMARY:Good', 'DTSTART:20261201T090000Z', 'END:VEVENT');
    expect(await year()).toContain('Good 2026-12-01T09:00:00Z UTC');
  });

  test('R92 of a hundred thousand events most are left out, and that is said', async () => {
    serve(...Array.from({ length: 100_000 }, () => 'BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT'));
    expect(await feed.look(signal)).toMatchObject({ events: 0, unread: 100_000 });
  });

  test('R92 attachments, ten thousand observances and a line without end are dropped', async () => {
    serve(
      'BEGIN:VTIMEZONE',
      'TZID:Own',
      ...Array.from({ length: 10_000 }, () => observances('+0100')).flat(),
      'END:VTIMEZONE',
      ...event(
        'DTSTART;TZID=Own:20261201T100000',
        `ATTACH;ENCODING=BASE64:${'QUJD'.repeat(100_000)}`,
        'DESCRIPTION:a',
        ...Array.from({ length: 20_000 }, () => ` ${'x'.repeat(74)}`),
      ),
    );
    const [calendar] = await feed.calendars(signal);
    expect(await feed.event(calendar?.id ?? '', '1', signal)).toMatchObject({ title: 'Event', description: '' });
  });

  sharedData(
    'security/ics_fuzz_corpus.json',
    z.object({ files_base64: z.record(z.string(), z.string()) }),
    ({ files_base64: files }) => {
      test.each(Object.entries(files))('R92 %s is read or refused', async (_, base64) => {
        const bytes = Buffer.from(base64, 'base64');
        serveBytes(bytes);
        const bare = await feed.look(signal).catch((error: unknown) => error);
        expect(bare).toSatisfy((each) => (each instanceof Error ? 'code' in each : typeof each.events === 'number'));
        await clock.advance(16 * 60_000);
        serve(bytes.toString('latin1'), ...event('DTSTART:20261201T090000Z'));
        const whole = await year().catch((error: unknown) => error);
        expect(whole).toSatisfy((each) => (each instanceof Error ? 'code' in each : each.length > 0));
      });
    },
  );
});

function observances(standard: string, daylight?: string): string[] {
  const summer = daylight ? ['BEGIN:DAYLIGHT', 'DTSTART:19700329T020000', `TZOFFSETTO:${daylight}`, 'END:DAYLIGHT'] : [];
  return ['BEGIN:STANDARD', 'DTSTART:19701025T030000', `TZOFFSETTO:${standard}`, 'END:STANDARD', ...summer];
}

function upTo(most: number): string {
  return Array.from({ length: most }, (_, index) => index + 1).join();
}
