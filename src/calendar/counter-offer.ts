import { Temporal } from 'temporal-polyfill';
import type { CalendarEvent, EventTime } from '../ports/calendar.ts';
import { guestIn, type MeetingLetter } from './guest-answer.ts';

type Hour = Extract<EventTime, { readonly at: string }>;

/** A time of day to come, from when to when. */
export interface OfferedTime {
  readonly start: Hour;
  readonly end: Hour;
}

/**
 * Times that a guest proposes for this own event (RFC 5546, 3.2.7), their first choice first, and to which it can be moved as a whole: none for a series, whole
 * days, and where it is not for its sender to say or the event has changed since.
 */
export function offeredTimes(event: CalendarEvent, letter: MeetingLetter, now: Temporal.Instant): readonly OfferedTime[] {
  const { method, instead, recurrence, start, end, alternatives } = letter.meeting;
  const isOnce = event.recurrence.length === 0 && recurrence.length === 0 && instead === undefined;
  if (method !== 'counter' || !isOnce || !guestIn(event, letter) || 'date' in event.start) return [];
  const stands = Temporal.Instant.from(event.start.at);
  return [{ start, end }, ...alternatives].flatMap(({ start: from, end: until }) => {
    if (!('at' in from && 'at' in until)) return [];
    const [begins, ends] = [Temporal.Instant.from(from.at), Temporal.Instant.from(until.at)];
    const isAhead = Temporal.Instant.compare(begins, now) > 0 && Temporal.Instant.compare(ends, begins) > 0;
    return isAhead && !begins.equals(stands) ? [{ start: from, end: until }] : [];
  });
}
