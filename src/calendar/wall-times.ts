import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { EventTime } from '../ports/calendar.ts';
import { wallOf } from './event-time.ts';
import { countedInYear, countsInYear, type RuleParts } from './year-rule.ts';

/** Nobody's calendar: a rule that takes more than this to get where it is asked for would only keep us busy. */
const MOST_STEPS = 20_000;
const MOST_WITHIN_DAYS = 5_000;
const WITHIN_DAYS = new Set(['HOURLY', 'MINUTELY', 'SECONDLY']);
const FIRST_DAYS = 731;
const MOST_DAYS_AT_ONCE = 16 * 366;
const DAYS_IN: Readonly<Record<string, number>> = { WEEKLY: 7, MONTHLY: 31, YEARLY: 366 };
const MOST_TIMES_A_DAY = 5_000;
/** The library makes all times of a period of the rule, and all up to its count, before the first of them can be had. */
const MOST_MADE = 300_000;
const BY_TIME = ['BYHOUR', 'BYMINUTE', 'BYSECOND'];

/** An end of time for rules that have none. */
const FAR_YEARS = 100;

/** A first time and the lines that repeat it. */
interface Repeated {
  readonly start: EventTime;
  readonly recurrence: readonly string[];
}

/**
 * When something repeats by the clock on the wall of its own zone, in order, about from `from` on: all of RRULE, RDATE and EXDATE (RFC 5545, 3.8.5).
 * Throws a RangeError for what cannot be read or has no end in sight.
 */
export function* wallTimes(when: Repeated, from: Temporal.Instant | undefined): Generator<Temporal.PlainDateTime> {
  const isKnown = when.recurrence.every((line) => /^(?:RRULE|RDATE|EXDATE)\b/.test(line));
  if (!isKnown || when.recurrence.filter((line) => line.startsWith('RRULE')).length > 1) throw new RangeError('not one rule');
  const begin = wallOf(when.start);
  const zone = 'zone' in when.start ? when.start.zone : undefined;
  const left = new Set(listed(when.recurrence, 'EXDATE', zone).map(String));
  const extra = listed(when.recurrence, 'RDATE', zone);
  const rule = when.recurrence.find((line) => line.startsWith('RRULE'));
  const after = later(begin, from?.toZonedDateTimeISO(zone ?? 'UTC').toPlainDateTime());
  const dates = rule === undefined ? [begin] : ruled(rule, begin, after, zone);
  const far = begin.add({ years: FAR_YEARS });
  let steps = 0;
  for (const wall of merged(dates, extra)) {
    steps += 1;
    if (steps > MOST_STEPS) throw new RangeError('too many');
    if (Temporal.PlainDateTime.compare(wall, far) > 0) return;
    if (!left.has(wall.toString())) yield wall;
  }
}

function later(one: Temporal.PlainDateTime, other: Temporal.PlainDateTime | undefined): Temporal.PlainDateTime {
  return other && Temporal.PlainDateTime.compare(other, one) > 0 ? other : one;
}

function* ruled(
  line: string,
  begin: Temporal.PlainDateTime,
  after: Temporal.PlainDateTime,
  zone: string | undefined,
): Generator<Temporal.PlainDateTime> {
  const parts = partsOf(line, zone === undefined);
  const timesADay = timesADayOf(parts);
  const until = parts.get('UNTIL');
  const last = until === undefined ? undefined : wallUntil(until, zone);
  let isEmpty = after.equals(begin);
  for (const wall of countsInYear(parts)
    ? countedInYear(parts, begin)
    : expanded(parts, { begin, last, after, timesADay, daysAPeriod: DAYS_IN[parts.get('FREQ') ?? ''] ?? 1 })) {
    if (last && Temporal.PlainDateTime.compare(wall, last) > 0) return;
    isEmpty = false;
    yield wall;
  }
  if (isEmpty) throw new RangeError('never');
}

/** Throws a RangeError for more than anybody does. */
function timesADayOf(parts: RuleParts): number {
  const times = BY_TIME.reduce((product, name) => product * (parts.get(name)?.split(',').length ?? 1), 1);
  const counted = times === 1 ? 0 : Number(parts.get('COUNT') ?? 0);
  if (times > MOST_TIMES_A_DAY || counted > MOST_STEPS) throw new RangeError('too often');
  return times;
}

/** Where days have no time, what names a time is left out (RFC 5545, 3.3.10, BYSECOND). */
function partsOf(line: string, isWholeDay: boolean): RuleParts {
  const parts = line
    .slice(line.indexOf(':') + 1)
    .split(';')
    .filter((part) => part !== '' && !(isWholeDay && /^BY(?:HOUR|MINUTE|SECOND)=/.test(part)))
    .map((part): [string, string] => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]);
  return new Map(parts);
}

