import { and, asc, eq, inArray, ne } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { movedSlots } from '../db/schema/planning.ts';
import type { HourLesson } from './hour-lessons.ts';

/** An event that I proposed for one hour of the day and the person moved to another. */
export interface MovedSlot extends Pick<HourLesson, 'what' | 'from' | 'to'> {
  readonly eventId: string;
  readonly title: string;
  /** ISO, the day on which it stands now. */
  readonly day: string;
}

/** So many of the same kind say something. */
const ENOUGH = 3;

/**
 * Notes where proposed events stand now. One that is moved on counts by where it stands then, and one that is back not at all, as long as nothing
 * was learned from it.
 */
export async function noteStanding(
  tx: Tx,
  personId: string,
  standing: readonly MovedSlot[],
  now: Temporal.Instant,
): Promise<void> {
  const known = standing.length === 0 ? [] : await tx.select().from(movedSlots).where(eq(movedSlots.personId, personId));
  for (const slot of standing) {
    const before = known.find(({ eventId }) => eventId === slot.eventId);
    if (!isNew(slot, before)) continue;
    const { from: fromHour, to: toHour, ...rest } = slot;
    const one = and(eq(movedSlots.personId, personId), eq(movedSlots.eventId, slot.eventId));
    if (before) await tx.delete(movedSlots).where(one);
    const row = { personId, ...rest, fromHour, toHour, movedAt: before?.movedAt ?? now };
    if (fromHour !== toHour) await tx.insert(movedSlots).values(row);
  }
}

/** False for what was not moved or is noted like that, and for what was learned from. */
function isNew({ from, to, day }: MovedSlot, before: Row | undefined): boolean {
  if (!before) return from !== to;
  return before.state === 'noted' && (before.fromHour !== from || before.toHour !== to || before.day !== day);
}

/** What holds: proposals are put in order by these. */
export async function lessonsOf(tx: Tx, personId: string): Promise<HourLesson[]> {
  return grouped(await rows(tx, personId)).filter(({ isLearned }) => isLearned);
}

/** What the moves say, whether it is learned already or not; not what the person has taken back. */
export async function lessonsToTell(tx: Tx, personId: string): Promise<HourLesson[]> {
  return grouped(await rows(tx, personId)).filter(({ events, isLearned }) => isLearned || events.length >= ENOUGH);
}

/** These moves are learned from, or by a lesson that was taken back never again. */
export async function settleMoved(
  tx: Tx,
  personId: string,
  events: readonly string[],
  state: 'learned' | 'dismissed',
): Promise<void> {
  await tx
    .update(movedSlots)
    .set({ state })
    .where(and(eq(movedSlots.personId, personId), inArray(movedSlots.eventId, [...events])));
}

type Row = typeof movedSlots.$inferSelect;

function rows(tx: Tx, personId: string): Promise<Row[]> {
  return tx
    .select()
    .from(movedSlots)
    .where(and(eq(movedSlots.personId, personId), ne(movedSlots.state, 'dismissed')))
    .orderBy(asc(movedSlots.movedAt), asc(movedSlots.eventId));
}

function grouped(all: readonly Row[]): (HourLesson & { readonly isLearned: boolean })[] {
  const nameOf = ({ what, fromHour, toHour }: Row) => `${what} ${fromHour} ${toHour}`;
  return [...new Set(all.map(nameOf))].flatMap((name) => {
    const group = all.filter((row) => nameOf(row) === name);
    const [first] = group;
    if (!first) return [];
    const events = group.map(({ eventId: id, title, day }) => ({ id, title, day }));
    const isLearned = group.some(({ state }) => state === 'learned');
    return [{ what: first.what, from: first.fromHour, to: first.toHour, events, isLearned }];
  });
}
