import { and, asc, eq, gte, inArray } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { eventTime } from '../../actions/kinds/calendar/args.ts';
import { instantOf } from '../../calendar/event-time.ts';
import type { MovedSlot } from '../../calendar/moved-slots.ts';
import type { Tx } from '../../db/client.ts';
import { actions } from '../../db/schema/actions.ts';
import type { CalendarEvent, EventTime } from '../../ports/calendar.ts';

/** When I put an event to where it was, and what for. */
export interface Proposal {
  readonly what: MovedSlot['what'];
  readonly start: EventTime;
}

const LOOK_BACK_DAYS = 60;
/** Longer than any event that anybody looks at this closely. */
const MOST = 500;

const planned = z.object({ blocks: z.array(z.object({ id: z.string(), start: eventTime })) });
const created = z.object({ id: z.string(), when: z.object({ start: eventTime, recurrence: z.array(z.string()).max(0) }) });
const optimised = z.object({ moves: z.array(z.object({ id: z.string(), to: z.object({ start: eventTime }) })) });
const wayOut = z.object({ id: z.string(), when: z.object({ after: z.object({ start: eventTime }) }) });

/** Of every event that was made or moved on my proposal, the hour that I proposed last, by its id. */
export async function proposalsOf(tx: Tx, personId: string, now: Temporal.Instant): Promise<ReadonlyMap<string, Proposal>> {
  const rows = await tx
    .select({ kind: actions.kind, key: actions.key, args: actions.args })
    .from(actions)
    .where(
      and(
        eq(actions.personId, personId),
        eq(actions.state, 'done'),
        inArray(actions.kind, ['calendar_plan', 'calendar_create', 'calendar_optimise', 'calendar_update']),
        gte(actions.createdAt, now.subtract({ hours: 24 * LOOK_BACK_DAYS })),
      ),
    )
    .orderBy(asc(actions.createdAt))
    .limit(MOST);
  const proposals = new Map<string, Proposal>();
  for (const { kind, key, args } of rows) {
    for (const [id, start] of startsIn(kind, key, args)) {
      const what = proposals.get(id)?.what ?? (kind === 'calendar_plan' ? 'focus' : 'meeting');
      proposals.set(id, { what, start });
    }
  }
  return proposals;
}

/** What the person themselves wished to have elsewhere is no proposal of mine; a way out of a conflict is. */
function startsIn(kind: string, key: string, args: unknown): (readonly [id: string, start: EventTime])[] {
  if (kind === 'calendar_plan') return (planned.safeParse(args).data?.blocks ?? []).map(({ id, start }) => [id, start]);
  if (kind === 'calendar_optimise') return (optimised.safeParse(args).data?.moves ?? []).map(({ id, to }) => [id, to.start]);
  if (kind === 'calendar_create') {
    const { data } = created.safeParse(args);
    return data ? [[data.id, data.when.start]] : [];
  }
  const { data } = key.startsWith('way:') ? wayOut.safeParse(args) : {};
  return data ? [[data.id, data.when.after.start]] : [];
}

/** Where each of the proposed events stands now, by the hours of the person's clock; whole days and others' events are left out. */
export function standingOf(
  proposals: ReadonlyMap<string, Proposal>,
  events: readonly CalendarEvent[],
  zone: string,
): MovedSlot[] {
  return events.flatMap((event) => {
    const proposal = proposals.get(event.id);
    if (!proposal || !event.own || event.recurrence.length > 0 || 'date' in event.start || 'date' in proposal.start) return [];
    const [from, to] = [proposal.start, event.start].map((time) => instantOf(time, zone).toZonedDateTimeISO(zone));
    if (!from || !to) return [];
    const day = to.toPlainDate().toString();
    return [{ eventId: event.id, what: proposal.what, title: event.title, day, from: from.hour, to: to.hour }];
  });
}
