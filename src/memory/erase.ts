import { and, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { inbox, outbox, turnSteps } from '../db/schema/chat.ts';
import { episodes, facts, vectors } from '../db/schema/memory.ts';
import { HOURS_TO_UNDO } from './forgetting.ts';

/**
 * Deletes what was forgotten longer ago than it can be brought back, with its vectors, and blanks its text where it came from: the messages
 * in and out, the steps of its turn, the ledger. Returns how many memories went. A repeat finds nothing more. In one person's transaction.
 */
export async function eraseExpired(tx: Tx, now: Temporal.Instant): Promise<number> {
  const cutoff = now.subtract({ hours: HOURS_TO_UNDO });
  const goneFacts = await tx
    .delete(facts)
    .where(lte(facts.forgottenAt, cutoff))
    .returning({ id: facts.id, source: facts.source });
  const goneEpisodes = await tx
    .delete(episodes)
    .where(lte(episodes.forgottenAt, cutoff))
    .returning({ id: episodes.id, source: episodes.source, turnId: episodes.turnId });
  const gone = [...goneFacts, ...goneEpisodes];
  if (gone.length > 0) {
    await tx.delete(vectors).where(inArray(vectors.item, ids(gone)));
    await blankMessages(tx, [...new Set(gone.map(({ source }) => source))]);
    await blankTurns(tx, [...new Set(goneEpisodes.flatMap(({ turnId }) => turnId ?? []))]);
  }
  await blankForgettings(tx, cutoff);
  return gone.length;
}

/** The words of a `/forget` are what the person wants gone: its message and its ledger row lose them too. */
async function blankForgettings(tx: Tx, cutoff: Temporal.Instant): Promise<void> {
  const over = and(
    eq(actions.kind, 'memory_forget'),
    eq(actions.state, 'done'),
    lte(actions.createdAt, cutoff),
    sql`${actions.args} <> '{}'`,
  );
  const blanked = await tx.update(actions).set(blankAction).where(over).returning({ origin: actions.origin });
  await blankMessages(
    tx,
    blanked.map(({ origin }) => origin),
  );
}

async function blankMessages(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const blankPayload = sql`(${inbox.payload} - 'foreignText') || '{"text": "", "files": []}'`;
  const blankMessage = sql`'{"text": ""}'::jsonb`;
  await tx
    .update(inbox)
    .set({ payload: blankPayload })
    .where(and(inArray(inbox.key, [...keys]), eq(inbox.state, 'done')));
  await tx
    .update(outbox)
    .set({ message: blankMessage })
    .where(and(inArray(outbox.key, [...keys]), inArray(outbox.state, ['sent', 'dead', 'dropped'])));
  await tx
    .update(actions)
    .set(blankAction)
    .where(and(inArray(actions.origin, [...keys]), ofMemory, over));
}

async function blankTurns(tx: Tx, turnIds: readonly string[]): Promise<void> {
  if (turnIds.length === 0) return;
  await tx.delete(turnSteps).where(inArray(turnSteps.turnId, [...turnIds]));
  await tx
    .update(actions)
    .set(blankAction)
    .where(and(inArray(actions.turnId, [...turnIds]), ofMemory, over));
}

const blankAction = { args: {}, outcome: null, undo: null };
const ofMemory = inArray(actions.kind, ['memory_save', 'memory_search']);
const over = inArray(actions.state, ['done', 'failed', 'undone', 'declined', 'expired', 'superseded', 'stopped']);

function ids(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
