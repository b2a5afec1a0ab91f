import type { Temporal } from 'temporal-polyfill';
import { AppError } from '../../src/ground/errors.ts';
import type { Calendar, CalendarEvent, CalendarReader, CalendarWriter, EventQuery } from '../../src/ports/calendar.ts';
import type { FeedEvent } from '../ics/event.ts';
import { type Expand, holds, occurrencesOf, startMs } from '../ics/held-events.ts';
import type { Parsing } from '../isolated/parsing.ts';
import { calendarsOf, type DavCalendar } from './calendars.ts';
import { type Collection, createCollection, type DavObject } from './collection.ts';
import { type Dav, refusal } from './dav.ts';
import type { Found } from './discover.ts';
import { createSilence } from './scheduling.ts';
import { createDavWriter } from './writer.ts';

export interface CaldavDeps {
  readonly found: Found;
  readonly dav: Dav;
  /** IANA: of times without a zone, and of whole days. */
  readonly zone: string;
  readonly now: () => Temporal.Instant;
  readonly expand: Expand;
  readonly parsing: Parsing;
}

export interface Caldav {
  readonly reader: CalendarReader;
  readonly writer: CalendarWriter;
  /** How many objects came from the server so far. */
  fetched(): number;
}

/** One object as it stands on the server, byte for byte. */
export interface Exact {
  readonly href: string;
  readonly etag: string;
  readonly text: string;
  readonly event: CalendarEvent;
}

/** What the writer needs to know of the account. */
export interface Insight {
  calendar(id: string, signal: AbortSignal): Promise<DavCalendar>;
  /** Undefined when there is no such event. */
  exact(calendar: DavCalendar, uid: string, signal: AbortSignal): Promise<Exact | undefined>;
  forget(calendar: DavCalendar, href: string): void;
}

/** A CalDAV account (RFC 4791). Every look asks the server whether anything has changed, and fetches only that. */
export function createCaldav(deps: CaldavDeps): Caldav {
  const { found, dav, zone, now, parsing } = deps;
  const collections = new Map<string, Collection>();
  let fetched = 0;
  const isSilent = createSilence(dav, found.home);
  // One look at a time: two would fetch the same twice.
  let turn: Promise<unknown> = Promise.resolve();

  const list = (signal: AbortSignal) => calendarsOf(dav, found.home, found.principal, signal);

  function collectionOf({ url }: DavCalendar): Collection {
    const known = collections.get(url) ?? createCollection({ dav, zone, now, parsing });
    collections.set(url, known);
    return known;
  }

  async function synced(calendar: DavCalendar, signal: AbortSignal): Promise<Collection> {
    const collection = collectionOf(calendar);
    const mine = turn.catch(() => undefined).then(() => collection.sync(calendar, signal));
    turn = mine;
    fetched += await mine;
    return collection;
  }

  async function calendar(id: string, signal: AbortSignal): Promise<DavCalendar> {
    signal.throwIfAborted();
    const one = (await list(signal)).find((each) => each.id === id);
    if (!one) throw new AppError('not-found', 'This calendar is not there.');
    return one;
  }

  async function exact(where: DavCalendar, uid: string, signal: AbortSignal): Promise<Exact | undefined> {
    const object = objectOf(await synced(where, signal), uid);
    if (!object) return undefined;
    const answer = await dav.send(object.href, { signal });
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw refusal(answer.status);
    const text = await answer.text();
    const { series } = await parsing.events(text, { zone, now: now() }, signal);
    const event = series.find((each) => each.uid === uid);
    const etag = answer.headers.get('etag') ?? object.etag;
    return event && { href: object.href, etag, text, event: { ...shownAs(deps, where, etag, event, event), whole: text } };
  }

  async function eventsIn(where: DavCalendar, query: EventQuery, signal: AbortSignal): Promise<CalendarEvent[]> {
    return occurrencesAmong(deps, where, [...(await synced(where, signal)).objects()], query);
  }

  const reader: CalendarReader = {
    account: found.account,
    async calendars(signal) {
      signal.throwIfAborted();
      const silent = await isSilent(signal);
      return (await list(signal)).map((each) => toCalendar(each, silent));
    },
    async events(query, limit, signal) {
      signal.throwIfAborted();
      const asked = query.calendarId === undefined ? await list(signal) : [await calendar(query.calendarId, signal)];
      const all = await Promise.all(asked.map((each) => eventsIn(each, query, signal)));
      return all
        .flat()
        .filter((event) => holds(event, query.text ?? ''))
        .sort((a, b) => startMs(a.start, zone) - startMs(b.start, zone))
        .slice(0, limit);
    },
    async event(calendarId, id, signal) {
      const there = await exact(await calendar(calendarId, signal), id, signal);
      if (!there) throw new AppError('not-found', 'This event is not there any more.');
      return there.event;
    },
  };
  const insight: Insight = { calendar, exact, forget: (where, href) => collectionOf(where).forget(href) };
  return {
    reader,
    writer: createDavWriter({ dav, insight, account: found.account, zone, expand: deps.expand, now }),
    fetched: () => fetched,
  };
}

function occurrencesAmong(
  deps: CaldavDeps,
  where: DavCalendar,
  objects: readonly DavObject[],
  query: EventQuery,
): CalendarEvent[] {
  return objects.flatMap(({ etag, events }) =>
    events.series.flatMap((event) =>
      occurrencesOf(event, events.apart.get(event.uid) ?? [], query, deps).map((each) => shownAs(deps, where, etag, event, each)),
    ),
  );
}

function toCalendar({ id, name, shared, writable }: DavCalendar, silent: boolean): Calendar {
  return { id, name, shared, writable, ...(silent && { silent }) };
}

function objectOf(collection: Collection, uid: string): DavObject | undefined {
  for (const object of collection.objects()) if (object.events.series.some((each) => each.uid === uid)) return object;
  return undefined;
}

/** An event without organizer is that of whoever keeps the calendar (RFC 5545, 3.8.4.3). */
function shownAs(
  { found }: CaldavDeps,
  { id: calendarId }: DavCalendar,
  etag: string,
  series: FeedEvent,
  shown: FeedEvent,
): CalendarEvent {
  const { title, description, location, start, end, guests, free } = shown;
  const organizer = shown.organizer || found.account;
  const own = organizer.toLowerCase() === found.account.toLowerCase();
  const identity = { id: series.uid, sequence: series.sequence, calendarId, etag, organizer, own, ...(free && { free }) };
  return { ...identity, title, description, location, start, end, guests, recurrence: series.recurrence };
}
