import { AppError } from '../ground/errors.ts';
import type { CalendarReader } from '../ports/calendar.ts';
import { instantOf } from './event-time.ts';

/** Several accounts as one that is only to be read; one that does not answer is never passed over in silence. `zone` places whole days. */
export function mergedCalendars(readers: readonly CalendarReader[], zone: string): CalendarReader {
  const owner = async (calendarId: string, signal: AbortSignal) => {
    for (const reader of readers) if ((await reader.calendars(signal)).some(({ id }) => id === calendarId)) return reader;
    throw new AppError('not-found', 'This calendar is not there.');
  };
  return {
    account: readers[0]?.account ?? '',
    calendars: async (signal) => (await Promise.all(readers.map((reader) => reader.calendars(signal)))).flat(),
    async events(query, limit, signal) {
      const asked = query.calendarId === undefined ? readers : [await owner(query.calendarId, signal)];
      const found = (await Promise.all(asked.map((reader) => reader.events(query, limit, signal)))).flat();
      const startMs = new Map(found.map((event) => [event, instantOf(event.start, zone).epochMilliseconds]));
      return found.sort((a, b) => (startMs.get(a) ?? 0) - (startMs.get(b) ?? 0)).slice(0, limit);
    },
    event: async (calendarId, id, signal) => (await owner(calendarId, signal)).event(calendarId, id, signal),
  };
}
