import { Temporal } from 'temporal-polyfill';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
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

/** `Friday, 6 March 2026`. */
export function dayText(day: Temporal.PlainDate): string {
  return `${WEEKDAYS[day.dayOfWeek - 1]}, ${day.day} ${MONTHS[day.month - 1]} ${day.year}`;
}

/** `14:30`. */
export function clockText(at: Temporal.ZonedDateTime): string {
  return at.toPlainTime().toString({ smallestUnit: 'minute' });
}

/** `14:30`, with its seconds where they are not zero. */
export function exactClockText(at: Temporal.ZonedDateTime): string {
  const time = at.toPlainTime();
  return time.toString(time.round('minute').equals(time) ? { smallestUnit: 'minute' } : {});
}

/** A moment that can be no other, also in an hour that comes twice: `Friday, 6 March 2026, 14:30 (Europe/Berlin, UTC+01:00)`. */
export function exactMomentText(at: Temporal.ZonedDateTime): string {
  return `${dayText(at.toPlainDate())}, ${exactClockText(at)} (${at.timeZoneId}, UTC${at.offset})`;
}

/** `Friday, 6 March 2026, 14:30 (Europe/Berlin)`. */
export function momentText(at: Temporal.ZonedDateTime): string {
  return `${dayText(at.toPlainDate())}, ${clockText(at)} (${at.timeZoneId})`;
}

/** `14:30` on the same day as `now`, else `Friday, 6 March 2026, 14:30`. */
export function nearText(at: Temporal.Instant, now: Temporal.Instant, zone: string): string {
  const local = at.toZonedDateTimeISO(zone);
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const day = local.toPlainDate();
  return Temporal.PlainDate.compare(day, today) === 0 ? clockText(local) : `${dayText(day)}, ${clockText(local)}`;
}

/** `today`, `tomorrow`, `yesterday`, else the day in full. */
export function nearDayText(day: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const days = today.until(day).days;
  const near = new Map([
    [-1, 'yesterday'],
    [0, 'today'],
    [1, 'tomorrow'],
  ]);
  return near.get(days) ?? dayText(day);
}

/** A recurrence rule of the shapes that src/reminders/recurring-phrase.ts makes, as a person says it: `every Monday and Thursday at 10:00`. */
export function ruleText(rrule: string, startsLocal: string): string {
  const parts = new Map(rrule.split(';').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]));
  return `every ${cadence(parts)} at ${startsLocal.slice(11, 16)}`;
}

const DAY_OF_CODE = new Map(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'].map((code, index) => [code, WEEKDAYS[index] ?? code]));
const UNITS = new Map([
  ['DAILY', 'day'],
  ['WEEKLY', 'week'],
  ['MONTHLY', 'month'],
]);

function cadence(parts: ReadonlyMap<string, string>): string {
  const unit = UNITS.get(parts.get('FREQ') ?? '') ?? 'time';
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const often = interval === 1 ? unit : `${interval} ${unit}s`;
  const days = parts.get('BYDAY');
  const monthDay = parts.get('BYMONTHDAY')?.split(',').at(-1);
  if (days === 'MO,TU,WE,TH,FR') return 'weekday';
  if (days) {
    const names = days.split(',').map((code) => DAY_OF_CODE.get(code) ?? code);
    return interval === 1 ? joinAnd(names) : `${often} on ${joinAnd(names)}`;
  }
  if (monthDay) return monthDay === '-1' ? `${often} on the last day` : `${often} on the ${ordinal(Number(monthDay))}`;
  return often;
}

function joinAnd(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function ordinal(day: number): string {
  const teen = day > 10 && day < 14;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${ending}`;
}
