import { and, eq, gt, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { ActionRow } from '../../../actions/ledger.ts';
import type { Tx } from '../../../db/client.ts';
import { actions } from '../../../db/schema/actions.ts';

/** A card that would send an answer, beside which a draft of it was laid. */
export interface Laid {
  readonly card: ActionRow;
  /** What laid the draft. */
  readonly draft: ActionRow;
  readonly account: string;
  readonly threadId: string;
  /** Of the mail that the card would send. */
  readonly messageId: string;
}

const args = z.object({ from: z.string(), messageId: z.string(), inReplyTo: z.object({ threadId: z.string() }) });

/** Looked after for so long; what still lies there then is left. */
const KEPT_DAYS = 14;

const card = alias(actions, 'card');
const draft = alias(actions, 'draft');
const laid = sql`${card.args} -> 'draft' ->> 'laid'`;

/**
 * What is to be looked after: cards that are open or held, since the person may have answered by their mail program; and drafts of ours that lie
 * there although their card was discarded or sent. One whose card expired, or was cancelled after Send, is the person's to keep.
 */
export async function toLookAfter(tx: Tx, personId: string, now: Temporal.Instant): Promise<Laid[]> {
  const isWaiting = or(eq(card.state, 'proposed'), and(eq(card.state, 'running'), isNull(card.startedAt)));
  const isOver = or(eq(card.state, 'done'), and(eq(card.state, 'declined'), isNull(card.runAt)));
  const lies = and(eq(draft.state, 'done'), isNotNull(draft.undo));
  const since = now.subtract({ hours: KEPT_DAYS * 24 });
  const rows = await tx
    .select({ card, draft })
    .from(card)
    .innerJoin(draft, and(eq(draft.personId, personId), sql`${draft.id}::text = ${laid}`))
    .where(
      and(eq(card.personId, personId), eq(card.kind, 'mail_send'), gt(card.createdAt, since), or(isWaiting, and(isOver, lies))),
    );
  return rows.flatMap((row) => {
    const { data } = args.safeParse(row.card.args);
    return data ? [{ ...row, account: data.from, threadId: data.inReplyTo.threadId, messageId: data.messageId }] : [];
  });
}

/** Whether a draft was laid beside this card. */
export async function hasLaidDraft(tx: Tx, personId: string, actionId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: card.id })
    .from(card)
    .where(and(eq(card.personId, personId), eq(card.id, actionId), sql`${laid} is not null`));
  return rows.length > 0;
}
