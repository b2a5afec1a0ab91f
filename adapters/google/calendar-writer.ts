import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js';
import { AppError } from '../../src/ground/errors.ts';
import type { CalendarEvent, CalendarWriter, EventContent, NoAnswer } from '../../src/ports/calendar.ts';
import type { Listed } from './calendar-list.ts';
import { answering, fromContent, toEvent } from './event.ts';
import { changed, isNoAnswer, statusOf } from './failure.ts';

type GoogleEvent = calendar_v3.Schema$Event;

interface WriterDeps {
  readonly api: calendar_v3.Calendar;
  readonly account: string;
  readonly calendarWith: (id: string, signal: AbortSignal) => Promise<Listed>;
  /** Rejects with `not-found`, for a deleted event as well. */
  readonly found: (calendarId: string, id: string, signal: AbortSignal) => Promise<GoogleEvent>;
  readonly asked: (signal: AbortSignal, headers?: Record<string, string>) => object;
}

/** Every change names the version that it is made from (`If-Match`), and lets Google tell the guests. */
export function createWriter({ api, account, calendarWith, found, asked }: WriterDeps): CalendarWriter {
  const told = { sendUpdates: 'all' } as const;

  async function writable(id: string, signal: AbortSignal): Promise<Listed> {
    const calendar = await calendarWith(id, signal);
    if (!calendar.writable) throw new AppError('denied', 'This calendar can only be read. Choose another one.');
    return calendar;
  }

  async function patched(calendar: Listed, id: string, etag: string, requestBody: GoogleEvent, signal: AbortSignal) {
    const params = { calendarId: calendar.id, eventId: id, ...told, requestBody };
    const written = await changed(signal, () => api.events.patch(params, asked(signal, { 'If-Match': etag })));
    return isNoAnswer(written) ? written : toEvent(written.data, calendar, account);
  }

  /** The id is taken: by the same event, or by one that was deleted, which Google keeps and which is filled anew. */
  async function under(
    calendar: Listed,
    id: string,
    content: EventContent,
    signal: AbortSignal,
  ): Promise<CalendarEvent | NoAnswer> {
    const { data } = await api.events.get({ calendarId: calendar.id, eventId: id }, asked(signal));
    if (data.status !== 'cancelled') return toEvent(data, calendar, account);
    return patched(calendar, id, data.etag ?? '*', { ...fromContent(content), status: 'confirmed' }, signal);
  }

  return {
    async create(calendarId, id, content, signal) {
      const calendar = await writable(calendarId, signal);
      const requestBody = { id, ...fromContent(content) };
      const written = await changed(signal, async () => {
        try {
          const { data } = await api.events.insert({ calendarId, ...told, requestBody }, asked(signal));
          return toEvent(data, calendar, account);
        } catch (error) {
          if (statusOf(error) === 409) return under(calendar, id, content, signal);
          throw error;
        }
      });
      return written;
    },
    async update(calendarId, id, etag, content, signal) {
      const calendar = await writable(calendarId, signal);
      const before = await found(calendarId, id, signal);
      return patched(calendar, id, etag, fromContent(content, before), signal);
    },
    async remove(calendarId, id, etag, signal) {
      await writable(calendarId, signal);
      await found(calendarId, id, signal);
      const params = { calendarId, eventId: id, ...told };
      const removed = await changed(signal, () => api.events.delete(params, asked(signal, { 'If-Match': etag })));
      return isNoAnswer(removed) ? removed : 'removed';
    },
    async respond(calendarId, id, answer, signal) {
      const calendar = await writable(calendarId, signal);
      const event = await found(calendarId, id, signal);
      const attendees = answering(event, account, answer);
      if (!attendees) throw new AppError('invalid', 'You are not among those who are invited.');
      return patched(calendar, id, event.etag ?? '*', { attendees }, signal);
    },
  };
}
