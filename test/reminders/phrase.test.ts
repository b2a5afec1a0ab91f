import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { askWhenAndText, parseWhen, splitWhenAndText, unreadText, type When } from '../../src/reminders/phrase.ts';

/** A Wednesday, 15:00 in Berlin. */
const now = Temporal.Instant.from('2026-03-04T14:00:00Z');
const setting = { now, zone: 'Europe/Berlin', bareDay: 'morning' } as const;

function said(when: When): string {
  switch (when.state) {
    case 'once':
      return `${when.at.toPlainDateTime().toString({ smallestUnit: 'second' })}${when.dayOnly ? ' day' : ''}`;
    case 'repeated':
      return `${when.rrule} from ${when.startsLocal}`;
    case 'unread':
      return `? ${when.problem}`;
  }
}

test.each([
  ['every day at 8am and 8:30pm pills', 'and 8:30pm'],
  ['pills every day at 8pm and 8am', 'and 8am'],
  ['every day at 9 until friday pills', 'until friday'],
  ['every weekday at 9am for two weeks stretch', 'for two weeks'],
  ['every day at 9 but friday pills', 'but friday'],
])('"%s" is not read by half', (text, left) => {
  const { when } = splitWhenAndText(text, setting);
  expect(when).toMatchObject({ state: 'unread', problem: expect.stringContaining(`"${left}" is left over`) });
});

test.each([
  ['every day at 9 and water the plants', 'FREQ=DAILY from 2026-03-05T09:00', 'and water the plants'],
  ['every day at 9am for 10 minutes stretch', 'FREQ=DAILY from 2026-03-05T09:00', 'for 10 minutes stretch'],
  ['every day at 9am for Ana', 'FREQ=DAILY from 2026-03-05T09:00', 'for Ana'],
])('"%s" is read whole, since no time stands behind', (text, expected, rest) => {
  const { when, text: left } = splitWhenAndText(text, setting);
  expect([said(when), left]).toEqual([expected, rest]);
});

test.each([
  ['in 20 minutes', '2026-03-04T15:20:00'],
  ['in 3 hours', '2026-03-04T18:00:00'],
  ['in 1h 30m', '2026-03-04T16:30:00'],
  ['in an hour and a half', '2026-03-04T16:30:00'],
  ['in half an hour', '2026-03-04T15:30:00'],
  ['1.5 hours from now', '2026-03-04T16:30:00'],
  ['in 90s', '2026-03-04T15:01:30'],
  ['tomorrow at 9', '2026-03-05T09:00:00'],
  ['today at 9', '2026-03-04T21:00:00'],
  ['the last Friday of the month', '2026-03-27T09:00:00 day'],
  ['half past seven in the evening', '2026-03-04T19:30:00'],
  ['friday noon', '2026-03-06T12:00:00'],
  ['at midnight', '2026-03-05T00:00:00'],
  ['by friday', '2026-03-06T09:00:00 day'],
  ['two weeks from tomorrow', '2026-03-19T09:00:00 day'],
  ['next month', '2026-04-01T09:00:00 day'],
  ['christmas', '2026-12-25T09:00:00 day'],
  ['a week from friday', '2026-03-13T09:00:00 day'],
  ['tomorrow 9:30', '2026-03-05T09:30:00'],
  ['tomorrow at 10.30', '2026-03-05T10:30:00'],
  ['friday 14:30', '2026-03-06T14:30:00'],
  ['wednesday at 18:00', '2026-03-04T18:00:00'],
  ['wednesday at 9', '2026-03-11T09:00:00'],
  ['at noon', '2026-03-05T12:00:00'],
  ['9pm', '2026-03-04T21:00:00'],
  ['tonight', '2026-03-04T21:00:00'],
  ['tomorrow morning', '2026-03-05T09:00:00'],
  ['tomorrow morning at 7', '2026-03-05T07:00:00'],
  ['tomorrow at 6 in the evening', '2026-03-05T18:00:00'],
  ['day after tomorrow at 8', '2026-03-06T08:00:00'],
  ['in 2 days at 8', '2026-03-06T08:00:00'],
  ['5 March', '2026-03-05T09:00:00 day'],
  ['3 March', '2027-03-03T09:00:00 day'],
  ['3 May', '2026-05-03T09:00:00 day'],
  ['next week', '2026-03-11T09:00:00 day'],
  ['on the 15th', '2026-03-15T09:00:00 day'],
  ['22.05.2026', '2026-05-22T09:00:00 day'],
  ['2026-05-01', '2026-05-01T09:00:00 day'],
  ['2026-05-01T10:00', '2026-05-01T10:00:00'],
  ['2026-05-01T10:00:00Z', '2026-05-01T12:00:00'],
  ['2026-05-01T10:00:00-04:00', '2026-05-01T16:00:00'],
  ['tomorrow at 3pm EST', '2026-03-05T21:00:00'],
  ['29 March 2:30', '2026-03-29T03:30:00'],
  ['25 October 2:30', '2026-10-25T02:30:00'],
])('"%s" is %s', (text, expected) => {
  expect(said(parseWhen(text, setting))).toBe(expected);
});

