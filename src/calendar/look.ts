import type { Temporal } from 'temporal-polyfill';
import type { Calendar, CalendarEvent, CalendarReader } from '../ports/calendar.ts';
import { overlaps, type Stretch, stretchOf } from './event-time.ts';

interface Look {
  readonly span: Stretch;
  /** IANA: whole days are taken as lasting from midnight to midnight there. */
  readonly zone: string;
  readonly text?: string;
  readonly limit: number;
}

export interface Seen {
  readonly events: readonly CalendarEvent[];
  /** True when there may be more than the limit let through. */
  readonly more: boolean;
}

/** A whole day of a calendar in another zone may begin and end this much earlier or later. */
const MARGIN = { hours: 26 };

/** Everything in the stretch, by start. A calendar counts whole days in its own zone, so more is asked for and the rest left out here. */
export async function eventsIn(reader: CalendarReader, { span, zone, text, limit }: Look, signal: AbortSignal): Promise<Seen> {
  const wide = { from: span.from.subtract(MARGIN).toString(), until: span.until.add(MARGIN).toString() };
  const found = await reader.events({ ...wide, ...(text && { text }) }, limit + 1, signal);
  const events = found.filter((event) => overlaps(stretchOf(event, zone), span));
  return { events: events.slice(0, limit), more: found.length > limit };
}

/**
 * The stretches in which the person cannot meet. Whole days do not count, nor what is marked as free, nor what they declined, nor what stands in a
 * calendar of several people and is not theirs.
 */
export function busyTimes(
  events: readonly CalendarEvent[],
  calendars: readonly Calendar[],
  account: string,
  zone: string,
): Stretch[] {
  const shared = new Set(calendars.filter((calendar) => calendar.shared).map(({ id }) => id));
  return events
    .filter(({ start, free }) => 'at' in start && free !== true)
    .filter((event) => {
      const answer = answerOf(event, account);
      if (answer === 'declined') return false;
      return event.own || answer !== undefined || !shared.has(event.calendarId);
    })
    .map((event) => stretchOf(event, zone));
}

/** What the person answered; undefined when they are not among the guests. */
export function answerOf({ guests }: Pick<CalendarEvent, 'guests'>, account: string) {
  return guests.find(({ address }) => address.toLowerCase() === account.toLowerCase())?.answer;
}

/** True when it ended before `now`; a series by the occurrence that was found. */
export function isOver(event: CalendarEvent, now: Temporal.Instant, zone: string): boolean {
  return stretchOf(event, zone).until.epochMilliseconds <= now.epochMilliseconds;
}
