import { Temporal } from 'temporal-polyfill';

/**
 * What words mean: in TIMEX form as Microsoft's Recognizers-Text writes it, and the latest such time that has come and the next one to
 * come; both are the same where it can be only one, and absent where there is none, as of `30 February`.
 */
export interface Meaning<V> {
  readonly timex: string;
  readonly past: V | undefined;
  readonly future: V | undefined;
}

export type Day = Temporal.PlainDate;
export type Moment = Temporal.PlainDateTime;

/** A stretch; its end is excluded. */
export interface Stretch<V> {
  readonly start: V;
  readonly end: V;
}

export function fixed(day: Day): Meaning<Day> {
  return { timex: day.toString(), past: day, future: day };
}

export function only<V>(timex: string, value: V): Meaning<V> {
  return { timex, past: value, future: value };
}

export function isFixed(day: Meaning<Day>): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(day.timex);
}

export function translate<A, B>({ past, future }: Meaning<A>, timex: string, to: (value: A) => B): Meaning<B> {
  return { timex, past: past && to(past), future: future && to(future) };
}

/** The latest of `days` before `now` and the first one that is not; `days` go forward in time. */
export function nearest(now: Moment, timex: string, days: Iterable<Day>): Meaning<Day> {
  let past: Day | undefined;
  for (const day of days) {
    if (Temporal.PlainDateTime.compare(day.toPlainDateTime(), now) >= 0) return { timex, past, future: day };
    past = day;
  }
  return { timex, past, future: undefined };
}

/** The day of this year, or undefined where it does not exist. */
export function dayOf(year: number, month: number, day: number): Day | undefined {
  const days = Temporal.PlainYearMonth.from({ year, month });
  return day >= 1 && day <= days.daysInMonth ? days.toPlainDate({ day }) : undefined;
}

export function weekdayOfWeek(day: Day, weekday: number): Day {
  return day.add({ days: weekday - day.dayOfWeek });
}

export function two(number: number): string {
  return `${number}`.padStart(2, '0');
}
