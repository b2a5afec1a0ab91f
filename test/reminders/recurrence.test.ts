import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { missedSince, nextOccurrence, type Recurrence } from '../../src/reminders/recurrence.ts';
import { ruleText } from '../../src/reminders/rule-text.ts';

const ZONES = [
  'America/Los_Angeles',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Auckland',
];

function* from(recurrence: Recurrence, start: string) {
  let at = Temporal.Instant.from(start);
  for (;;) {
    const next = nextOccurrence(recurrence, at);
    if (!next) return;
    yield next;
    at = next;
  }
}

test.each(ZONES.flatMap((zone) => ['00:30', '01:45', '02:15', '02:30', '07:30', '23:50'].map((time) => [zone, time] as const)))(
  'R32 a daily reminder in %s at %s comes once on each of 730 days, at its hour but for the change of clocks',
  (zone, time) => {
    const recurrence = { rrule: 'FREQ=DAILY', startsLocal: `2026-01-01T${time}`, zone };
    const days = new Set<string>();
    let shifted = 0;
    for (const at of from(recurrence, '2025-12-31T00:00:00Z')) {
      const local = at.toZonedDateTimeISO(zone);
      days.add(local.toPlainDate().toString());
      if (local.toPlainTime().toString({ smallestUnit: 'minute' }) !== time) shifted += 1;
      if (days.size === 730) break;
    }
    const first = Temporal.PlainDate.from('2026-01-01');
    expect([...days]).toEqual(Array.from({ length: 730 }, (_, index) => first.add({ days: index }).toString()));
    expect(shifted).toBeLessThanOrEqual(2);
  },
);

test('a time that a clock change leaves out comes an hour later on that day only', () => {
  const recurrence = { rrule: 'FREQ=DAILY', startsLocal: '2026-03-27T02:30', zone: 'Europe/Berlin' };
  const times: string[] = [];
  for (const at of from(recurrence, '2026-03-28T00:00:00Z')) {
    times.push(at.toZonedDateTimeISO('Europe/Berlin').toPlainDateTime().toString());
    if (times.length === 3) break;
  }
  expect(times).toEqual(['2026-03-28T02:30:00', '2026-03-29T03:30:00', '2026-03-30T02:30:00']);
});

test('a time that happens twice comes the first time only', () => {
  const recurrence = { rrule: 'FREQ=DAILY', startsLocal: '2026-10-24T02:30', zone: 'Europe/Berlin' };
  const first = nextOccurrence(recurrence, Temporal.Instant.from('2026-10-24T12:00:00Z'));
  expect(first?.toString()).toBe('2026-10-25T00:30:00Z');
  expect(first && nextOccurrence(recurrence, first)?.toString()).toBe('2026-10-26T01:30:00Z');
});

test('the 31st falls on the last day of a shorter month', () => {
  const recurrence = { rrule: 'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1', startsLocal: '2026-01-31T09:00', zone: 'UTC' };
  const days: string[] = [];
  for (const at of from(recurrence, '2026-01-01T00:00:00Z')) {
    days.push(at.toString().slice(0, 10));
    if (days.length === 4) break;
  }
  expect(days).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']);
});

test('a rule that is over has no next time', () => {
  const recurrence = { rrule: 'FREQ=DAILY;COUNT=2', startsLocal: '2026-01-01T09:00', zone: 'UTC' };
  expect([...from(recurrence, '2025-12-01T00:00:00Z')].map(String)).toEqual(['2026-01-01T09:00:00Z', '2026-01-02T09:00:00Z']);
});

test('R32 what was missed is counted up to now', () => {
  const recurrence = { rrule: 'FREQ=DAILY', startsLocal: '2026-01-01T09:00', zone: 'UTC' };
  const first = Temporal.Instant.from('2026-01-05T09:00:00Z');
  const missed = missedSince(recurrence, first, Temporal.Instant.from('2026-01-08T09:02:00Z'));
  expect([missed.last.toString(), missed.count]).toEqual(['2026-01-08T09:00:00Z', 4]);
});

test.each([
  ['FREQ=DAILY', 'every day at 09:00'],
  ['FREQ=DAILY;INTERVAL=3', 'every 3 days at 09:00'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'every weekday at 09:00'],
  ['FREQ=WEEKLY;BYDAY=MO,TH', 'every Monday and Thursday at 09:00'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', 'every 2 weeks on Tuesday at 09:00'],
  ['FREQ=MONTHLY;BYMONTHDAY=3', 'every month on the 3rd at 09:00'],
  ['FREQ=MONTHLY;BYMONTHDAY=11', 'every month on the 11th at 09:00'],
  ['FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1', 'every month on the 31st at 09:00'],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', 'every month on the last day at 09:00'],
  ['FREQ=MONTHLY;BYDAY=-1FR', 'every month on the last Friday at 09:00'],
  ['FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU', 'every 2 months on the 2nd Tuesday at 09:00'],
  ['FREQ=WEEKLY;BYDAY=SA,SU', 'every Saturday and Sunday at 09:00'],
  ['FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3', 'every year on 3 May at 09:00'],
])('%s is said as "%s"', (rrule, text) => {
  expect(ruleText(rrule, '2026-01-01T09:00')).toBe(text);
});
