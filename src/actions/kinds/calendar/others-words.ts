import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { actions } from '../../../db/schema/actions.ts';
import type { Calendar, CalendarEvent } from '../../../ports/calendar.ts';
import type { HandsContext } from '../../kind.ts';

/** What can put text into an event. */
const WRITERS = ['calendar_create', 'calendar_update', 'calendar_delete', 'calendar_plan', 'calendar_move'];

/**
 * True when words of others can stand in these events: somebody else organizes them (RFC 5545, 3.8.4.3: only the organizer changes what an
 * event says) or shares the calendar, the server holds more than it tells, or a wish in which text from outside stood has written there.
 */
export async function holdOthersWords(
  { personId, inDb }: HandsContext,
  calendars: readonly Calendar[],
  events: readonly CalendarEvent[],
): Promise<boolean> {
  const unshared = new Set(calendars.filter(({ shared }) => !shared).map(({ id }) => id));
  if (!events.every(({ own, partial, calendarId }) => own && !partial && unshared.has(calendarId))) return true;
  return events.length > 0 && inDb((tx) => wereTainted(tx, personId, events));
}

/** Whether a tainted action has named one of the events; an occurrence's id begins with that of its series. */
async function wereTainted(tx: Tx, personId: string, events: readonly CalendarEvent[]): Promise<boolean> {
  const ids = JSON.stringify(events.map(({ id }) => id));
  const written = sql`select ${actions.args} ->> 'id' union all select ${actions.args} ->> 'newId' union all select block ->> 'id' from jsonb_array_elements(${actions.args} -> 'blocks') as block`;
  const named = sql`exists (select from jsonb_array_elements_text(${ids}::jsonb) as event(id), (${written}) as written(id) where starts_with(event.id, written.id))`;
  const [row] = await tx
    .select({ id: actions.id })
    .from(actions)
    .where(
      and(eq(actions.personId, personId), actions.tainted, ne(actions.state, 'proposed'), inArray(actions.kind, WRITERS), named),
    )
    .limit(1);
  return row !== undefined;
}
