import { Temporal } from 'temporal-polyfill';
import { isAppError } from '../../src/ground/errors.ts';
import type { EventContent, EventQuery, EventTime } from '../../src/ports/calendar.ts';
import { type FeedEvent, readEvent } from './event.ts';
import { scan } from './scan.ts';
import { zonesOf } from './zones.ts';

interface When {
  readonly start: EventTime;
  readonly end: EventTime;
  readonly recurrence: readonly string[];
}

/** An event or a series, or one day of it that was changed on its own. */
interface Occurring extends When {
  readonly instead?: EventTime;
  readonly cancelled?: boolean;
}

interface Span {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

/** The occurrences that overlap `span`, at most `limit`; throws `invalid` for a rule that cannot be read. */
export type Expand = (when: When, span: Span, zone: string, limit: number) => readonly Omit<When, 'recurrence'>[];

/** The events of one iCalendar text. */
export interface HeldEvents {
  /** As the calendar calls itself; empty without. */
  readonly name: string;
  readonly series: readonly FeedEvent[];
  /** Occurrences that were changed on their own, by the UID of their series. */
  readonly apart: ReadonlyMap<string, readonly FeedEvent[]>;
  /** How many could not be read, or were too many. */
  readonly unread: number;
}

const MOST_OCCURRENCES = 1000;

/**
 * Throws `invalid` for what is no calendar. `zone`: of times without one. Series and the latest events are read first: once `mayGoOn` says no,
 * the others are left.
 */
export function readEvents(text: string, zone: string, now: Temporal.Instant, mayGoOn = () => true): HeldEvents {
  const { name, events, zones, skipped } = scan(text);
  const zoneOf = zonesOf(zones, zone, now);
  const read = new Map<readonly string[], FeedEvent>();
  for (const lines of latestFirst(events)) {
    if (!mayGoOn()) break;
    const event = tryRead(() => readEvent(lines, { zoneOf, zone }));
    if (event) read.set(lines, event);
  }
  return { name, ...grouped(events.flatMap((lines) => read.get(lines) ?? [])), unread: skipped + events.length - read.size };
}

function latestFirst(events: readonly (readonly string[])[]): (readonly string[])[] {
  const dated = events.map((lines) => {
    const isSeries = lines.some((line) => /^R(?:RULE|DATE)[;:]/i.test(line));
    const start = lines.find((line) => /^DTSTART[;:]/i.test(line)) ?? '';
    return { lines, at: isSeries ? LATEST : start.slice(start.lastIndexOf(':') + 1).trim() };
  });
  return dated.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).map(({ lines }) => lines);
}

const LATEST = '~';

/** What there is of an event in a stretch: occurrences that were changed on their own stand in the place of those that the rule gives. */
export function occurrencesOf<T extends Occurring>(
  event: T,
  apart: readonly T[],
  { from, until }: EventQuery,
  { expand, zone }: { readonly expand: Expand; readonly zone: string },
): T[] {
  const span = { from: Temporal.Instant.from(from), until: Temporal.Instant.from(until) };
  const replaced = new Set(apart.map(({ instead }) => instead && startMs(instead, zone)));
  const byRule = expandOrFirst(
    () => expand(event, span, zone, MOST_OCCURRENCES),
    () => expand({ ...event, recurrence: [] }, span, zone, 1),
  );
  const ruled = byRule.filter(({ start }) => !replaced.has(startMs(start, zone))).map((when) => ({ ...event, ...when }));
  const changed = apart.filter((each) => !each.cancelled && expand({ ...each, recurrence: [] }, span, zone, 1).length > 0);
  return [...ruled, ...changed];
}

/** True when all words of `text` stand somewhere in it, in any case. */
export function holds({ title, description, location, guests }: EventContent, text: string): boolean {
  const people = guests.map(({ name, address }) => `${name} ${address}`).join(' ');
  const all = `${title} ${description} ${location} ${people}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** Milliseconds since 1970; a whole day begins in `zone`. */
export function startMs(time: EventTime, zone: string): number {
  if ('at' in time) return Temporal.Instant.from(time.at).epochMilliseconds;
  return Temporal.PlainDate.from(time.date).toZonedDateTime(zone).epochMilliseconds;
}

/** One event that makes no sense is no reason to show none. */
function tryRead(read: () => FeedEvent): FeedEvent | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Of several versions of one event, the latest counts (RFC 5545, 3.8.7.4). */
function grouped(events: readonly FeedEvent[]): Pick<HeldEvents, 'series' | 'apart'> {
  const latest = new Map<string, FeedEvent>();
  for (const event of events) {
    const key = JSON.stringify([event.uid, event.instead ?? null]);
    const other = latest.get(key);
    if (!other || event.sequence >= other.sequence) latest.set(key, event);
  }
  const all = [...latest.values()];
  const apart = new Map<string, FeedEvent[]>();
  for (const event of all.filter(({ instead }) => instead)) {
    const others = apart.get(event.uid) ?? [];
    others.push(event);
    apart.set(event.uid, others);
  }
  const whole = all.filter(({ instead }) => !instead);
  const known = new Set(whole.map(({ uid }) => uid));
  // Who is invited to one day of a series gets that day alone.
  const alone = all.filter(({ uid, instead }) => instead && !known.has(uid)).map(({ instead: _, ...event }) => event);
  for (const { uid } of alone) apart.delete(uid);
  return { series: [...whole, ...alone].filter(({ cancelled }) => !cancelled), apart };
}

/** Of a series that repeats by no rule of ours, its first event is sure. */
function expandOrFirst<T>(expand: () => T, first: () => T): T {
  try {
    return expand();
  } catch (error) {
    if (isAppError(error, 'invalid')) return first();
    throw error;
  }
}
