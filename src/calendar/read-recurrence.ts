import { AppError, isAppError } from '../ground/errors.ts';
import { parseZone } from '../people/zone.ts';
import { wallOf } from './event-time.ts';
import { type EventWhen, extentOf, MOST_OCCURRENCES, occurrences } from './series.ts';
import { readStamp } from './wall-times.ts';

const NUMBERS = String.raw`-?\d{1,3}(?:,-?\d{1,3})*`;
const PARTS = new Map([
  ['FREQ', /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/],
  ['INTERVAL', /^[1-9]\d{0,2}$/],
  ['COUNT', /^[1-9]\d{0,5}$/],
  ['UNTIL', /^\d{8}(?:T\d{6}Z?)?$/],
  ['BYDAY', /^[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU)(?:,[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU))*$/],
  ['BYMONTH', new RegExp(`^${NUMBERS}$`)],
  ['BYMONTHDAY', new RegExp(`^${NUMBERS}$`)],
  ['BYYEARDAY', new RegExp(`^${NUMBERS}$`)],
  ['BYWEEKNO', new RegExp(`^${NUMBERS}$`)],
  ['BYSETPOS', new RegExp(`^${NUMBERS}$`)],
  ['WKST', /^(?:MO|TU|WE|TH|FR|SA|SU)$/],
]);
const DATES = /^(EXDATE|RDATE)((?:;TZID=[\w+/-]+)|;VALUE=DATE)?:(\d{8}(?:T\d{6}Z?)?(?:,\d{8}(?:T\d{6}Z?)?)*)$/;

/**
 * RFC 5545 recurrence lines in one canonical form: one RRULE, and dates left out or added. Rejects with `invalid` what cannot be shown whole:
 * a rule without end, of more than 3,650 occurrences or ten years, in parts that servers understand differently, or that leaves out its own start.
 */
export function readRecurrence(lines: readonly string[], { start, end }: Omit<EventWhen, 'recurrence'>): readonly string[] {
  const recurrence = lines.map(readLine);
  if (recurrence.length === 0) return [];
  if (recurrence.filter((line) => line.startsWith('RRULE')).length !== 1) throw wrong('It takes exactly one RRULE.');
  const when = { start, end, recurrence };
  const extent = expanded(() => extentOf(when));
  if (!extent) throw wrong(`It must end after at most ${MOST_OCCURRENCES} times and ten years: add COUNT or UNTIL.`);
  const [first] = expanded(() => occurrences(when));
  if (!first || !wallOf(first.start).equals(wallOf(start)))
    throw wrong('The event must start with the first day of its own rule. Move the start to it.');
  return recurrence;
}

function readLine(line: string): string {
  const text = line.trim().toUpperCase();
  if (/^(?:EXDATE|RDATE)/.test(text)) return readDates(line.trim());
  const rule = text.replace(/^RRULE:/, '').replace(/;$/, '');
  const parts = rule.split(';').map((part) => part.split('='));
  const names = parts.map(([name = '']) => name);
  for (const [name = '', value = '', ...rest] of parts)
    if (rest.length > 0 || !PARTS.get(name)?.test(value)) throw wrong(`It cannot use "${name.slice(0, 40)}" like this.`);
  if (!names.includes('FREQ') || new Set(names).size < names.length) throw wrong('It names each part once, FREQ first.');
  if (names.includes('COUNT') === names.includes('UNTIL')) throw wrong('It must end: give either COUNT or UNTIL.');
  return `RRULE:${rule}`;
}

function readDates(line: string): string {
  const [, name, parameter = '', values] = DATES.exec(line) ?? [];
  if (name === undefined || values === undefined)
    throw wrong('EXDATE and RDATE look like EXDATE;TZID=Europe/Berlin:20261224T090000.');
  const zone = /^;TZID=(.+)$/.exec(parameter)?.[1];
  for (const value of values.split(',')) expanded(() => readStamp(value, undefined));
  return `${name}${zone === undefined ? parameter : `;TZID=${parseZone(zone)}`}:${values}`;
}

/** Rules that pass the table above may still name what does not exist, as the 30th of February. */
function expanded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw wrong('It names a day that does not exist.');
    throw isAppError(error) ? wrong('It never comes about, or names a day that does not exist.') : error;
  }
}

function wrong(problem: string): AppError {
  return new AppError(
    'invalid',
    `This way of repeating cannot be used. ${problem} An example: RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=10.`,
  );
}

/** True when both take place on the same days, as far as it can be told. */
export function sameDays(a: EventWhen, b: EventWhen): boolean {
  return daysOf(a).join() === daysOf(b).join();
}

function daysOf(when: EventWhen): string[] {
  const days: string[] = [];
  for (const { start } of occurrences(when)) {
    if (days.push(wallOf(start).toPlainDate().toString()) > MOST_OCCURRENCES) break;
  }
  return days;
}
