import type { CalendarReader } from '../ports/calendar.ts';

/** The same account where its person, or its service, lets nothing be changed: none of its calendars can be written to. */
export function onlyRead(reader: CalendarReader): CalendarReader {
  return {
    ...reader,
    calendars: async (signal) => (await reader.calendars(signal)).map((each) => ({ ...each, writable: false })),
  };
}
