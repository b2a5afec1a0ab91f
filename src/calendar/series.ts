import { Temporal } from 'temporal-polyfill';
import { AppError, isAppError } from '../ground/errors.ts';
import type { EventTime } from '../ports/calendar.ts';
import { instantOf, overlaps, type Stretch, stretchOf, wallOf } from './event-time.ts';
import { stampOf, wallTimes } from './wall-times.ts';

/** When an event takes place, and how it repeats. */
export interface EventWhen {
  readonly start: EventTime;
  readonly end: EventTime;
  readonly recurrence: readonly string[];
}

export interface Occurrence {
  readonly start: EventTime;
  readonly end: EventTime;
}

/** The longest series that can be shown to the person, and so the longest there can be. */
export const MOST_OCCURRENCES = 3650;

const UNREADABLE = 'This event repeats by a rule that I cannot read.';

/** Wall clock and instant never lie further apart than this, nor a day in one zone and in another. */
const MARGIN = { hours: 48 };

/**
 * The occurrences of an event that overlap `span`, in order, at most `limit`. Rules are counted on the wall clock of the start's zone and only
 * then placed in it (RFC 5545, 3.3.10 with 3.3.5), so a meeting at 9 stays at 9 over a clock change. Whole days are placed in `zone`.
 */
export function occurrencesIn(when: EventWhen, span: Stretch, zone: string, limit: number): Occurrence[] {
  if (when.recurrence.length === 0) return overlaps(stretchOf(when, zone), span) ? [{ start: when.start, end: when.end }] : [];
  const found: Occurrence[] = [];
  const before = span.from.subtract(MARGIN).subtract(lengthOf(when, zone));
  for (const occurrence of occurrences(when, before)) {
    if (found.length >= limit || Temporal.Instant.compare(instantOf(occurrence.start, zone), span.until) >= 0) break;
    if (overlaps(stretchOf(occurrence, zone), span)) found.push(occurrence);
  }
  return found;
}

/**
 * From the first on, or about from those that begin at `from`; a series without end stops after a century. Throws `invalid` for a rule of
 * others that cannot be read.
 */
export function* occurrences(when: EventWhen, from?: Temporal.Instant): Generator<Occurrence> {
  if (when.recurrence.length === 0) {
    yield { start: when.start, end: when.end };
    return;
  }
  const place = placer(when);
  try {
    for (const wall of wallTimes(when, from)) yield place(wall);
  } catch (error) {
    throw error instanceof Error ? new AppError('invalid', UNREADABLE, { cause: error }) : error;
  }
}

/** How many there are and which is the last; undefined when that is more than can be shown, or without end. Throws as `occurrences`. */
export function extentOf(when: EventWhen): { readonly count: number; readonly last: Occurrence } | undefined {
  let count = 0;
  let last: Occurrence = { start: when.start, end: when.end };
  for (const occurrence of occurrences(when)) {
    count += 1;
    last = occurrence;
    if (count > MOST_OCCURRENCES) return undefined;
  }
  const tenYears = wallOf(when.start).add({ years: 10 });
  return Temporal.PlainDateTime.compare(wallOf(last.start), tenYears) > 0 ? undefined : { count, last };
}

/** The first occurrence that is not over; of a series that is over, the first of all. */
export function nextOf(when: EventWhen, now: Temporal.Instant, zone: string): Occurrence {
  for (const occurrence of occurrences(when)) {
    if (Temporal.Instant.compare(instantOf(occurrence.end, zone), now) > 0) return occurrence;
  }
  return { start: when.start, end: when.end };
}

/** The same for a rule of others: of one that cannot be read, the first of all. */
export function nextOrFirst(when: EventWhen, now: Temporal.Instant, zone: string): Occurrence {
  try {
    return nextOf(when, now, zone);
  } catch (error) {
    if (isAppError(error, 'invalid')) return when;
    throw error;
  }
}

/** The EXDATE line that leaves this occurrence out. */
export function exceptionLine({ start }: Occurrence): string {
  const wall = wallOf(start);
  if ('date' in start) return `EXDATE;VALUE=DATE:${stampOf(wall).slice(0, 8)}`;
  return `EXDATE;TZID=${start.zone}:${stampOf(wall)}`;
}

/** Gives a wall time the zone and the length of the first occurrence: an exact length, or whole days. */
function placer({ start, end }: EventWhen): (wall: Temporal.PlainDateTime) => Occurrence {
  if ('date' in start || 'date' in end) {
    const days = wallOf(start).until(wallOf(end), { largestUnit: 'days' }).days;
    return (wall) => {
      const day = wall.toPlainDate();
      return { start: { date: day.toString() }, end: { date: day.add({ days }).toString() } };
    };
  }
  const lastsMs = Temporal.Instant.from(end.at).epochMilliseconds - Temporal.Instant.from(start.at).epochMilliseconds;
  return (wall) => {
    const at = wall.toZonedDateTime(start.zone).toInstant();
    const ends = at.add({ milliseconds: lastsMs });
    return { start: { at: at.toString(), zone: start.zone }, end: { at: ends.toString(), zone: end.zone } };
  };
}

function lengthOf({ start, end }: EventWhen, zone: string): Temporal.Duration {
  return instantOf(start, zone).until(instantOf(end, zone));
}
