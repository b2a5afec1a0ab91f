import { type calendar_v3, calendar as calendarApi } from 'googleapis/build/src/apis/calendar/index.js';
import { Temporal } from 'temporal-polyfill';
import { AppError } from '../../src/ground/errors.ts';
import type { CalendarEvent, CalendarReader, CalendarWriter, EventQuery } from '../../src/ports/calendar.ts';
import type { Expand } from '../ics/held-events.ts';
import { createCalendarList, type Listed } from './calendar-list.ts';
import { createWriter } from './calendar-writer.ts';
import { toEvent } from './event.ts';
import { looked } from './failure.ts';
import { occurrencesAmong } from './occurrences.ts';
import type { GoogleSession } from './session.ts';
import { createSyncedList, type SyncedList } from './synced-list.ts';

type GoogleEvent = calendar_v3.Schema$Event;

/** The most that one page of a list holds (Events: list, `maxResults`). */
const PAGE = 2500;

const NOT_THERE = 'This event is not there any more.';

export interface GoogleCalendar {
  readonly reader: CalendarReader;
  readonly writer: CalendarWriter;
}

/**
 * The calendars of one Google account, by the Calendar API v3 (developers.google.com/workspace/calendar/api/v3/reference). Every look asks what has
 * changed, and fetches only that.
 */
export function createGoogleCalendar(session: GoogleSession, expand: Expand): GoogleCalendar {
  const { account } = session;
  const api = calendarApi({ version: 'v3', auth: session.auth, ...(session.rootUrl && { rootUrl: session.rootUrl }) });
  const asked = (signal: AbortSignal, headers: Record<string, string> = {}) => ({ signal, headers, retry: false });
  const list = createCalendarList({ api, account, asked });
  const held = new Map<string, SyncedList<GoogleEvent>>();

  async function calendarWith(id: string, signal: AbortSignal): Promise<Listed> {
    const found = (await list.all(signal)).find((each) => each.id === id);
    if (!found) throw new AppError('not-found', 'This calendar is not there.');
    return found;
  }

  async function found(calendarId: string, eventId: string, signal: AbortSignal): Promise<GoogleEvent> {
    const { data } = await looked(signal, () => api.events.get({ calendarId, eventId }, asked(signal)));
    if (data.status === 'cancelled') throw new AppError('not-found', NOT_THERE);
    return data;
  }

  function eventsOf(calendarId: string): SyncedList<GoogleEvent> {
    const known = held.get(calendarId);
    if (known) return known;
    const events = createSyncedList<GoogleEvent>({
      page: async (from, signal) => (await api.events.list({ calendarId, maxResults: PAGE, ...from }, asked(signal))).data,
      idOf: ({ id }) => id ?? '',
      // A day that was taken out of a series is told of for as long as the series is there.
      isGone: ({ status, recurringEventId }) => status === 'cancelled' && !recurringEventId,
      partOf: ({ recurringEventId }) => recurringEventId,
    });
    held.set(calendarId, events);
    return events;
  }

  async function eventsIn(calendar: Listed, query: EventQuery, signal: AbortSignal): Promise<CalendarEvent[]> {
    const events = await eventsOf(calendar.id)(signal);
    return occurrencesAmong([...events.values()], query, { calendar, account, expand });
  }

  async function read(calendarId: string, id: string, signal: AbortSignal): Promise<CalendarEvent> {
    const calendar = await calendarWith(calendarId, signal);
    return toEvent(await found(calendarId, id, signal), calendar, account);
  }
  const reader: CalendarReader = {
    account,
    calendars: list.withReaders,
    event: read,
    async events(query, limit, signal) {
      const all = query.calendarId === undefined ? await list.all(signal) : [await calendarWith(query.calendarId, signal)];
      const each = await Promise.all(all.map((calendar) => eventsIn(calendar, query, signal)));
      return each.flat().sort(byStart).slice(0, limit);
    },
  };
  return { reader, writer: createWriter({ api, account, calendarWith, found, asked }) };
}

function byStart(a: CalendarEvent, b: CalendarEvent): number {
  return startMs(a) - startMs(b);
}

function startMs({ start }: CalendarEvent): number {
  return Temporal.Instant.from('at' in start ? start.at : `${start.date}T00:00:00Z`).epochMilliseconds;
}
