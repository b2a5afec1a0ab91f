import { Temporal } from 'temporal-polyfill';
import type { CalendarEvent, CalendarReader } from '../ports/calendar.ts';
import { answerOf, sightOf } from './look.ts';

/** What a whole day off is called, in English and German; a calendar of holidays is known by its name. */
const DAY_OFF =
  /\b(?:(?:public |bank )?holidays?|vacation|days? off|off work|time off|out of (?:the )?office|ooo|pto|(?:annual|sick|parental) leave|on leave|urlaub|ferien|feiertage?|frei)\b/i;
const OF_HOLIDAYS = /\bholidays?\b|feiertage/i;
const MOST_EVENTS = 500;

/** Says of a day whether the person works on it. */
export type IsWorkingDay = (day: Temporal.PlainDate) => boolean;

/** From Monday to Friday, but for the whole days in the calendar that are holidays or days off. Without a calendar, weekends alone count. */
export async function workingDays(
  reader: CalendarReader | undefined,
  span: { readonly from: Temporal.PlainDate; readonly until: Temporal.PlainDate },
  zone: string,
  signal: AbortSignal,
): Promise<IsWorkingDay> {
  const off = reader ? await daysOff(reader, span, zone, signal) : [];
  return (day) => day.dayOfWeek <= 5 && !off.some(({ from, until }) => isWithin(day, from, until));
}

/** The whole working days that have gone by between the two, neither of them counted. */
export function workingDaysBetween(from: Temporal.PlainDate, to: Temporal.PlainDate, isWorkingDay: IsWorkingDay): number {
  let count = 0;
  for (let day = from.add({ days: 1 }); Temporal.PlainDate.compare(day, to) < 0; day = day.add({ days: 1 }))
    if (isWorkingDay(day)) count += 1;
  return count;
}

interface WholeDays {
  readonly from: Temporal.PlainDate;
  /** Exclusive. */
  readonly until: Temporal.PlainDate;
}

async function daysOff(
  reader: CalendarReader,
  { from, until }: WholeDays,
  zone: string,
  signal: AbortSignal,
): Promise<WholeDays[]> {
  const midnight = (day: Temporal.PlainDate) => day.toZonedDateTime(zone).toInstant();
  const span = { from: midnight(from.subtract({ days: 1 })), until: midnight(until.add({ days: 1 })) };
  const { calendars, events } = await sightOf(reader, { span, zone, limit: MOST_EVENTS }, signal);
  const ofHolidays = new Set(calendars.filter(({ name }) => OF_HOLIDAYS.test(name)).map(({ id }) => id));
  const isOff = (event: CalendarEvent) => ofHolidays.has(event.calendarId) || DAY_OFF.test(event.title);
  return events.flatMap((event) => {
    const { start, end } = event;
    if (!('date' in start && 'date' in end) || !isOff(event) || answerOf(event, reader.account) === 'declined') return [];
    return [{ from: Temporal.PlainDate.from(start.date), until: Temporal.PlainDate.from(end.date) }];
  });
}

function isWithin(day: Temporal.PlainDate, from: Temporal.PlainDate, until: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(day, from) >= 0 && Temporal.PlainDate.compare(day, until) < 0;
}
