import { Temporal } from 'temporal-polyfill';
import { AppError } from '../ground/errors.ts';
import type { EventTime } from '../ports/calendar.ts';
import { clockText, dayText } from '../reminders/moment-text.ts';

/** A stretch of time; a whole day lasts from midnight to midnight in `zone`. */
export interface Stretch {
  readonly from: Temporal.Instant;
  /** Exclusive. */
  readonly until: Temporal.Instant;
}

/** When that is for somebody in `zone`: the instant, or the midnight at which the day begins there. */
export function instantOf(time: EventTime, zone: string): Temporal.Instant {
  if ('at' in time) return Temporal.Instant.from(time.at);
  return Temporal.PlainDate.from(time.date).toZonedDateTime(zone).toInstant();
}

export function stretchOf({ start, end }: { readonly start: EventTime; readonly end: EventTime }, zone: string): Stretch {
  return { from: instantOf(start, zone), until: instantOf(end, zone) };
}

/** Milliseconds. */
export function lastsMs({ from, until }: Stretch): number {
  return until.epochMilliseconds - from.epochMilliseconds;
}

/** True when they share a moment; what lasts no time counts where it begins. */
export function overlaps(a: Stretch, b: Stretch): boolean {
  const { compare } = Temporal.Instant;
  if (compare(a.from, a.until) === 0) return compare(a.from, b.from) >= 0 && compare(a.from, b.until) < 0;
  return compare(a.from, b.until) < 0 && compare(a.until, b.from) > 0;
}

/** What the clock on the wall of the time's own zone says; a whole day begins at midnight. */
export function wallOf(time: EventTime): Temporal.PlainDateTime {
  if ('date' in time) return Temporal.PlainDate.from(time.date).toPlainDateTime();
  return Temporal.Instant.from(time.at).toZonedDateTimeISO(time.zone).toPlainDateTime();
}

export function timeOf(at: Temporal.ZonedDateTime): EventTime {
  return { at: at.toInstant().toString(), zone: at.timeZoneId };
}

/**
 * The moment that a clock in `zone` shows `wall`. Where clocks are put back and it comes twice, the first one; the card shows its offset.
 * Rejects with `invalid` and the neighbouring times where clocks are put forward over it.
 */
export function placeInZone(wall: Temporal.PlainDateTime, zone: string): Temporal.ZonedDateTime {
  const first = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (first.toPlainDateTime().equals(wall)) return first;
  const later = wall.toZonedDateTime(zone, { disambiguation: 'later' });
  throw new AppError(
    'invalid',
    `There is no ${timeText(wall)} on ${dayText(wall.toPlainDate())} in ${zone}: the clocks are put forward over it. Say ${clockText(first)} or ${clockText(later)}.`,
  );
}

function timeText(wall: Temporal.PlainDateTime): string {
  return wall.toPlainTime().toString({ smallestUnit: 'minute' });
}