test.each([
  ['every day at 8', 'FREQ=DAILY from 2026-03-05T08:00'],
  ['daily at 8', 'FREQ=DAILY from 2026-03-05T08:00'],
  ['every day at 18:00', 'FREQ=DAILY from 2026-03-04T18:00'],
  ['at 9 every day', 'FREQ=DAILY from 2026-03-05T09:00'],
  ['every morning', 'FREQ=DAILY from 2026-03-05T09:00'],
  ['every weekday at 9', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR from 2026-03-05T09:00'],
  ['every monday at 10', 'FREQ=WEEKLY;BYDAY=MO from 2026-03-09T10:00'],
  ['every monday and thursday at 7:30pm', 'FREQ=WEEKLY;BYDAY=MO,TH from 2026-03-05T19:30'],
  ['weekly on friday at 16:00', 'FREQ=WEEKLY;BYDAY=FR from 2026-03-06T16:00'],
  ['every second tuesday', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU from 2026-03-10T09:00'],
  ['the last friday of every month', 'FREQ=MONTHLY;BYDAY=-1FR from 2026-03-27T09:00'],
  ['every month', 'FREQ=MONTHLY;BYMONTHDAY=4 from 2026-04-04T09:00'],
  ['every year on 3 May at 10', 'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3 from 2026-05-03T10:00'],
  ['weekends at 10', 'FREQ=WEEKLY;BYDAY=SA,SU from 2026-03-07T10:00'],
  ['every quarter', 'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=4 from 2026-04-04T09:00'],
  ['every other tuesday at 8', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU from 2026-03-10T08:00'],
  ['every 3 days at 7', 'FREQ=DAILY;INTERVAL=3 from 2026-03-05T07:00'],
  ['every month on the 3rd', 'FREQ=MONTHLY;BYMONTHDAY=3 from 2026-04-03T09:00'],
  ['every month on the 31st at 18:00', 'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1 from 2026-03-31T18:00'],
  ['every month on the last day', 'FREQ=MONTHLY;BYMONTHDAY=-1 from 2026-03-31T09:00'],
])('"%s" repeats by %s', (text, expected) => {
  expect(said(parseWhen(text, setting))).toBe(expected);
});

test.each([
  ['yesterday', 'is over already'],
  ['today at 9:00', 'is over already'],
  ['3 May 2020', 'is over already'],
  ['last friday', 'cannot read'],
  ['5 minutes ago', 'is over already'],
  ['5/6', '5 June 2026 or 6 May 2026'],
  ['12.05.2026', '12 May 2026 or 5 December 2026'],
  ['tomorrow 8', 'not sure whether'],
  ['tomorrow 25:00', 'not sure whether'],
  ['every 2 hours', 'way of repeating'],
  ['monday to friday', 'cannot read'],
  ['daily standup notes tomorrow at 9', 'more than one time'],
  ['tomorrow at 9 call Ana', '"call Ana" is left over'],
  ['in 99999999 days', 'no time in this'],
  ['31 February', 'no such day'],
  ['', 'no time in this'],
  ['whenever', 'no time in this'],
])('"%s" is not guessed at', (text, problem) => {
  const when = parseWhen(text, setting);
  expect(said(when)).toContain(problem);
  expect(when.state === 'unread' && when.suggestions.length > 0).toBe(true);
});

test('the suggestion for an hour that is over is the same hour tomorrow', () => {
  const when = parseWhen('today at 9:00', setting);
  expect(when.state === 'unread' && unreadText(when)).toBe(
    'Wednesday, 4 March 2026, 09:00 (Europe/Berlin) is over already. Write it like: in 1 hour; tomorrow at 09:00.',
  );
});

test('a bare day is due by its end', () => {
  expect(said(parseWhen('today', { ...setting, bareDay: 'end' }))).toBe('2026-03-04T23:59:00 day');
  expect(said(parseWhen('friday', { ...setting, bareDay: 'end' }))).toBe('2026-03-06T23:59:00 day');
});

test.each([
  ['tomorrow at 9 call Ana', '2026-03-05T09:00:00', 'call Ana'],
  ['call Ana tomorrow at 9', '2026-03-05T09:00:00', 'call Ana'],
  ['tomorrow at 9: call Ana', '2026-03-05T09:00:00', 'call Ana'],
  ['tomorrow at 9 to call Ana', '2026-03-05T09:00:00', 'call Ana'],
  ['call Ana on friday', '2026-03-06T09:00:00 day', 'call Ana'],
  ['in 20 minutes take the bread out', '2026-03-04T15:20:00', 'take the bread out'],
  ['review the 3 May report tomorrow at 9', '2026-03-05T09:00:00', 'review the 3 May report'],
  ['call every customer tomorrow at 9', '2026-03-05T09:00:00', 'call every customer'],
  ['buy sun cream tomorrow', '2026-03-05T09:00:00 day', 'buy sun cream'],
  ['at 9 art class', '2026-03-05T09:00:00', 'art class'],
  ['pay rent on the 15th', '2026-03-15T09:00:00 day', 'pay rent'],
  ['take pills every morning', 'FREQ=DAILY from 2026-03-05T09:00', 'take pills'],
  ['daily at 8 take pills', 'FREQ=DAILY from 2026-03-05T08:00', 'take pills'],
  ['prepare slides on friday for Ben', '2026-03-06T09:00:00 day', 'prepare slides on friday for Ben'],
  ["read tomorrow's agenda in 20 minutes", '2026-03-04T15:20:00', "read tomorrow's agenda"],
  ['at 9 every day stretch', 'FREQ=DAILY from 2026-03-05T09:00', 'stretch'],
])('"%s" is %s for "%s"', (text, when, rest) => {
  const split = splitWhenAndText(text, setting);
  expect([said(split.when), split.text]).toEqual([when, rest]);
});

test.each([
  ['every day at 9, 12 and 18', 'FREQ=DAILY;BYHOUR=9,12,18;BYMINUTE=0', '2026-03-04T18:00', ''],
  ['every day at 9, 12, and 18 drink water', 'FREQ=DAILY;BYHOUR=9,12,18;BYMINUTE=0', '2026-03-04T18:00', 'drink water'],
  ['pills every day at 8am and 8pm', 'FREQ=DAILY;BYHOUR=8,20;BYMINUTE=0', '2026-03-04T20:00', 'pills'],
  [
    'every weekday at 9:30 and 14:30 call in',
    'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9,14;BYMINUTE=30',
    '2026-03-05T09:30',
    'call in',
  ],
  ['every day at 9 and 2 pills', 'FREQ=DAILY', '2026-03-05T09:00', 'and 2 pills'],
])('"%s" comes at each of its hours', (text, rrule, next, rest) => {
  const { when, text: left } = splitWhenAndText(text, setting);
  const first = when.state === 'repeated' && when.next.toPlainDateTime().toString({ smallestUnit: 'minute' });
  expect([when.state === 'repeated' && when.rrule, first, left]).toEqual([rrule, next, rest]);
});

test('R38 "Friday" said on a Friday asks with its two meanings, and every second Tuesday is exactly its rule', () => {
  const friday = { ...setting, now: Temporal.Instant.from('2026-03-06T07:00:00Z') };
  const { when } = askWhenAndText('call Ana on Friday', friday);
  const options = when.state === 'choice' ? when.options.map((option) => option.state === 'once' && option.at.toString()) : [];
  expect(options).toEqual(['2026-03-06T09:00:00+01:00[Europe/Berlin]', '2026-03-13T09:00:00+01:00[Europe/Berlin]']);
  expect(parseWhen('every second Tuesday', setting)).toMatchObject({
    state: 'repeated',
    rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU',
  });
});

describe('around a change of the clocks', () => {
  test('a length of time is exact across the change, wherever the machine stands', () => {
    // New York, ten minutes before 02:00 becomes 03:00.
    const before = { ...setting, now: Temporal.Instant.from('2026-03-08T06:50:00Z'), zone: 'America/New_York' };
    const when = parseWhen('in 20 minutes', before);
    expect(when.state === 'once' && when.at.toInstant().toString()).toBe('2026-03-08T07:10:00Z');
  });

  test('an hour that happens twice is its first time', () => {
    const when = parseWhen('25 October 2:30', setting);
    expect(when.state === 'once' && when.at.toInstant().toString()).toBe('2026-10-25T00:30:00Z');
  });

  test('the same words mean another instant in another zone', () => {
    const when = parseWhen('tomorrow at 9', { ...setting, zone: 'Pacific/Auckland' });
    expect(when.state === 'once' && when.at.toString()).toBe('2026-03-06T09:00:00+13:00[Pacific/Auckland]');
  });
});
