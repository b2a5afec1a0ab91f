import type { Temporal } from 'temporal-polyfill';
import { missedSince, nextOccurrence } from '../reminders/recurrence.ts';
import { type Reminder, recurrenceOf } from '../reminders/store.ts';

/** How a reminder that is due goes off. */
export interface Firing {
  readonly reminder: Reminder;
  /** The time it goes off for: of several missed ones the last. */
  readonly due: Temporal.Instant;
  /** How many times have come since it last went off, this one included. */
  readonly times: number;
  /** When it goes off again; null when it is over. */
  readonly nextAt: Temporal.Instant | null;
  /** `late` after five minutes; `away` after twelve hours: no message of its own any more. */
  readonly punctuality: 'on-time' | 'late' | 'away';
}

const LATE_AFTER_MINUTES = 5;
/** From then on it is told of together with the others. */
export const AWAY_AFTER_HOURS = 12;

/** What becomes of a reminder that was due at `seenAt`. */
export function toFiring(reminder: Reminder, seenAt: Temporal.Instant, now: Temporal.Instant): Firing {
  const recurrence = recurrenceOf(reminder);
  const { last, count } = recurrence ? missedSince(recurrence, seenAt, now) : { last: seenAt, count: 1 };
  const nextAt = (recurrence && nextOccurrence(recurrence, last)) ?? null;
  const minutes = last.until(now).total('minutes');
  const punctuality = minutes > AWAY_AFTER_HOURS * 60 ? 'away' : minutes > LATE_AFTER_MINUTES ? 'late' : 'on-time';
  return { reminder, due: last, times: count, nextAt, punctuality };
}
