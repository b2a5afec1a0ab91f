import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { askWhen, parseWhen } from '../../src/reminders/phrase.ts';
import { nextOccurrence } from '../../src/reminders/recurrence.ts';

const zone = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'UTC',
);
const instant = fc
  .integer({ min: 1_700_000_000, max: 2_000_000_000 })
  .map((seconds) => Temporal.Instant.fromEpochMilliseconds(seconds * 1000));
const spot = fc.record({ now: instant, zone });

test('tomorrow at an hour is that hour on the wall of the person, or where clocks skip it the moment they do', () => {
  fc.assert(
    fc.property(spot, fc.integer({ min: 0, max: 23 }), ({ now, zone: at }, hour) => {
      const when = parseWhen(`tomorrow at ${`${hour}`.padStart(2, '0')}:30`, { now, zone: at, bareDay: 'morning' });
      const wall = now.toZonedDateTimeISO(at).toPlainDate().add({ days: 1 }).toPlainDateTime({ hour, minute: 30 });
      expect(when.state === 'once' && when.at.toString()).toBe(wall.toZonedDateTime(at).toString());
    }),
  );
});

test('a length from now is exact to the second, whatever the clocks do', () => {
  fc.assert(
    fc.property(spot, fc.integer({ min: 1, max: 9999 }), ({ now, zone: at }, minutes) => {
      const when = parseWhen(`in ${minutes} minutes`, { now, zone: at, bareDay: 'morning' });
      expect(when.state === 'once' && when.at.toInstant().equals(now.add({ minutes }))).toBe(true);
    }),
  );
});

test('whatever is said, what it means lies ahead, and of two the sooner stands first', () => {
  const phrase = fc.constantFrom(
    'at 7',
    'friday',
    'today at 5',
    'the 31st',
    '4 March',
    'tonight',
    'noon',
    'at 9',
    'monday at 6',
    'next month',
    'by friday',
    '5/6',
    'in the morning',
  );
  fc.assert(
    fc.property(spot, phrase, ({ now, zone: at }, text) => {
      const when = askWhen(text, { now, zone: at, bareDay: 'end' });
      const meant = when.state === 'choice' ? when.options : [when];
      const times = meant.flatMap((each) => (each.state === 'once' ? [each.at.toInstant()] : []));
      for (const each of times) expect(Temporal.Instant.compare(each, now)).toBe(1);
      expect(times).toEqual(times.toSorted(Temporal.Instant.compare));
    }),
  );
});

test('RFC 5545 section 3.8.5.3: what repeats starts with the first time of its own rule', () => {
  const phrase = fc.constantFrom(
    'every day at 9',
    'every second tuesday at 10',
    'every month on the 31st',
    'the last friday of every month',
    'every weekday at 8',
    'every year on 29 February',
    'every month',
    'every quarter',
  );
  fc.assert(
    fc.property(spot, phrase, ({ now, zone: at }, text) => {
      const when = parseWhen(text, { now, zone: at, bareDay: 'morning' });
      if (when.state !== 'repeated') throw new Error(`"${text}" is ${when.state}`);
      const before = Temporal.PlainDateTime.from(when.startsLocal).toZonedDateTime(at).toInstant().subtract({ hours: 30 });
      const first = nextOccurrence({ rrule: when.rrule, startsLocal: when.startsLocal, zone: at }, before);
      expect(first?.toString()).toBe(when.next.toInstant().toString());
      expect(Temporal.Instant.compare(when.next.toInstant(), now)).toBe(1);
    }),
  );
});

test.each([
  ['at 7', '2026-03-06T06:00', ['2026-03-06T07:00', '2026-03-06T19:00']],
  ['at 7', '2026-03-06T12:00', ['2026-03-06T19:00', '2026-03-07T07:00']],
  ['at 9', '2026-03-06T15:00', ['2026-03-06T21:00', '2026-03-07T09:00']],
  ['friday', '2026-03-06T08:00', ['2026-03-06T09:00', '2026-03-13T09:00']],
  ['tomorrow at half past six', '2026-03-06T08:00', ['2026-03-07T06:30', '2026-03-07T18:30']],
])('"%s" said at %s can be two times', (text, said, expected) => {
  const now = Temporal.PlainDateTime.from(said).toZonedDateTime('Europe/Berlin').toInstant();
  const when = askWhen(text, { now, zone: 'Europe/Berlin', bareDay: 'morning' });
  const options = when.state === 'choice' ? when.options : [];
  expect(options.map((each) => each.state === 'once' && each.at.toPlainDateTime().toString({ smallestUnit: 'minute' }))).toEqual(
    expected,
  );
});

test.each([
  ['at 9', '2026-03-06T08:00', '2026-03-06T09:00'],
  ['at 07', '2026-03-06T12:00', '2026-03-07T07:00'],
  ['tomorrow at 7', '2026-03-06T12:00', '2026-03-07T07:00'],
  ['at 7 in the evening', '2026-03-06T06:00', '2026-03-06T19:00'],
  ['today at 5', '2026-03-06T12:00', '2026-03-06T17:00'],
  ['friday', '2026-03-06T15:00', '2026-03-13T09:00'],
])('"%s" said at %s is one time', (text, said, expected) => {
  const now = Temporal.PlainDateTime.from(said).toZonedDateTime('Europe/Berlin').toInstant();
  const when = askWhen(text, { now, zone: 'Europe/Berlin', bareDay: 'morning' });
  expect(when.state === 'once' && when.at.toPlainDateTime().toString({ smallestUnit: 'minute' })).toBe(expected);
});
