import { type calendar_v3, calendar as calendarApi } from 'googleapis/build/src/apis/calendar/index.js';
import { Temporal } from 'temporal-polyfill';
import { AppError, isAppError } from '../../src/ground/errors.ts';
import type { Calendar, CalendarEvent, CalendarReader, CalendarWriter, EventQuery } from '../../src/ports/calendar.ts';
import { createWriter } from './calendar-writer.ts';
import { toEvent } from './event.ts';
import { looked } from './failure.ts';
import { itemsOf } from './pages.ts';
import type { GoogleSession } from './session.ts';

type GoogleEvent = calendar_v3.Schema$Event;

/** A calendar with its own zone, in which its whole days are counted. */
export interface Listed extends Calendar {
  readonly zone: string;
  readonly primary: boolean;
}

/** The most that one page of a list holds (Events: list, `maxResults`). */
const PAGE = 2500;
/** A look at a time that is fuller than this is cut off. */
const MOST_PAGES = 4;

const NOT_THERE = 'This event is not there any more.';

export interface GoogleCalendar {
  readonly reader: CalendarReader;
  readonly writer: CalendarWriter;
}

/** The calendars of one Google account, by the Calendar API v3 (developers.google.com/workspace/calendar/api/v3/reference). */
export function createGoogleCalendar(session: GoogleSession): GoogleCalendar {
  const { account } = session;
  const api = calendarApi({ version: 'v3', auth: session.auth, ...(session.rootUrl && { rootUrl: session.rootUrl }) });
  const asked = (signal: AbortSignal, headers: Record<string, string> = {}) => ({ signal, headers, retry: false });

  async function calendars(signal: AbortSignal): Promise<readonly Listed[]> {
    const { data } = await looked(signal, () => api.calendarList.list({ maxResults: 250 }, asked(signal)));
    const entries = (data.items ?? []).filter(({ deleted }) => deleted !== true);
    const listed = await Promise.all(entries.map(async (entry) => toCalendar(entry, await isShared(entry, signal))));
    return listed.sort((a, b) => Number(b.primary) - Number(a.primary));
  }

  /** Only the owner may ask who else sees a calendar (Acl: list). */
  async function isShared({ id, accessRole }: calendar_v3.Schema$CalendarListEntry, signal: AbortSignal): Promise<boolean> {
    if (accessRole !== 'owner') return true;
    try {
      const { data } = await looked(signal, () => api.acl.list({ calendarId: id ?? '', maxResults: 250 }, asked(signal)));
      return data.nextPageToken != null || (data.items ?? []).some((rule) => isAnotherReader(rule, account, id ?? ''));
    } catch (error) {
      signal.throwIfAborted();
      if (!isAppError(error, 'denied')) throw error;
      return true;
    }
  }

  async function calendarWith(id: string, signal: AbortSignal): Promise<Listed> {
    const found = (await calendars(signal)).find((each) => each.id === id);
    if (!found) throw new AppError('not-found', 'This calendar is not there.');
    return found;
  }

  async function found(calendarId: string, eventId: string, signal: AbortSignal): Promise<GoogleEvent> {
    const { data } = await looked(signal, () => api.events.get({ calendarId, eventId }, asked(signal)));
    if (data.status === 'cancelled') throw new AppError('not-found', NOT_THERE);
    return data;
  }

  function listed(calendar: Listed, { from, until }: EventQuery, signal: AbortSignal): AsyncGenerator<GoogleEvent> {
    const params = {
      calendarId: calendar.id,
      timeMin: from,
      timeMax: until,
      maxResults: PAGE,
      singleEvents: true,
      orderBy: 'startTime',
    };
    return itemsOf(MOST_PAGES, async (page) => {
      const { data } = await looked(signal, () => api.events.list({ ...params, ...page }, asked(signal)));
      return { items: data.items, next: data.nextPageToken };
    });
  }

  async function eventsIn(calendar: Listed, query: EventQuery, limit: number, signal: AbortSignal): Promise<CalendarEvent[]> {
    const events: CalendarEvent[] = [];
    const series = new Map<string, Promise<GoogleEvent>>();
    const wholeOf = (id: string) => {
      const known = series.get(id) ?? found(calendar.id, id, signal);
      series.set(id, known);
      return known;
    };
    for await (const event of listed(calendar, query, signal)) {
      if (!hasWords(event, query.text)) continue;
      const whole = event.recurringEventId ? await wholeOf(event.recurringEventId) : event;
      events.push(toEvent(event, calendar, account, whole));
      if (events.length >= limit) break;
    }
    return events;
  }

  async function read(calendarId: string, id: string, signal: AbortSignal): Promise<CalendarEvent> {
    const calendar = await calendarWith(calendarId, signal);
    return toEvent(await found(calendarId, id, signal), calendar, account);
  }
  const reader: CalendarReader = {
    account,
    calendars,
    event: read,
    async events(query, limit, signal) {
      const all = query.calendarId === undefined ? await calendars(signal) : [await calendarWith(query.calendarId, signal)];
      const each = await Promise.all(all.map((calendar) => eventsIn(calendar, query, limit, signal)));
      return each.flat().sort(byStart).slice(0, limit);
    },
  };
  return { reader, writer: createWriter({ api, account, calendarWith, found, asked }) };
}

function toCalendar(entry: calendar_v3.Schema$CalendarListEntry, shared: boolean): Listed {
  return {
    id: entry.id ?? '',
    name: entry.summaryOverride ?? entry.summary ?? '',
    shared,
    writable: entry.accessRole === 'owner' || entry.accessRole === 'writer',
    zone: entry.timeZone ?? 'UTC',
    primary: entry.primary === true,
  };
}

/** Who sees only that time is taken is a reader too: a new event tells them something. */
function isAnotherReader({ role, scope }: calendar_v3.Schema$AclRule, account: string, calendarId: string): boolean {
  if (role === 'none') return false;
  const value = scope?.value?.toLowerCase();
  return scope?.type !== 'user' || (value !== account.toLowerCase() && value !== calendarId.toLowerCase());
}

/** Google searches by its own idea of words (`q`), so all is asked for and compared here. */
function hasWords({ summary, description, location, attendees }: GoogleEvent, text = ''): boolean {
  const guests = (attendees ?? []).flatMap(({ email, displayName }) => [email, displayName]);
  const all = [summary, description, location, ...guests].join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

function byStart(a: CalendarEvent, b: CalendarEvent): number {
  return startMs(a) - startMs(b);
}

function startMs({ start }: CalendarEvent): number {
  return Temporal.Instant.from('at' in start ? start.at : `${start.date}T00:00:00Z`).epochMilliseconds;
}
