import type { CalendarReader, CalendarWriter } from '../ports/calendar.ts';
import { notedBy, type RecordCall } from './noted.ts';
import { CALENDAR_LOOK } from './regular-looks.ts';

/** The same calendars; each call to their server stands in the record. `isRegular`: the clock asks, and no wish. */
export function recordedCalendar(reader: CalendarReader, record: RecordCall, isRegular: boolean): CalendarReader {
  const { account, parts } = reader;
  const noted = notedBy(record, 'read');
  const nameOf = (call: string) => (isRegular ? CALENDAR_LOOK : `calendar account: ${call}`);
  return {
    ...reader,
    ...(parts && { parts: parts.map((part) => recordedCalendar(part, record, isRegular)) }),
    calendars: (signal) => noted(nameOf('calendars'), account, signal, () => reader.calendars(signal)),
    events: (query, limit, signal) => noted(nameOf('events'), account, signal, () => reader.events(query, limit, signal)),
    event: (calendarId, id, signal) =>
      noted(nameOf('event'), `${calendarId} ${id}`, signal, () => reader.event(calendarId, id, signal)),
  };
}

/** The same for what changes them. */
export function recordedCalendarWriter(writer: CalendarWriter, record: RecordCall): CalendarWriter {
  const [write, remove, send] = [notedBy(record, 'write'), notedBy(record, 'delete'), notedBy(record, 'send')];
  const { file, note, restore } = writer;
  return {
    create: (calendarId, id, content, signal) =>
      write('calendar account: create', `${calendarId} ${id}`, signal, () => writer.create(calendarId, id, content, signal)),
    update: (calendarId, id, etag, content, signal) =>
      write('calendar account: update', `${calendarId} ${id}`, signal, () =>
        writer.update(calendarId, id, etag, content, signal),
      ),
    remove: (calendarId, id, etag, signal) =>
      remove('calendar account: remove', `${calendarId} ${id}`, signal, () => writer.remove(calendarId, id, etag, signal)),
    respond: (calendarId, id, answer, signal) =>
      send('calendar account: respond', `${calendarId} ${id}`, signal, () => writer.respond(calendarId, id, answer, signal)),
    ...(file && {
      file: (calendarId, meeting, signal) =>
        write('calendar account: file', `${calendarId} ${meeting.uid}`, signal, () => file(calendarId, meeting, signal)),
    }),
    ...(note && {
      note: (calendarId, id, etag, answer, signal) =>
        write('calendar account: note', `${calendarId} ${id}`, signal, () => note(calendarId, id, etag, answer, signal)),
    }),
    ...(restore && {
      restore: (calendarId, id, etag, whole, signal) =>
        write('calendar account: restore', `${calendarId} ${id}`, signal, () => restore(calendarId, id, etag, whole, signal)),
    }),
  };
}
