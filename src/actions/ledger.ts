import { and, desc, eq, isNotNull, or } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';

export type ActionRow = typeof actions.$inferSelect;

export async function byKey(tx: Tx, personId: string, key: string): Promise<ActionRow | undefined> {
  const [row] = await tx
    .select()
    .from(actions)
    .where(and(eq(actions.personId, personId), eq(actions.key, key)));
  return row;
}

export async function byId(tx: Tx, personId: string, id: string): Promise<ActionRow | undefined> {
  const [row] = await tx
    .select()
    .from(actions)
    .where(and(eq(actions.personId, personId), eq(actions.id, id)));
  return row;
}

/** The same, held until the transaction ends, so that nobody else settles it meanwhile. */
export async function byIdForChange(tx: Tx, personId: string, id: string): Promise<ActionRow | undefined> {
  const [row] = await tx
    .select()
    .from(actions)
    .where(and(eq(actions.personId, personId), eq(actions.id, id)))
    .for('update');
  return row;
}

/** The latest action that still can be undone, held until the transaction ends. */
export async function latestUndoable(tx: Tx, personId: string): Promise<ActionRow | undefined> {
  const [row] = await tx
    .select()
    .from(actions)
    .where(and(eq(actions.personId, personId), eq(actions.state, 'done'), isNotNull(actions.undo)))
    .orderBy(desc(actions.finishedAt), desc(actions.createdAt))
    .limit(1)
    .for('update');
  return row;
}

/** What this very wish took back in an earlier life. */
export async function undoneBy(tx: Tx, personId: string, source: string): Promise<ActionRow | undefined> {
  const [row] = await tx
    .select()
    .from(actions)
    .where(and(eq(actions.personId, personId), eq(actions.undoneBy, source)));
  return row;
}

/** What was done because of a message, and still can be undone, the latest first. */
export async function doneBecauseOf(tx: Tx, personId: string, source: string, turnId: string | null): Promise<ActionRow[]> {
  const cause = turnId === null ? eq(actions.origin, source) : or(eq(actions.origin, source), eq(actions.turnId, turnId));
  return tx
    .select()
    .from(actions)
    .where(and(eq(actions.personId, personId), eq(actions.state, 'done'), isNotNull(actions.undo), cause))
    .orderBy(desc(actions.createdAt));
}

export type Settled = 'done' | 'failed' | 'declined' | 'expired' | 'stopped' | 'superseded';

/** Takes a proposal out of the open state, once: of several who try, one gets the row, the others get undefined. */
export async function claim(
  tx: Tx,
  personId: string,
  id: string,
  state: Settled | 'running',
  now: Temporal.Instant,
): Promise<ActionRow | undefined> {
  const finishedAt = state === 'running' ? null : now;
  const [row] = await tx
    .update(actions)
    .set({ state, finishedAt })
    .where(and(eq(actions.personId, personId), eq(actions.id, id), eq(actions.state, 'proposed')))
    .returning();
  return row;
}

export async function settle(tx: Tx, row: ActionRow, change: Partial<ActionRow>): Promise<void> {
  await tx
    .update(actions)
    .set(change)
    .where(and(eq(actions.personId, row.personId), eq(actions.id, row.id)));
}
