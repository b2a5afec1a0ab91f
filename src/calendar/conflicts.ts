import { Temporal } from 'temporal-polyfill';
import type { Silent } from '../ground/what-answers.ts';
import type { Calendar, CalendarEvent } from '../ports/calendar.ts';
import { lastsMs, type Stretch, stretchOf } from './event-time.ts';
import { busyTimes } from './look.ts';

/** What stands in somebody's calendars, and from where it is looked at. */
export interface Scenery {
  readonly events: readonly CalendarEvent[];
  readonly calendars: readonly Calendar[];
  /** The person's own address. */
  readonly account: string;
  /** IANA. */
  readonly zone: string;
}

export interface Seen extends Scenery {
  /** The accounts and feeds that did not answer: nothing is known of what stands there. */
  readonly missing: readonly Silent[];
}

/** Two events that the person cannot both be at. */
export interface Conflict {
  /** The one that begins first. */
  readonly first: CalendarEvent;
  readonly second: CalendarEvent;
  /** When the second begins. */
  readonly from: Temporal.Instant;
}

/** What lasts longer is where the person is that day, such as a trip or being on call, and not what they do. */
const LONGEST_HOURS = 6;

/** Pairs that overlap, in order of their beginning; of two series only the next time, as the others are the same again. */
export function conflictsAmong({ events, calendars, account, zone }: Scenery): Conflict[] {
  const busy = events
    .filter((event) => busyTimes([event], calendars, account, zone).length > 0)
    .map((event) => ({ event, at: stretchOf(event, zone) }))
    .filter(({ at }) => lastsMs(at) > 0 && lastsMs(at) <= LONGEST_HOURS * 3_600_000)
    .sort((a, b) => compare(a.at.from, b.at.from));
  const pairs = new Map<string, Conflict>();
  for (const [index, one] of busy.entries()) {
    for (const other of busy.slice(index + 1)) {
      if (compare(other.at.from, one.at.until) >= 0) break;
      const conflict = { first: one.event, second: other.event, from: other.at.from };
      const pair = conflictKey(conflict, zone);
      if (!isSame(one, other) && !pairs.has(pair)) pairs.set(pair, conflict);
    }
  }
  return [...pairs.values()];
}

/** The same for the same two at the same times; two series count by their hours, since every one of their days is the same. */
export function conflictKey({ first, second }: Conflict, zone: string): string {
  const bothRepeat = first.recurrence.length > 0 && second.recurrence.length > 0;
  const timeText = (at: Temporal.Instant) => {
    return bothRepeat ? at.toZonedDateTimeISO(zone).toPlainTime().toString() : at.toString();
  };
  const names = [first, second].map((event) => {
    const { from, until } = stretchOf(event, zone);
    return JSON.stringify([event.calendarId, event.id, timeText(from), timeText(until)]);
  });
  return names.sort().join(' ');
}

interface Placed {
  readonly event: CalendarEvent;
  readonly at: Stretch;
}

/** One event of which a second calendar holds a copy. */
function isSame(one: Placed, other: Placed): boolean {
  if (one.event.id === other.event.id) return true;
  const isSameTime = compare(one.at.from, other.at.from) === 0 && compare(one.at.until, other.at.until) === 0;
  return isSameTime && one.event.title === other.event.title && one.event.calendarId !== other.event.calendarId;
}

const { compare } = Temporal.Instant;
