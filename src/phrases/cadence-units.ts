import { phrases, type Reader, seq } from './reader.ts';

/** How often, without an hour. */
export interface Cadence {
  readonly timex: string;
  readonly rrule: string | undefined;
}

export interface Unit {
  readonly code: string;
  readonly times: number;
  /** Undefined for what is less than a day. */
  readonly freq: string | undefined;
}

const unit = (code: string, freq: string | undefined, times = 1): Unit => ({ code, freq, times });
export const DAY = unit('D', 'DAILY');
const WEEK = unit('W', 'WEEKLY');
const MONTH = unit('M', 'MONTHLY');
const YEAR = unit('Y', 'YEARLY');
const HOUR = unit('H', undefined);
export const WEEKEND = unit('WE', 'WEEKLY;BYDAY=SA,SU');
export const WORKDAY = unit('BD', 'WEEKLY;BYDAY=MO,TU,WE,TH,FR');

/** `day`, `weeks`, `weekend`. */
export const everyUnitName = phrases<Unit>(
  [unit('S', undefined), 'second | seconds'],
  [unit('M', undefined), 'minute | minutes'],
  [HOUR, 'hour | hours'],
  [DAY, 'day | days'],
  [WORKDAY, 'weekday | weekdays | workday | working day | work day | business day'],
  [WEEK, 'week | weeks'],
  [WEEKEND, 'weekend | weekends'],
  [unit('W', 'WEEKLY', 2), 'fortnight'],
  [MONTH, 'month | months'],
  [unit('M', 'MONTHLY', 3), 'quarter | quarters'],
  [YEAR, 'year | years'],
  [unit('Y', 'YEARLY', 10), 'decade'],
);

/** Every so many of them. */
export function everyUnit({ code, freq, times }: Unit, count: number): Cadence | undefined {
  const interval = count * times;
  if (interval < 1 || interval > 999) return undefined;
  const timex = `P${freq === undefined ? 'T' : ''}${interval}${code}`;
  const [name = '', ...rest] = freq?.split(';') ?? [];
  return { timex, rrule: freq && [`FREQ=${name}`, ...(interval > 1 ? [`INTERVAL=${interval}`] : []), ...rest].join(';') };
}

function adverbOf(each: Unit, count: number, timex?: string): Cadence | undefined {
  const said = everyUnit(each, count);
  return said && { ...said, timex: timex ?? said.timex };
}

/** `daily`, `weekly`, `quarterly`. */
export const adverb: Reader<Cadence> = seq(
  phrases(
    [adverbOf(HOUR, 1), 'hourly'],
    [adverbOf(DAY, 1), 'daily | everyday | nightly | day by day | once a day | one a day'],
    [adverbOf(WEEK, 1), 'weekly'],
    [adverbOf(WEEK, 2), 'biweekly | bi-weekly | fortnightly'],
    [adverbOf(MONTH, 1), 'monthly'],
    [adverbOf(MONTH, 2), 'bimonthly | bi-monthly'],
    [adverbOf(MONTH, 3), 'quarterly'],
    [
      adverbOf(MONTH, 6, 'P0.5Y'),
      'semiannually | semi-annually | semi-annual | semiannual | half-yearly | biannually | bi-annually',
    ],
    [adverbOf(YEAR, 1), 'yearly | annually | annual'],
  ),
).as((_, said) => said);

/** What stands behind `once a`. */
export const perUnit = phrases<Unit>([DAY, 'day'], [WEEK, 'week'], [MONTH, 'month'], [YEAR, 'year']);
