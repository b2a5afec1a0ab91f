import { AppError, isAppError } from '../ground/errors.ts';
import type { CalendarReader, CalendarWriter } from '../ports/calendar.ts';
import { byStart } from './look.ts';

/**
 * Several accounts as one that is only to be read. Asked as one, it rejects where one of them does not answer; whoever can do with the others asks its
 * parts. `zone` places whole days.
 */
export function mergedCalendars(readers: readonly CalendarReader[], zone: string): CalendarReader {
  const owner = (calendarId: string, signal: AbortSignal) => ownerOf(readers, (reader) => reader, calendarId, signal);
  return {
    account: readers[0]?.account ?? '',
    parts: readers,
    calendars: async (signal) => (await Promise.all(readers.map((reader) => reader.calendars(signal)))).flat(),
    async events(query, limit, signal) {
      const asked = query.calendarId === undefined ? readers : [await owner(query.calendarId, signal)];
      const found = await Promise.all(asked.map((reader) => reader.events(query, limit, signal)));
      return byStart(found.flat(), zone).slice(0, limit);
    },
    event: async (calendarId, id, signal) => (await owner(calendarId, signal)).event(calendarId, id, signal),
  };
}

/** Each change goes to the account whose calendar it is; rejects with `denied` where that account may only be read. */
export function mergedWriters(
  accounts: readonly { readonly reader: CalendarReader; readonly writer: CalendarWriter | undefined }[],
): CalendarWriter {
  const writerFor = async (calendarId: string, signal: AbortSignal): Promise<CalendarWriter> => {
    const { writer } = await ownerOf(accounts, ({ reader }) => reader, calendarId, signal);
    if (!writer) throw new AppError('denied', 'This calendar can only be read. Choose another one.');
    return writer;
  };
  return {
    create: async (calendarId, id, content, signal) =>
      (await writerFor(calendarId, signal)).create(calendarId, id, content, signal),
    update: async (calendarId, id, etag, content, signal) =>
      (await writerFor(calendarId, signal)).update(calendarId, id, etag, content, signal),
    remove: async (calendarId, id, etag, signal) => (await writerFor(calendarId, signal)).remove(calendarId, id, etag, signal),
    respond: async (calendarId, id, answer, signal) =>
      (await writerFor(calendarId, signal)).respond(calendarId, id, answer, signal),
    async file(calendarId, meeting, signal) {
      const writer = await writerFor(calendarId, signal);
      if (!writer.file) throw new AppError('invalid', 'This account takes no invitations of others.');
      return writer.file(calendarId, meeting, signal);
    },
    async note(calendarId, id, etag, answer, signal) {
      const writer = await writerFor(calendarId, signal);
      if (!writer.note) throw new AppError('invalid', 'This account notes by itself what guests answer.');
      return writer.note(calendarId, id, etag, answer, signal);
    },
    async restore(calendarId, id, etag, whole, signal) {
      const writer = await writerFor(calendarId, signal);
      if (!writer.restore) throw new AppError('invalid', 'This account cannot give back an event as it was.');
      return writer.restore(calendarId, id, etag, whole, signal);
    },
  };
}

/** One that does not answer is passed over; where none of the others has the calendar, that is the error. */
async function ownerOf<T>(
  all: readonly T[],
  readerOf: (one: T) => CalendarReader,
  calendarId: string,
  signal: AbortSignal,
): Promise<T> {
  let silent: AppError | undefined;
  for (const one of all) {
    try {
      if ((await readerOf(one).calendars(signal)).some(({ id }) => id === calendarId)) return one;
    } catch (error) {
      if (signal.aborted || !isAppError(error)) throw error;
      silent ??= error;
    }
  }
  throw silent ?? new AppError('not-found', 'This calendar is not there.');
}
