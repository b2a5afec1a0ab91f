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
}

/** The key of the message that set the turn off. */
export function sourceOf(turn: Turn): string {
  return turn.messages[0]?.key ?? `turn:${turn.id}`;
}

/** Ends a turn in this state; its messages are done with it. */
export async function closeTurn(tx: Tx, turn: Turn, state: 'done' | 'stopped' | 'failed', now: Temporal.Instant): Promise<void> {
  await tx
    .update(turns)
    .set({ state, finishedAt: now })
    .where(and(eq(turns.personId, turn.personId), eq(turns.id, turn.id)));
  await tx
    .update(inbox)
    .set({ state: 'done' })
    .where(and(eq(inbox.personId, turn.personId), eq(inbox.turnId, turn.id)));
}
