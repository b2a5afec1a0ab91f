import { and, asc, desc, eq, gt, isNotNull, isNull, or, type SQL } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import type { Wish } from './act.ts';
import { hashOf } from './canonical.ts';
import type { Effect, Kind } from './kind.ts';

export type ActionRow = typeof actions.$inferSelect;

/** What a new row holds beside the wish and its exact arguments. */
type NewAction = Partial<ActionRow> & Pick<ActionRow, 'state' | 'createdAt'> & { readonly effect: Effect };

export async function insertAction(tx: Tx, kind: Kind, wish: Wish, args: object, rest: NewAction): Promise<ActionRow> {
  const { personId, key, turnId, input, tainted, unattended, source, promptHash } = wish;
  const asked = { personId, key, turnId: turnId ?? null, input: input ?? {}, tainted, unattended, origin: source };
  const [row] = await tx
    .insert(actions)
    .values({ ...asked, promptHash: promptHash ?? null, kind: kind.name, args, argsHash: hashOf(args), ...rest })
    .returning();
  if (!row) throw new Error('the ledger took no row');
  return row;
}

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

/** What a turn did or proposed, in order. */
export async function ofTurn(tx: Tx, personId: string, turnId: string): Promise<ActionRow[]> {
  return tx
    .select()
    .from(actions)
    .where(and(eq(actions.personId, personId), eq(actions.turnId, turnId)))
    .orderBy(asc(actions.createdAt), asc(actions.id));
}

/** The proposals of a turn that ended before their cards went out: nobody can press them. */
export async function closeUnshown(tx: Tx, personId: string, turnId: string, now: Temporal.Instant): Promise<void> {
  const change = {
    state: 'stopped',
    outcome: 'The request ended before you were asked. Nothing was done.',
    finishedAt: now,
  } as const;
  await tx
    .update(actions)
    .set(change)
    .where(and(eq(actions.personId, personId), eq(actions.turnId, turnId), isOpen));
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

/** The cards that still can be pressed, the oldest first. */
export async function openCards(tx: Tx, personId: string, now: Temporal.Instant): Promise<ActionRow[]> {
  const open = and(eq(actions.personId, personId), isOpen, gt(actions.expiresAt, now));
  return tx.select().from(actions).where(open).orderBy(asc(actions.createdAt), asc(actions.id));
}

export type Settled = 'done' | 'failed' | 'unknown' | 'declined' | 'expired' | 'stopped' | 'superseded';

/** An open card. */
export const isOpen: SQL = eq(actions.state, 'proposed');

/** Allowed, but not begun with: it is held, or due. Nobody else can begin with what is claimed by this. */
export const isHeld: SQL | undefined = and(eq(actions.state, 'running'), isNull(actions.startedAt));

/** Begun with, and not settled: it may have happened. */
export const isBegun: SQL | undefined = and(eq(actions.state, 'running'), isNotNull(actions.startedAt));

/** Moves an action out of the state that `from` names, once: of several who try, one gets the row, the others get undefined. */
export async function claim(
  tx: Tx,
  personId: string,
  id: string,
  from: SQL | undefined,
  change: Partial<ActionRow>,
): Promise<ActionRow | undefined> {
  const [row] = await tx
    .update(actions)
    .set(change)
    .where(and(eq(actions.personId, personId), eq(actions.id, id), from))
    .returning();
  return row;
}

export async function settle(tx: Tx, row: ActionRow, change: Partial<ActionRow>): Promise<void> {
  await tx
    .update(actions)
    .set(change)
    .where(and(eq(actions.personId, row.personId), eq(actions.id, row.id)));
}

/** How the audit calls an effect. */
export function accessOf(effect: Effect): 'read' | 'write' | 'send' | 'delete' {
  switch (effect) {
    case 'read':
      return 'read';
    case 'private':
      return 'write';
    case 'outbound':
      return 'send';
    case 'destructive':
      return 'delete';
  }
}
