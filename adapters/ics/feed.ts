import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError, isAppError } from '../../src/ground/errors.ts';
import { orLeave } from '../../src/ground/or-leave.ts';
import type { Calendar, CalendarEvent, CalendarReader, EventContent, EventQuery, EventTime } from '../../src/ports/calendar.ts';
import type { Egress } from '../web/egress.ts';
import { type FeedEvent, readEvent } from './event.ts';
import { scan } from './scan.ts';
import { zonesOf } from './zones.ts';

interface When {
  readonly start: EventTime;
  readonly end: EventTime;
  readonly recurrence: readonly string[];
}

interface Span {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

export interface FeedDeps {
  /** The address of an iCalendar file that grows by itself, such as the "secret address" of a calendar service. */
  readonly url: string;
  /** One that reaches its host. */
  readonly egress: Egress;
  readonly clock: Clock;
  /** The person's zone, IANA. */
  readonly zone: string;
  /** The occurrences that overlap `span`, at most `limit`; throws `invalid` for a rule that cannot be read. */
  readonly expand: (when: When, span: Span, zone: string, limit: number) => readonly Omit<When, 'recurrence'>[];
}

export interface Feed extends CalendarReader {
  /** How many events it holds, and how many could not be read; fetches it when that is due. */
  look(signal: AbortSignal): Promise<{ readonly name: string; readonly events: number; readonly unread: number }>;
}

interface Held {
  readonly calendar: Calendar;
  readonly series: readonly FeedEvent[];
  /** By UID. */
  readonly apart: ReadonlyMap<string, readonly FeedEvent[]>;
  readonly unread: number;
  readonly fetchedMs: number;
  readonly version: string;
}

const FRESH_MS = 15 * 60_000;
/** How long what was read last still serves while its host does not answer. */
const STALE_MS = 24 * 60 * 60_000;
const MOST_OCCURRENCES = 1000;

const WANTED = {
  accept: 'text/calendar',
  checkType(type: string) {
    if (type === 'text/html')
      throw new AppError('invalid', 'That address shows a page, not a calendar. Copy the iCal address (it often ends in .ics).');
  },
};

/** A calendar that is only to be read, fetched by itself when it is older than a quarter of an hour. */
export function createFeed(deps: FeedDeps): Feed {
  const { clock } = deps;
  let held: Held | undefined;
  let fetching: Promise<Held> | undefined;

  async function current(signal: AbortSignal): Promise<Held> {
    signal.throwIfAborted();
    const ageMs = held ? clock.now().epochMilliseconds - held.fetchedMs : Number.POSITIVE_INFINITY;
    if (held && ageMs < FRESH_MS) return held;
    // The fetch is the feed's own, with a deadline of its own: who leaves takes it from nobody who waits beside.
    fetching ??= fetch(deps, NEVER).finally(() => {
      fetching = undefined;
    });
    try {
      held = await orLeave(fetching, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!held || ageMs > STALE_MS || !isAppError(error)) throw error;
    }
    return held;
  }

  return {
    account: 'calendar feeds',
    async look(signal) {
      const { calendar, series, unread } = await current(signal);
      return { name: calendar.name, events: series.length, unread };
    },
    async calendars(signal) {
      return [(await current(signal)).calendar];
    },
    async events(query, limit, signal) {
      const now = await current(signal);
      if (query.calendarId !== undefined && query.calendarId !== now.calendar.id) throw goneCalendar();
      return now.series
        .flatMap((event) => occurrencesOf(deps, now, event, query))
        .filter((event) => holds(event, query.text ?? ''))
        .sort((a, b) => startMs(a.start, deps.zone) - startMs(b.start, deps.zone))
        .slice(0, limit);
    },
    async event(calendarId, id, signal) {
      const now = await current(signal);
      if (calendarId !== now.calendar.id) throw goneCalendar();
      const found = now.series.find(({ uid }) => uid === id);
      if (!found) throw new AppError('not-found', 'This event is not there any more.');
      return shownAs(now, found, found);
    },
  };
}

const NEVER = new AbortController().signal;

async function fetch({ url, egress, clock, zone }: FeedDeps, signal: AbortSignal): Promise<Held> {
  const answer = await egress.get(url, WANTED, signal);
  if ('movedTo' in answer) throw new AppError('invalid', 'This calendar has moved to another host. Connect its new address.');
  const now = clock.now();
  const scanned = scan(new TextDecoder().decode(answer.bytes));
  const zoneOf = zonesOf(scanned.zones, zone, now);
  const read = scanned.events.flatMap((lines) => tryRead(() => readEvent(lines, { zoneOf, zone })));
  const { series, apart } = grouped(read);
  const calendar = { id: digest(url), name: scanned.name || new URL(url).hostname, shared: true, writable: false };
  const unread = scanned.skipped + scanned.events.length - read.length;
  return { calendar, series, apart, unread, fetchedMs: now.epochMilliseconds, version: digest(answer.bytes) };
}

/** One event that makes no sense is no reason to show none. */
function tryRead(read: () => FeedEvent): FeedEvent[] {
  try {
    return [read()];
  } catch {
    return [];
  }
}

/** Of several versions of one event, the latest counts (RFC 5545, 3.8.7.4). */
function grouped(events: readonly FeedEvent[]) {
  const latest = new Map<string, FeedEvent>();
  for (const event of events) {
    const key = JSON.stringify([event.uid, event.instead ?? null]);
    const other = latest.get(key);
    if (!other || event.sequence >= other.sequence) latest.set(key, event);
  }
  const all = [...latest.values()];
  const apart = new Map<string, FeedEvent[]>();
  for (const event of all.filter(({ instead }) => instead)) apart.set(event.uid, [...(apart.get(event.uid) ?? []), event]);
  const whole = all.filter(({ instead }) => !instead);
  const known = new Set(whole.map(({ uid }) => uid));
  // Who is invited to one day of a series gets that day alone.
  const alone = all.filter(({ uid, instead }) => instead && !known.has(uid)).map(({ instead: _, ...event }) => event);
  for (const { uid } of alone) apart.delete(uid);
  return { series: [...whole, ...alone].filter(({ cancelled }) => !cancelled), apart };
}

/** Occurrences that were changed on their own stand in the place of those that the rule gives. */
function occurrencesOf({ expand, zone }: FeedDeps, held: Held, event: FeedEvent, { from, until }: EventQuery): CalendarEvent[] {
  const span = { from: Temporal.Instant.from(from), until: Temporal.Instant.from(until) };
  const apart = held.apart.get(event.uid) ?? [];
  const replaced = new Set(apart.map(({ instead }) => instead && startMs(instead, zone)));
  const byRule = expandOrFirst(
    () => expand(event, span, zone, MOST_OCCURRENCES),
    () => expand({ ...event, recurrence: [] }, span, zone, 1),
  );
  const ruled = byRule
    .filter(({ start }) => !replaced.has(startMs(start, zone)))
    .map((when) => shownAs(held, event, { ...event, ...when }));
  const changed = apart
    .filter((each) => !each.cancelled && expand({ ...each, recurrence: [] }, span, zone, 1).length > 0)
    .map((each) => shownAs(held, event, each));
  return [...ruled, ...changed];
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

function shownAs({ calendar, version, apart }: Held, series: FeedEvent, shown: FeedEvent): CalendarEvent {
  const { title, description, location, start, end, guests, organizer } = shown;
  const identity = { id: series.uid, calendarId: calendar.id, etag: version, own: false, recurrence: series.recurrence };
  return {
    ...identity,
    title,
    description,
    location,
    start,
    end,
    guests,
    organizer,
    ...(apart.has(series.uid) && { partial: true }),
  };
}

function holds({ title, description, location, guests }: EventContent, text: string): boolean {
  const people = guests.map(({ name, address }) => `${name} ${address}`).join(' ');
  const all = `${title} ${description} ${location} ${people}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

function startMs(time: EventTime, zone: string): number {
  if ('at' in time) return Temporal.Instant.from(time.at).epochMilliseconds;
  return Temporal.PlainDate.from(time.date).toZonedDateTime(zone).epochMilliseconds;
}

function digest(of: string | Uint8Array): string {
  return createHash('sha256').update(of).digest('hex').slice(0, 16);
}

function goneCalendar(): AppError {
  return new AppError('not-found', 'This calendar is not there.');
}
