import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js';
import type { CalendarEvent, EventQuery } from '../../src/ports/calendar.ts';
import { type Expand, holds, occurrencesOf } from '../ics/held-events.ts';
import { toEvent, toTime } from './event.ts';

type GoogleEvent = calendar_v3.Schema$Event;

interface Context {
  readonly calendar: { readonly id: string; readonly zone: string };
  readonly account: string;
  readonly expand: Expand;
}

/** What there is in a stretch of all that stands in a calendar. */
export function occurrencesAmong(
  events: readonly GoogleEvent[],
  query: EventQuery,
  { calendar, account, expand }: Context,
): CalendarEvent[] {
  const series = new Map(events.flatMap((event) => (event.recurringEventId ? [] : [[event.id ?? '', event] as const])));
  const apart = new Map<string, GoogleEvent[]>();
  for (const event of events)
    if (event.recurringEventId && series.has(event.recurringEventId))
      apart.set(event.recurringEventId, [...(apart.get(event.recurringEventId) ?? []), event]);
  // Who is invited to one day of a series gets that day alone.
  const alone = events.filter(
    ({ recurringEventId, status }) => recurringEventId && !series.has(recurringEventId) && status !== 'cancelled',
  );
  const told = (event: GoogleEvent, whole: GoogleEvent) => ({
    ...toEvent(event, calendar, account, whole),
    ...(event.originalStartTime && { instead: toTime(event.originalStartTime, calendar) }),
    ...(event.status === 'cancelled' && { cancelled: true }),
  });
  return [...series.values(), ...alone]
    .filter((event) => apart.has(event.id ?? '') || mayBeIn(event, query))
    .flatMap((event) => {
      const changed = (apart.get(event.id ?? '') ?? []).map((each) => told(each, event));
      return occurrencesOf(told(event, event), changed, query, { expand, zone: calendar.zone });
    })
    .map(({ instead: _, cancelled: __, ...event }) => event)
    .filter((event) => holds(event, query.text ?? ''));
}

const DAY_MS = 86_400_000;

/** False for what happens once and surely lies elsewhere; days lie differently in each zone. */
function mayBeIn({ start, end, recurrence }: GoogleEvent, { from, until }: EventQuery): boolean {
  if (recurrence?.length) return true;
  const startMs = Date.parse(start?.dateTime ?? start?.date ?? '');
  const endMs = Date.parse(end?.dateTime ?? end?.date ?? '');
  return !(startMs > Date.parse(until) + DAY_MS || endMs < Date.parse(from) - DAY_MS);
}
