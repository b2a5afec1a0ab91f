import { Temporal } from 'temporal-polyfill';
import { instantOf } from '../calendar/event-time.ts';
import { answerOf, eventsIn } from '../calendar/look.ts';
import type { EyesOf } from '../ports/connections.ts';
import type { Meeting } from './store.ts';

const MOST_EVENTS = 200;

/** The meetings that begin in the stretch, by their beginning: no whole days, and none that the person declined. */
export async function meetingsIn(
  eyesOf: EyesOf,
  personId: string,
  span: { readonly from: Temporal.Instant; readonly until: Temporal.Instant },
  zone: string,
  signal: AbortSignal,
): Promise<Meeting[]> {
  const { calendar } = await eyesOf(personId);
  if (!calendar) return [];
  const { events } = await eventsIn(calendar, { span, zone, limit: MOST_EVENTS }, signal);
  return events
    .filter((event) => 'at' in event.start && answerOf(event, calendar.account) !== 'declined')
    .map((event) => ({ id: event.id, calendarId: event.calendarId, begins: instantOf(event.start, zone).toString() }))
    .filter(({ begins }) => Temporal.Instant.compare(begins, span.from) > 0)
    .sort((a, b) => Temporal.Instant.compare(a.begins, b.begins));
}
