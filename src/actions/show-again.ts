import { and, asc, eq, gt, or } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { type Address, addressOf, enqueue } from '../outbox/outbox.ts';
import { load } from '../people/profile-store.ts';
import type { OutgoingMessage } from '../ports/chat.ts';
import type { ActionDeps } from './act.ts';
import { cardKey, makeCard } from './card/card.ts';
import { type ActionRow, isOpen } from './ledger.ts';
import { standingMessage } from './outcome.ts';

/**
 * Shows every card that waits for the person once more, in this chat. A card may stand in several places: a press in any of them counts
 * for all, and its outcome is edited into all. Says how many there are. In the person's transaction.
 */
export type ShowCards = (tx: Tx, personId: string, to: Address, source: string) => Promise<number>;

type ShowDeps = Pick<ActionDeps, 'kinds' | 'buttons' | 'storedFiles' | 'clock'>;

export function createShowCards(deps: ShowDeps): ShowCards {
  return async (tx, personId, to, source) => {
    const now = deps.clock.now();
    // Held until the copies are stored: a press that comes meanwhile finds them and changes them, too.
    const rows = await waiting(tx, personId, now);
    let shown = 0;
    for (const row of rows) {
      const original = cardKey(row.id);
      // One that has not gone out at all yet is on its way with its answer.
      if (!(await addressOf(tx, personId, original))) continue;
      const why = { trigger: 'the cards that wait for you', by: 'rule', sources: [row.origin], actions: [row.id] };
      const message = await standing(deps, tx, row);
      await enqueue(tx, { personId, key: `${original}:${source}`, message, why, now, to, copyOf: original });
      shown += 1;
    }
    return shown;
  };
}

/** How many cards wait for a press of the person. */
export async function countWaiting(tx: Tx, personId: string, now: Temporal.Instant): Promise<number> {
  return tx.$count(actions, waits(personId, now));
}

function waits(personId: string, now: Temporal.Instant) {
  const open = or(and(isOpen, gt(actions.expiresAt, now)), eq(actions.state, 'unknown'));
  return and(eq(actions.personId, personId), open);
}

async function waiting(tx: Tx, personId: string, now: Temporal.Instant): Promise<ActionRow[]> {
  return tx.select().from(actions).where(waits(personId, now)).orderBy(asc(actions.createdAt), asc(actions.id)).for('update');
}

async function standing(deps: ShowDeps, tx: Tx, row: ActionRow): Promise<OutgoingMessage> {
  const kind = deps.kinds.get(row.kind);
  if (!kind || row.state !== 'proposed') return standingMessage(deps, tx, kind, row);
  return makeCard(tx, deps, kind, row, await load(tx, row.personId));
}
