import { Session } from 'node:inspector/promises';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { readEvents } from '../../../adapters/ics/held-events.ts';
import { MOST_PLAIN, MOST_PLAIN_PARTS } from '../../../adapters/isolated/parsing.ts';
import { readMime } from '../../../adapters/mime/read.ts';
import { occurrencesIn } from '../../../src/calendar/series.ts';

/** Pieces of code that run, a microsecond or less each: what is honest takes some thousands. */
const MOST_WORK = 1_000_000;
/** The library counts day by day where it has to. */
const MOST_RULE_WORK = 10_000_000;
const now = Temporal.Instant.from('2026-11-21T08:00:00Z');

/** How often any piece of code was run meanwhile, in all that is loaded: it is the same however busy the machine is. */
async function workOf(read: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  await session.post('Profiler.takePreciseCoverage');
  try {
    await read();
  } catch {
    // refused is as good as read
  }
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  return result.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges)).reduce((sum, { count }) => sum + count, 0);
}

/** As much as is plain. */
const filled = (before: string, pump: string) => before + pump.repeat(Math.floor((MOST_PLAIN - before.length) / pump.length));
const parts = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n';
const nested = Array.from({ length: 49 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join('');

test.each([
  ...['a@b.c,', '"', '(', '<', 'a:', 'a:b;', ' ', 'a@', ',', 'a:"', '=?utf-8?Q?a=2C?= <a@b>,'].map((pump) => ['To: ', pump]),
  ...['=?utf-8?Q?a?= ', '=?', '=?utf-8?Q?', '=?utf-8?B?YQ==?= '].map((pump) => ['Subject: ', pump]),
  ...['a=b;', '"', 'a*0="x";'].map((pump) => ['Content-Type: text/plain; ', pump]),
  ['References: ', '<a@b> '],
  ['', 'A: b\r\n'],
  ['', '\r\n '],
  ['Subject: a', '\r\n a'],
  ...['<a>', '<p>', '<table><tr><td>', '<ul><li>', '<b style="x">', '<!--', '&amp;', '<', ' '].map((pump) => [
    'Content-Type: text/html\r\n\r\n',
    pump,
  ]),
  ['Content-Type: text/plain; format=flowed\r\n\r\n', 'a \r\n'],
  ['Content-Transfer-Encoding: quoted-printable\r\n\r\n', '='],
  [`${parts}${'--b\r\n\r\n'.repeat(MOST_PLAIN_PARTS)}`, 'a\r\n'],
  [`${nested}${'--x\r\n'.repeat(MOST_PLAIN_PARTS - 50)}`, '-\r\n'],
  ['', 'Content-Type: message/rfc822\r\n\r\n'],
])('R92 a plain mail of %j and then %j without end is little work', async (before, pump) => {
  await readMime(Buffer.from('Content-Type: text/html\r\n\r\n<p>'));
  const bytes = Buffer.from(filled(before, pump));
  expect(await workOf(() => readMime(bytes))).toBeLessThan(MOST_WORK);
});

const event = 'BEGIN:VEVENT\r\nDTSTART:20261201T090000Z\r\n';
test.each([
  [`${event}ATTENDEE`, ';A=b', ':mailto:x\r\nEND:VEVENT'],
  [`${event}ATTENDEE;CN=`, '"', ':x\r\nEND:VEVENT'],
  [`${event}EXDATE:`, '20261201T090000Z,', '20261201T090000Z\r\nEND:VEVENT'],
  [`${event}RRULE:FREQ=DAILY;BYDAY=`, 'MO,', 'MO\r\nEND:VEVENT'],
  [event, 'ATTENDEE:mailto:a@b\r\n', 'END:VEVENT'],
  ['', `${event}RECURRENCE-ID:20261201T090000Z\r\nEND:VEVENT\r\n`, ''],
  ['', 'BEGIN:VEVENT\r\nDTSTART;TZID=W. Europe Standard Time:20261201T090000\r\nEND:VEVENT\r\n', ''],
  [
    '',
    'BEGIN:VTIMEZONE\r\nTZID:z\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+1301\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n',
    'BEGIN:VEVENT\r\nDTSTART;TZID=z:20261201T090000\r\nEND:VEVENT',
  ],
])('R92 a plain calendar of %j and then %j without end is little work', async (before, pump, after) => {
  const text = `BEGIN:VCALENDAR\r\n${filled(before, pump)}${after}\r\nEND:VCALENDAR`;
  expect(await workOf(() => readEvents(text, 'Europe/Berlin', now))).toBeLessThan(MOST_WORK);
});

const upTo = (most: number) => Array.from({ length: most }, (_, index) => index + 1).join();
const everyDay = `BYMONTH=${upTo(12)};BYMONTHDAY=${upTo(31)}`;
const everyMinute = `BYHOUR=${upTo(23)};BYMINUTE=${upTo(59)}`;
test.each([
  'FREQ=SECONDLY',
  'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=DAILY;COUNT=1000000000',
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  `FREQ=YEARLY;${everyDay};${everyMinute}`,
  `FREQ=MONTHLY;BYMONTHDAY=${upTo(31)};${everyMinute}`,
  `FREQ=DAILY;${everyMinute}`,
  `FREQ=DAILY;${everyMinute};COUNT=1000000000`,
])('R92 a series by %j is little work', async (rule) => {
  const at = { at: '2020-01-01T00:00:00Z', zone: 'Europe/Berlin' };
  const span = { from: now, until: now.add({ hours: 24 * 7 }) };
  const expand = () => occurrencesIn({ start: at, end: at, recurrence: [`RRULE:${rule}`] }, span, 'UTC', 1000);
  expect(await workOf(expand)).toBeLessThan(MOST_RULE_WORK);
});
