import { and, asc, eq, inArray, or, sql } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { slots } from '../../db/schema/memory.ts';
import type { Asked, SlotHistory } from './asked.ts';
import type { Period } from './timeline.ts';

/** The slots that may bear on a text, each with all its periods, oldest first: by the attributes it asks for and the words in both. */
export async function slotsBearing(tx: Tx, personId: string, text: string, asked: Asked): Promise<SlotHistory[]> {
  const byWords = sql`tsvector_to_array(${slots.words}) && tsvector_to_array(to_tsvector('english', ${text}))`;
  const bears = asked.attributes.length > 0 ? or(byWords, inArray(slots.attribute, [...asked.attributes])) : byWords;
  return historiesOf(tx, personId, bears);
}

/** Every slot of a person. */
export function allSlots(tx: Tx, personId: string): Promise<SlotHistory[]> {
  return historiesOf(tx, personId, undefined);
}

/** The slots that hold a row of this kind, with all their periods; without one, every slot. */
export async function historiesOf(tx: Tx, personId: string, which: ReturnType<typeof or>): Promise<SlotHistory[]> {
  const own = eq(slots.personId, personId);
  const wanted = tx.selectDistinct({ slot: slots.slot }).from(slots).where(and(own, which)).limit(MOST_SLOTS);
  const rows = await tx
    .select()
    .from(slots)
    .where(and(own, inArray(slots.slot, wanted)))
    .orderBy(asc(slots.validFrom), asc(slots.recordedAt));
  const bySlot = new Map<string, SlotHistory & { readonly periods: Period[] }>();
  for (const { slot, subject, attribute, ...row } of rows) {
    const history = bySlot.get(slot) ?? { subject, attribute, periods: [] };
    history.periods.push({ ...row, subject, attribute });
    bySlot.set(slot, history);
  }
  return [...bySlot.values()];
}

/** What is looked at closely at most. */
const MOST_SLOTS = 500;
