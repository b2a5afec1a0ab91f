import { Temporal } from 'temporal-polyfill';
import { wallOf } from '../../../calendar/event-time.ts';
import { type Reading, readStart } from '../../../calendar/read-time.ts';
import { type Occurrence, occurrences } from '../../../calendar/series.ts';
import { AppError } from '../../../ground/errors.ts';
import type { CalendarEvent } from '../../../ports/calendar.ts';

/** The occurrence on the day that is meant, by the person's clock. Rejects with `not-found` for a day on which there is none. */
export function dayOfSeries(event: CalendarEvent, said: string, reading: Reading): Occurrence {
  const { zone } = reading;
  const wanted = wallOf(readStart(said, reading)).toPlainDate();
  for (const occurrence of occurrences(event)) {
    const day = dayOf(occurrence.start, zone);
    if (day.equals(wanted)) return occurrence;
    if (Temporal.PlainDate.compare(day, wanted) > 0) break;
  }
  throw new AppError('not-found', 'The series has no event on that day. See calendar_list for its days.');
}

function dayOf(start: CalendarEvent['start'], zone: string): Temporal.PlainDate {
  return 'at' in start ? Temporal.Instant.from(start.at).toZonedDateTimeISO(zone).toPlainDate() : wallOf(start).toPlainDate();
}
