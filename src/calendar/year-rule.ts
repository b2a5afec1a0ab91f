import { Temporal } from 'temporal-polyfill';

/** The parts of a recurrence rule by name (RFC 5545, 3.3.10). */
export type RuleParts = ReadonlyMap<string, string>;

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const BY_TIME = ['BYHOUR', 'BYMINUTE', 'BYSECOND'];
/** What has not come about by then is not waited for. */
const MOST_YEARS = 100;

/** True for rules whose days are named by the number of their week or of their day in the year. */
export function countsInYear(parts: RuleParts): boolean {
  const isNumbered = parts.has('BYWEEKNO') || parts.has('BYYEARDAY');
  return parts.get('FREQ') === 'YEARLY' && isNumbered && !BY_TIME.some((name) => parts.has(name));
}

/**
 * The days of such a rule, from `begin` on, at its time of day; UNTIL is left to the caller. Years are week years (ISO 8601, with WKST) where
 * weeks are numbered: the 1st of January may lie in week 53 of the year before, and INTERVAL counts from the week year of `begin`.
 */
export function* countedInYear(parts: RuleParts, begin: Temporal.PlainDateTime): Generator<Temporal.PlainDateTime> {
  const first = begin.toPlainDate();
  const time = begin.toPlainTime();
  let left = Number(parts.get('COUNT') ?? Number.POSITIVE_INFINITY);
  for (const day of daysOf(parts, first)) {
    if (Temporal.PlainDate.compare(day, first) < 0) continue;
    if (left === 0) return;
    left -= 1;
    yield day.toPlainDateTime(time);
  }
}

/** The days of the rule, year by year, from the beginning of the first year on. */
function* daysOf(parts: RuleParts, first: Temporal.PlainDate): Generator<Temporal.PlainDate> {
  const starts = parts.has('BYWEEKNO') ? weekYears(parts) : calendarYear;
  const fits = dayFilter(parts, first);
  const positions = numbers(parts, 'BYSETPOS');
  const daysIn = (year: number) => numberedDays(starts(year), starts(year + 1)).filter(fits);
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const ownYear = yearOf(first, starts);
  const isOwnDay = daysIn(ownYear).some(({ day }) => day.equals(first));
  // RFC 5545 leaves open how a rule goes on from a day that is none of its own: others count its calendar years.
  const begins = isOwnDay || interval === 1 ? ownYear : first.year;
  for (let year = begins; year <= begins + MOST_YEARS; year += interval)
    for (const { day } of chosen(daysIn(year), positions)) yield day;
}

type YearStart = (year: number) => Temporal.PlainDate;

const calendarYear: YearStart = (year) => Temporal.PlainDate.from({ year, month: 1, day: 1 });

/** A year's first week is the first with four of its days: the one with the 4th of January. */
function weekYears(parts: RuleParts): YearStart {
  const weekStart = DAYS.indexOf(parts.get('WKST') ?? 'MO') + 1;
  return (year) => {
    const fourth = Temporal.PlainDate.from({ year, month: 1, day: 4 });
    return fourth.subtract({ days: (fourth.dayOfWeek - weekStart + 7) % 7 });
  };
}

function yearOf(day: Temporal.PlainDate, starts: YearStart): number {
  if (Temporal.PlainDate.compare(day, starts(day.year + 1)) >= 0) return day.year + 1;
  return Temporal.PlainDate.compare(day, starts(day.year)) < 0 ? day.year - 1 : day.year;
}

interface NumberedDay {
  readonly day: Temporal.PlainDate;
  /** Counted from the year's start and from its end, as in BYWEEKNO. */
  readonly week: readonly [number, number];
}

function numberedDays(from: Temporal.PlainDate, until: Temporal.PlainDate): NumberedDay[] {
  const length = from.until(until).days;
  return Array.from({ length }, (_, index) => {
    const week = Math.floor(index / 7);
    return { day: from.add({ days: index }), week: [week + 1, week - length / 7] as const };
  });
}

/** All parts limit each other; without any that names a day of the week or month, it is the weekday of the first. */
function dayFilter(parts: RuleParts, first: Temporal.PlainDate): (numbered: NumberedDay) => boolean {
  const [weeks, months] = [numbers(parts, 'BYWEEKNO'), numbers(parts, 'BYMONTH')];
  const [monthDays, yearDays] = [numbers(parts, 'BYMONTHDAY'), numbers(parts, 'BYYEARDAY')];
  const isDayGiven = monthDays.length > 0 || yearDays.length > 0;
  const weekdays = parts.get('BYDAY')?.split(',') ?? (isDayGiven ? DAYS : [DAYS[first.dayOfWeek - 1]]);
  const isIn = (wanted: readonly number[], ...names: readonly number[]) =>
    wanted.length === 0 || names.some((name) => wanted.includes(name));
  return ({ day, week }) =>
    weekdays.includes(DAYS[day.dayOfWeek - 1]) &&
    isIn(weeks, ...week) &&
    isIn(months, day.month) &&
    isIn(monthDays, day.day, day.day - day.daysInMonth - 1) &&
    isIn(yearDays, day.dayOfYear, day.dayOfYear - day.daysInYear - 1);
}

/** BYSETPOS: the first, second, last ... of a year. */
function chosen<T>(days: readonly T[], positions: readonly number[]): readonly T[] {
  if (positions.length === 0) return days;
  return days.filter((_, index) => positions.includes(index + 1) || positions.includes(index - days.length));
}

function numbers(parts: RuleParts, name: string): number[] {
  return parts.get(name)?.split(',').map(Number) ?? [];
}
