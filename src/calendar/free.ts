import { Temporal } from 'temporal-polyfill';
import { earlier, later } from '../ground/instants.ts';
import type { TimeRange } from '../people/time-range.ts';
import { lastsMs, type Stretch } from './event-time.ts';

export interface FreeRules {
  /** IANA: whose wall clock the working hours follow. */
  readonly zone: string;
  readonly hours: TimeRange;
  /** ISO weekdays, Monday is 1. */
  readonly weekdays: ReadonlySet<number>;
  /** Kept free on both sides of whatever is there. */
  readonly bufferMinutes: number;
  /** The shortest slot that is of use. */
  readonly minutes: number;
}

/** The free slots in `span`, in order: within working hours, off what is busy by the buffer, and long enough. */
export function freeSlots(span: Stretch, busy: readonly Stretch[], rules: FreeRules): Stretch[] {
  const blocked = busy
    .map(({ from, until }) => ({
      from: from.subtract({ minutes: rules.bufferMinutes }),
      until: until.add({ minutes: rules.bufferMinutes }),
    }))
    .filter(({ from, until }) => compare(from, until) < 0)
    .sort((a, b) => compare(a.from, b.from));
  return workingHours(span, rules)
    .flatMap((window) => without(window, blocked))
    .filter((slot) => lastsMs(slot) >= rules.minutes * 60_000);
}

function workingHours(span: Stretch, { zone, hours, weekdays }: FreeRules): Stretch[] {
  const windows: Stretch[] = [];
  const last = span.until.toZonedDateTimeISO(zone).toPlainDate();
  let day = span.from.toZonedDateTimeISO(zone).toPlainDate();
  for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    if (!weekdays.has(day.dayOfWeek)) continue;
    const from = later(day.toPlainDateTime(hours.from).toZonedDateTime(zone).toInstant(), span.from);
    const until = earlier(day.toPlainDateTime(hours.to).toZonedDateTime(zone).toInstant(), span.until);
    if (compare(from, until) < 0) windows.push({ from, until });
  }
  return windows;
}

/** What is left of a window; `blocked` is in order of its beginnings. */
function without(window: Stretch, blocked: readonly Stretch[]): Stretch[] {
  const left: Stretch[] = [];
  let { from } = window;
  for (const block of blocked) {
    if (compare(block.until, from) <= 0) continue;
    if (compare(block.from, window.until) >= 0) break;
    if (compare(block.from, from) > 0) left.push({ from, until: block.from });
    from = block.until;
  }
  if (compare(from, window.until) < 0) left.push({ from, until: window.until });
  return left;
}

const { compare } = Temporal.Instant;
