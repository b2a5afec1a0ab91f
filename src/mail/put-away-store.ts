import { and, eq, gte, inArray, isNull } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { arrivedMails } from '../db/schema/mail.ts';
import type { ArrivedMail } from './watch-store.ts';

/** What came in since then of which the rules are sure, and which was neither put away nor asked about yet. */
export async function toPutAway(tx: Tx, personId: string, account: string, since: Temporal.Instant): Promise<ArrivedMail[]> {
  const theirs = and(eq(arrivedMails.personId, personId), eq(arrivedMails.account, account));
  const open = and(eq(arrivedMails.isSure, true), isNull(arrivedMails.putAwayAt), gte(arrivedMails.seenAt, since));
  return tx.select().from(arrivedMails).where(and(theirs, open));
}

export async function markPutAway(tx: Tx, personId: string, ids: readonly string[], now: Temporal.Instant): Promise<void> {
  await tx
    .update(arrivedMails)
    .set({ putAwayAt: now })
    .where(and(eq(arrivedMails.personId, personId), inArray(arrivedMails.id, [...ids])));
}

/** The ids under which the mails with these Message-IDs are kept here, by Message-ID. */
export async function idsOf(
  tx: Tx,
  personId: string,
  account: string,
  messageIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const theirs = and(eq(arrivedMails.personId, personId), eq(arrivedMails.account, account));
  const rows = await tx
    .select({ key: arrivedMails.key, id: arrivedMails.id })
    .from(arrivedMails)
    .where(and(theirs, inArray(arrivedMails.key, [...messageIds])));
  return new Map(rows.map(({ key, id }) => [key, id]));
}
