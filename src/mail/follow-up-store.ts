import { and, eq, inArray } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { followUps, mailWatches } from '../db/schema/mail.ts';
import type { MailSummary } from '../ports/mail.ts';

export type FollowUp = typeof followUps.$inferSelect;

/** Which mails of the account were followed up before, and in which conversations none shall be. */
export async function leftAlone(tx: Tx, personId: string, account: string): Promise<(mail: Named) => boolean> {
  const rows = await tx
    .select()
    .from(followUps)
    .where(and(eq(followUps.personId, personId), eq(followUps.account, account)));
  const known = new Set(rows.map(({ messageId }) => messageId));
  const off = new Set(rows.filter(({ state }) => state === 'off').map(({ threadId }) => threadId));
  return ({ messageId, threadId }) => known.has(messageId) || off.has(threadId);
}

type Named = Pick<MailSummary, 'messageId' | 'threadId'>;

/** The same mail again changes nothing. */
export async function addFollowUp(tx: Tx, followUp: FollowUp): Promise<void> {
  await tx.insert(followUps).values(followUp).onConflictDoNothing();
}

/** What is asked about in these conversations is answered by now; gives the actions whose cards may lie open. */
export async function answered(tx: Tx, personId: string, account: string, threadIds: readonly string[]): Promise<string[]> {
  if (threadIds.length === 0) return [];
  const theirs = and(eq(followUps.personId, personId), eq(followUps.account, account), eq(followUps.state, 'asked'));
  const rows = await tx
    .update(followUps)
    .set({ state: 'answered' })
    .where(and(theirs, inArray(followUps.threadId, [...threadIds])))
    .returning();
  return rows.map(({ actionId }) => actionId);
}

/** The person wants no more of them in the conversation of this one. False where there is none. */
export async function endFollowUps(tx: Tx, personId: string, actionId: string): Promise<boolean> {
  const rows = await tx
    .update(followUps)
    .set({ state: 'off' })
    .where(and(eq(followUps.personId, personId), eq(followUps.actionId, actionId)))
    .returning();
  return rows.length > 0;
}

/** The account's sent mail was looked through for this local day. */
export async function markLookedForSilence(tx: Tx, personId: string, account: string, day: Temporal.PlainDate): Promise<void> {
  await tx
    .update(mailWatches)
    .set({ followedUpOn: day.toString() })
    .where(and(eq(mailWatches.personId, personId), eq(mailWatches.account, account)));
}