interface Expansion {
  readonly begin: Temporal.PlainDateTime;
  readonly last: Temporal.PlainDateTime | undefined;
  readonly after: Temporal.PlainDateTime;
  readonly timesADay: number;
  readonly daysAPeriod: number;
}

function expanded(parts: RuleParts, expansion: Expansion): Generator<Temporal.PlainDateTime> {
  const { begin, last, after } = expansion;
  const exact = last ? new Map([...parts, ['UNTIL', `${stampOf(last)}Z`]]) : parts;
  const rruleString = [...exact].map(([name, value]) => `${name}=${value}`).join(';');
  const rule = new RRuleTemporal({ rruleString, dtstart: begin.toZonedDateTime('UTC'), temporal: Temporal });
  return WITHIN_DAYS.has(parts.get('FREQ') ?? '') ? oneByOne(rule, after) : byStretches(rule, expansion);
}

function* oneByOne(rule: RRuleTemporal, after: Temporal.PlainDateTime): Generator<Temporal.PlainDateTime> {
  let at = rule.next(after.toZonedDateTime('UTC'), true);
  for (let steps = 0; at; steps += 1) {
    if (steps > MOST_WITHIN_DAYS) throw new RangeError('too many');
    yield at.toPlainDateTime();
    at = rule.next(at);
  }
}

/** The library finds all of a stretch fast wherever it lies, and the next one sometimes only by counting from the first. */
function* byStretches(rule: RRuleTemporal, { after, last, timesADay, daysAPeriod }: Expansion) {
  let at = after.toZonedDateTime('UTC');
  const end = at.add({ years: FAR_YEARS });
  const most = Math.max(daysAPeriod, Math.floor(MOST_DAYS_AT_ONCE / timesADay));
  let days = Math.max(daysAPeriod, Math.floor(FIRST_DAYS / timesADay));
  for (let made = 0; Temporal.ZonedDateTime.compare(at, end) < 0; ) {
    made += timesADay === 1 ? 0 : timesADay * days;
    if (made > MOST_MADE) return;
    const next = at.add({ days });
    // Without the next one's beginning: `between` takes both ends or none.
    for (const time of rule.between(at, next.subtract({ nanoseconds: 1 }), true)) yield time.toPlainDateTime();
    if (last && Temporal.PlainDateTime.compare(next.toPlainDateTime(), last) > 0) return;
    at = next;
    days = Math.min(2 * days, most);
  }
}

/** UNTIL as the wall clock shows it; a bare day lasts to its end (RFC 5545, 3.3.10: it includes the last occurrence). */
function wallUntil(until: string, zone: string | undefined): Temporal.PlainDateTime {
  return readStamp(until.includes('T') ? until : `${until}T235959`, zone);
}

/** The values of all lines of this name, as wall times in `zone`, in order. */
function listed(lines: readonly string[], name: 'EXDATE' | 'RDATE', zone: string | undefined): Temporal.PlainDateTime[] {
  return lines
    .filter((line) => line.startsWith(name))
    .flatMap((line) => {
      const tzid = /;TZID=([^;:]+)/.exec(line)?.[1];
      const values = line.slice(line.indexOf(':') + 1).split(',');
      return values.map((value) => toZone(readStamp(value, zone), value, tzid, zone));
    })
    .sort(Temporal.PlainDateTime.compare);
}

function toZone(wall: Temporal.PlainDateTime, value: string, tzid: string | undefined, zone: string | undefined) {
  if (tzid === undefined || zone === undefined || value.endsWith('Z')) return wall;
  return wall.toZonedDateTime(tzid).withTimeZone(zone).toPlainDateTime();
}

/** RFC 5545 DATE or DATE-TIME: in UTC it becomes the wall time of `zone`. Throws a RangeError for what does not exist. */
export function readStamp(value: string, zone: string | undefined): Temporal.PlainDateTime {
  const wall = Temporal.PlainDateTime.from(value.replace(/Z$/, ''));
  return value.endsWith('Z') && zone !== undefined ? wall.toZonedDateTime('UTC').withTimeZone(zone).toPlainDateTime() : wall;
}

/** RFC 5545 DATE-TIME without a zone. */
export function stampOf(wall: Temporal.PlainDateTime): string {
  return wall.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');
}

function* merged(
  rule: Iterable<Temporal.PlainDateTime>,
  extra: readonly Temporal.PlainDateTime[],
): Generator<Temporal.PlainDateTime> {
  const { compare } = Temporal.PlainDateTime;
  let next = 0;
  for (const wall of rule) {
    for (let also = extra[next]; also && compare(also, wall) <= 0; also = extra[next]) {
      if (compare(also, wall) < 0) yield also;
      next += 1;
    }
    yield wall;
  }
  yield* extra.slice(next);
}
