import { and, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { inbox, turns } from '../db/schema/chat.ts';
import type { IncomingMessage, Platform } from '../ports/chat.ts';

/** Messages of one conversation that are answered together. */
export interface Turn {
  readonly id: string;
  readonly personId: string;
  readonly platform: Platform;
  readonly chat: string;
  readonly messages: readonly IncomingMessage[];
  readonly startedAt: Temporal.Instant;
  /** Until when what is said in it is kept, where that is for the session only. */
  readonly sessionUntil?: Temporal.Instant;
  /** True when an earlier try may have come some way. */
  readonly resumed: boolean;
}

/** The key of the message that set the turn off. */
export function sourceOf(turn: Turn): string {
  return turn.messages[0]?.key ?? `turn:${turn.id}`;
}

/** Ends a turn in this state; its messages are done with it. */
export async function closeTurn(tx: Tx, turn: Turn, state: 'done' | 'stopped' | 'failed', now: Temporal.Instant): Promise<void> {
  const own = and(eq(turns.personId, turn.personId), eq(turns.id, turn.id));
  const closed = tx.$with('closed').as(tx.update(turns).set({ state, finishedAt: now }).where(own).returning({ id: turns.id }));
  await tx
    .with(closed)
    .update(inbox)
    .set({ state: 'done' })
    .where(and(eq(inbox.personId, turn.personId), eq(inbox.turnId, turn.id)));
}
