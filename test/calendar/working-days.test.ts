import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { workingDays, workingDaysBetween } from '../../src/calendar/working-days.ts';
import { createFakeCalendar } from '../fakes/calendar.ts';

const { signal } = new AbortController();
const day = (date: string) => Temporal.PlainDate.from(date);
const span = { from: day('2026-11-16'), until: day('2026-11-30') };
const wholeDay = (title: string, from: string, until: string) => ({ title, start: { date: from }, end: { date: until } });

async function between(from: string, to: string, calendar?: ReturnType<typeof createFakeCalendar>) {
  return workingDaysBetween(day(from), day(to), await workingDays(calendar?.reader, span, 'Europe/Berlin', signal));
}

test.each([
  ['2026-11-18', '2026-11-19', 0],
  ['2026-11-18', '2026-11-20', 1],
  ['2026-11-18', '2026-11-23', 2],
  ['2026-11-18', '2026-11-24', 3],
  ['2026-11-20', '2026-11-23', 0],
  ['2026-11-24', '2026-11-18', 0],
])('between %s and %s lie %i whole working days', async (from, to, count) => {
  expect(await between(from, to)).toBe(count);
});

test('R26 holidays and days off in the calendar do not count; a birthday and a meeting do', async () => {
  const calendar = createFakeCalendar({
    account: 'me@me.example',
    calendars: [{ id: 'mine' }, { id: 'public', name: 'Holidays in Germany' }],
    events: [
      { calendarId: 'mine', ...wholeDay('Vacation', '2026-11-17', '2026-11-19') },
      { calendarId: 'public', ...wholeDay('Repentance Day', '2026-11-20', '2026-11-21') },
      { calendarId: 'mine', ...wholeDay("Ann's birthday", '2026-11-23', '2026-11-24') },
      { calendarId: 'mine', title: 'Holiday planning', start: '2026-11-24T09:00:00Z', end: '2026-11-24T10:00:00Z' },
    ],
  });
  expect(await between('2026-11-16', '2026-11-25', calendar)).toBe(3); // Thursday, Monday and Tuesday
});
