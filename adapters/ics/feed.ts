import { createHash } from 'node:crypto';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError, isAppError } from '../../src/ground/errors.ts';
import { orLeave } from '../../src/ground/or-leave.ts';
import type { Calendar, CalendarEvent, CalendarReader } from '../../src/ports/calendar.ts';
import type { WebVersion } from '../../src/ports/web.ts';
import type { Parsing } from '../isolated/parsing.ts';
import type { Egress } from '../web/egress.ts';
import type { FeedEvent } from './event.ts';
import { type Expand, type HeldEvents, holds, occurrencesOf, startMs } from './held-events.ts';

export interface FeedDeps {
  /** The address of an iCalendar file that grows by itself, such as the "secret address" of a calendar service. */
  readonly url: string;
  /** One that reaches its host. */
  readonly egress: Egress;
  readonly clock: Clock;
  /** The person's zone, IANA. */
  readonly zone: string;
  readonly expand: Expand;
  readonly parsing: Parsing;
}

export interface Feed extends CalendarReader {
  /** How many events it holds, and how many could not be read; fetches it when that is due. */
  look(signal: AbortSignal): Promise<{ readonly name: string; readonly events: number; readonly unread: number }>;
}

interface Held extends HeldEvents {
  readonly calendar: Calendar;
  readonly fetchedMs: number;
  readonly version: string;
  /** What its host knows it by. */
  readonly state: WebVersion;
}

const FRESH_MS = 15 * 60_000;
/** How long what was read last still serves while its host does not answer. */
const STALE_MS = 24 * 60 * 60_000;

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
    fetching ??= fetch(deps, held, NEVER).finally(() => {
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
    account: `the calendar feed at ${new URL(deps.url).hostname}`,
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
        .flatMap((event) =>
          occurrencesOf(event, now.apart.get(event.uid) ?? [], query, deps).map((each) => shownAs(now, event, each)),
        )
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

/** Nothing but the news that it is the same comes over where `before` is still what there is. */
async function fetch(deps: FeedDeps, before: Held | undefined, signal: AbortSignal): Promise<Held> {
  const { url, egress, clock, zone, parsing } = deps;
  const answer = await egress.getIfChanged(url, WANTED, before?.state ?? {}, signal);
  if (answer === 'unchanged') {
    if (!before) throw new AppError('unavailable', 'That calendar’s host does not answer properly. Please try again later.');
    return { ...before, fetchedMs: clock.now().epochMilliseconds };
  }
  if ('movedTo' in answer) throw new AppError('invalid', 'This calendar has moved to another host. Connect its new address.');
  const now = clock.now();
  const events = await parsing.events(new TextDecoder().decode(answer.bytes), { zone, now }, signal);
  // What could not be read in time is tried again.
  const state = events.unread > 0 ? {} : answer.version;
  const calendar = { id: digest(url), name: events.name || new URL(url).hostname, shared: true, writable: false };
  return { ...events, calendar, fetchedMs: now.epochMilliseconds, version: digest(answer.bytes), state };
}

function shownAs({ calendar, version, apart }: Held, series: FeedEvent, shown: FeedEvent): CalendarEvent {
  const { title, description, location, start, end, guests, organizer, free } = shown;
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
    ...(free && { free }),
    ...(apart.has(series.uid) && { partial: true }),
  };
}

function digest(of: string | Uint8Array): string {
  return createHash('sha256').update(of).digest('hex').slice(0, 16);
}

function goneCalendar(): AppError {
  return new AppError('not-found', 'This calendar is not there.');
}
