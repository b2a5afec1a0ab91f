import { MONTHS, WEEKDAYS } from './moment-text.ts';

/** A recurrence rule of the shapes that src/phrases/cadences.ts makes, as a person says it: `every Monday and Thursday at 10:00`. */
export function ruleText(rrule: string, startsLocal: string): string {
  const parts = new Map(rrule.split(';').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]));
  return `every ${cadence(parts)} at ${hours(parts, startsLocal)}`;
}

/** `10:00`, or each of several hours. */
function hours(parts: ReadonlyMap<string, string>, startsLocal: string): string {
  const each = parts.get('BYHOUR')?.split(',') ?? [startsLocal.slice(11, 13)];
  return joinAnd(each.map((hour) => `${hour.padStart(2, '0')}${startsLocal.slice(13, 16)}`));
}

const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const UNITS = new Map([
  ['DAILY', 'day'],
  ['WEEKLY', 'week'],
  ['MONTHLY', 'month'],
  ['YEARLY', 'year'],
]);

function cadence(parts: ReadonlyMap<string, string>): string {
  const unit = UNITS.get(parts.get('FREQ') ?? '') ?? 'time';
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const often = interval === 1 ? unit : `${interval} ${unit}s`;
  const days = parts.get('BYDAY');
  if (days) return onDays(days, unit, interval === 1 ? undefined : often);
  const monthDay = parts.get('BYMONTHDAY')?.split(',').at(-1);
  if (!monthDay) return often;
  const month = MONTHS[Number(parts.get('BYMONTH')) - 1];
  if (month) return `${often} on ${monthDay} ${month}`;
  return monthDay === '-1' ? `${often} on the last day` : `${often} on the ${ordinal(Number(monthDay))}`;
}

function onDays(days: string, unit: string, often: string | undefined): string {
  if (days === 'MO,TU,WE,TH,FR') return often === undefined ? 'weekday' : `${often} on weekdays`;
  const names = joinAnd(days.split(',').map(dayText));
  if (unit === 'month') return `${often ?? unit} on the ${names}`;
  return often === undefined ? names : `${often} on ${names}`;
}

/** `Friday`, `last Friday` of `-1FR`, `2nd Tuesday` of `2TU`. */
function dayText(code: string): string {
  const name = WEEKDAYS[CODES.indexOf(code.slice(-2))] ?? code;
  const nth = Number(code.slice(0, -2));
  if (nth === 0) return name;
  return nth < 0 ? `last ${name}` : `${ordinal(nth)} ${name}`;
}

function joinAnd(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function ordinal(day: number): string {
  const teen = day > 10 && day < 14;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${ending}`;
}
