import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { findTimes } from '../../src/phrases/find-times.ts';
import { toValues } from '../../src/phrases/values.ts';

/** A Wednesday. */
const now = Temporal.PlainDateTime.from('2026-03-04T15:00:00');
const read = (text: string) =>
  findTimes(text, now).map(({ time, start, end }) => {
    const values = toValues(time).map(
      ({ timex, value, start: from, end: to }) => `${timex} = ${value ?? `${from ?? ''}..${to ?? ''}`}`,
    );
    return [text.slice(start, end), time.type, ...values];
  });

test.each([
  [
    'see you tomorrow at 5',
    ['tomorrow at 5', 'datetime', '2026-03-05T05 = 2026-03-05 05:00:00', '2026-03-05T17 = 2026-03-05 17:00:00'],
  ],
  ['the last Friday of the month', ['the last Friday of the month', 'date', 'XXXX-03-WXX-5-#5 = 2026-03-27']],
  ['a week from friday', ['a week from friday', 'date', '2026-03-13 = 2026-03-13']],
  ['done in an hour and a half', ['in an hour and a half', 'datetime', '2026-03-04T16:30:00 = 2026-03-04 16:30:00']],
  ['quarter to nine in the evening', ['quarter to nine in the evening', 'time', 'T20:45 = 20:45:00']],
  ['lunch at 12 noon', ['at 12 noon', 'time', 'T12 = 12:00:00']],
  [
    'friday 2-4pm',
    [
      'friday 2-4pm',
      'datetimerange',
      '(XXXX-WXX-5T14,XXXX-WXX-5T16,PT2H) = 2026-02-27 14:00:00..2026-02-27 16:00:00',
      '(XXXX-WXX-5T14,XXXX-WXX-5T16,PT2H) = 2026-03-06 14:00:00..2026-03-06 16:00:00',
    ],
  ],
  [
    'between 9 and 10 tomorrow morning',
    [
      'between 9 and 10 tomorrow morning',
      'datetimerange',
      '(2026-03-05T09,2026-03-05T10,PT1H) = 2026-03-05 09:00:00..2026-03-05 10:00:00',
    ],
  ],
  ['for two weeks', ['two weeks', 'duration', 'P2W = 1209600']],
  ['pay by 29 February', ['by 29 February', 'daterange', 'XXXX-02-29 = ..2024-02-29', 'XXXX-02-29 = ..2028-02-29']],
  ['thanksgiving 2026', ['thanksgiving 2026', 'date', '2026-11-26 = 2026-11-26']],
  // No calendar reaches that day: what is left is the length.
  ['ready in 9999 centuries', ['9999 centuries', 'duration', 'P999900Y = 31532846400000']],
  ['31 February', ['31 February', 'date', 'XXXX-02-31 = not resolved']],
  ['every second Tuesday', ['every second Tuesday', 'set', 'XXXX-WXX-2 = not resolved']],
  ['next quarter', ['next quarter', 'daterange', '(2026-04-01,2026-07-01,P3M) = 2026-04-01..2026-07-01']],
])('"%s" is read', (text, expected) => {
  expect(read(text)).toEqual([expected]);
});

test.each([
  'the sun may set in the west',
  'a 4:3 screen with 10 stars',
  'call 555-1212 about 20% of $12',
  'two to four people',
  'version 2.5.1 of ABC-12345',
  "tomorrow's world",
  'wait for the second half',
])('"%s" says no time', (text) => {
  expect(read(text).filter(([, type]) => type !== 'daterange')).toEqual([]);
});

test.each([
  ['every weekday at 9', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
  ['every 3rd day', 'FREQ=DAILY;INTERVAL=3'],
  ['the first monday of each month', 'FREQ=MONTHLY;BYDAY=1MO'],
  ['every two weeks on friday and sunday', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,SU'],
  ['quarterly', 'FREQ=MONTHLY;INTERVAL=3'],
  ['semi-annually', 'FREQ=MONTHLY;INTERVAL=6'],
  ['on the 30th of every month', 'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1'],
  ['every 4th of july', 'FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4'],
  ['friday mornings', 'FREQ=WEEKLY;BYDAY=FR'],
  ['every 2 hours', undefined],
])('"%s" repeats by %s (RFC 5545, section 3.3.10)', (text, rrule) => {
  const [found] = findTimes(text, now);
  expect(found?.time.type === 'set' && found.time.repetition.rrule).toBe(rrule);
});

describe('whatever is written', () => {
  const MONTHS = [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ];
  const day = fc
    .record({
      year: fc.integer({ min: 1950, max: 2149 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 31 }),
    })
    .map((fields) => Temporal.PlainDate.from(fields, { overflow: 'constrain' }));
  const forms: readonly ((date: Temporal.PlainDate) => string)[] = [
    (date) => `${date}`,
    (date) => `${date.day} ${MONTHS[date.month - 1]} ${date.year}`,
    (date) => `${MONTHS[date.month - 1]} ${date.day}, ${date.year}`,
    (date) => `the ${date.day}th of ${MONTHS[date.month - 1]?.slice(0, 3)} ${date.year}`,
    (date) => `${date.month}/${date.day}/${date.year}`,
  ];

  test('a date comes back as it was written, in every form', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...forms), (date, form) => {
        expect(read(`due ${form(date)}`).map(([, ...rest]) => rest)).toEqual([['date', `${date} = ${date}`]]);
      }),
    );
  });

  test('a time of day comes back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), (hour, minute) => {
        const time = new Temporal.PlainTime(hour, minute);
        const half = `${hour % 12 || 12}:${`${minute}`.padStart(2, '0')} ${hour < 12 ? 'am' : 'pm'}`;
        expect(read(half)).toEqual([[half, 'time', `T${time.toString({ smallestUnit: 'minute' })} = ${time}`]]);
      }),
    );
  });

  test('any text is read without a failure, in order and without overlap', () => {
    const word = fc.constantFrom(
      'in',
      'the',
      'last',
      '9999',
      '3',
      'centuries',
      'friday',
      'of',
      'may',
      '5',
      '-',
      '/',
      ':',
      'to',
      'at',
      'every',
      'and',
      'half',
      'past',
      'week',
      'before',
      'tomorrow',
      '2026',
      '.',
      'noon',
      'first',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
        ),
        (text) => {
          let end = 0;
          for (const found of findTimes(text, now)) {
            expect(found.start).toBeGreaterThanOrEqual(end);
            expect(found.end).toBeGreaterThan(found.start);
            toValues(found.time);
            end = found.end;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
