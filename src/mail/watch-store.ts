import { and, asc, eq, gt, inArray, isNotNull, lt, lte, min } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { arrivedMails, mailSenders, mailWatches } from '../db/schema/mail.ts';
import type { Arrival } from './arrivals.ts';

export type ArrivedMail = typeof arrivedMails.$inferSelect;
export type Watch = typeof mailWatches.$inferSelect;

/** What the person has said about a sender. */
export type SenderWishes = Pick<typeof mailSenders.$inferSelect, 'isCalm' | 'isTrusted'>;

/** Longer than any account brings the same mail once more. */
const KEPT_DAYS = 90;

/** How far the account has been looked through; undefined before the first look. */
export async function watchOf(tx: Tx, personId: string, account: string): Promise<Watch | undefined> {
  const [row] = await tx
    .select()
    .from(mailWatches)
    .where(and(eq(mailWatches.personId, personId), eq(mailWatches.account, account)));
  return row;
}

/** When one of the person's accounts answered last. */
export async function lastLook(tx: Tx, personId: string): Promise<Temporal.Instant | undefined> {
  const [row] = await tx
    .select({ at: min(mailWatches.lookedAt) })
    .from(mailWatches)
    .where(eq(mailWatches.personId, personId));
  return row?.at ?? undefined;
}

export async function keepWatch(tx: Tx, watch: Omit<Watch, 'followedUpOn'>): Promise<void> {
  await tx
    .insert(mailWatches)
    .values(watch)
    .onConflictDoUpdate({ target: [mailWatches.personId, mailWatches.account], set: watch });
}

/** The accounts in which more came than one look takes, and how many are left there. */
export async function lookingThrough(tx: Tx, personId: string): Promise<Pick<Watch, 'account' | 'waiting'>[]> {
  return tx
    .select({ account: mailWatches.account, waiting: mailWatches.waiting })
    .from(mailWatches)
    .where(and(eq(mailWatches.personId, personId), gt(mailWatches.waiting, 0)))
    .orderBy(asc(mailWatches.account));
}

/** Those that were not known yet, each with its row. */
export async function addArrivals<T extends Arrival>(
  tx: Tx,
  owner: { readonly personId: string; readonly account: string },
  arrivals: readonly T[],
  now: Temporal.Instant,
): Promise<readonly { readonly row: ArrivedMail; readonly arrival: T }[]> {
  if (arrivals.length === 0) return [];
  await tx
    .delete(arrivedMails)
    .where(and(eq(arrivedMails.personId, owner.personId), lt(arrivedMails.seenAt, now.subtract({ hours: KEPT_DAYS * 24 }))));
  const rows = await tx
    .insert(arrivedMails)
    .values(
      arrivals.map(({ mail, category, because, isSure }) => ({
        ...owner,
        ...keysOf(mail),
        category,
        because,
        isSure,
        seenAt: now,
      })),
    )
    .onConflictDoNothing()
    .returning();
  return rows.flatMap((row) => {
    const arrival = arrivals.find(({ mail }) => mail.id === row.mailId);
    return arrival ? [{ row, arrival }] : [];
  });
}

/** By what a mail is known again: its Message-ID, or the server's handle where it has none. */
export function keyOf({ id, messageId }: Pick<Arrival['mail'], 'id' | 'messageId'>): string {
  return messageId || id;
}

function keysOf(mail: Arrival['mail']) {
  return { key: keyOf(mail), mailId: mail.id, sender: mail.from.address.toLowerCase() };
}

export async function arrivedById(tx: Tx, personId: string, id: string): Promise<ArrivedMail | undefined> {
  const [row] = await tx
    .select()
    .from(arrivedMails)
    .where(and(eq(arrivedMails.personId, personId), eq(arrivedMails.id, id)));
  return row;
}

export async function changeArrived(
  tx: Tx,
  { personId, id }: ArrivedMail,
  change: Partial<Pick<ArrivedMail, 'category' | 'because' | 'snoozedUntil'>>,
): Promise<void> {
  await tx
    .update(arrivedMails)
    .set(change)
    .where(and(eq(arrivedMails.personId, personId), eq(arrivedMails.id, id)));
}

/** It was told of once more, or needs not be; unless it was snoozed anew meanwhile. */
export async function wake(tx: Tx, { personId, id, snoozedUntil }: ArrivedMail): Promise<void> {
  if (snoozedUntil === null) return;
  await tx
    .update(arrivedMails)
    .set({ snoozedUntil: null })
    .where(and(eq(arrivedMails.personId, personId), eq(arrivedMails.id, id), eq(arrivedMails.snoozedUntil, snoozedUntil)));
}

/** Those that are to be told of once more by now. */
export async function awake(tx: Tx, personId: string, account: string, now: Temporal.Instant): Promise<ArrivedMail[]> {
  const theirs = and(eq(arrivedMails.personId, personId), eq(arrivedMails.account, account));
  return tx
    .select()
    .from(arrivedMails)
    .where(and(theirs, lte(arrivedMails.snoozedUntil, now)))
    .orderBy(asc(arrivedMails.snoozedUntil));
}

/** When the next one is to be told of once more. */
export async function nextAwake(tx: Tx, personId: string, account: string): Promise<Temporal.Instant | undefined> {
  const theirs = and(eq(arrivedMails.personId, personId), eq(arrivedMails.account, account));
  const [row] = await tx
    .select({ at: min(arrivedMails.snoozedUntil) })
    .from(arrivedMails)
    .where(and(theirs, isNotNull(arrivedMails.snoozedUntil)));
  return row?.at ?? undefined;
}

const NO_WISHES: SenderWishes = { isCalm: false, isTrusted: false };

/** Looks up what the person has said about these addresses. */
export async function wishesAbout(
  tx: Tx,
  personId: string,
  addresses: readonly string[],
): Promise<(address: string) => SenderWishes> {
  const among = [...new Set(addresses.map((address) => address.toLowerCase()))];
  const rows = await tx
    .select()
    .from(mailSenders)
    .where(and(eq(mailSenders.personId, personId), inArray(mailSenders.address, among)));
  const known = new Map(rows.map(({ personId: _, address, ...wishes }) => [address, wishes]));
  return (address) => known.get(address.toLowerCase()) ?? NO_WISHES;
}

/** `address` in lower case. */
export async function sayOfSender(tx: Tx, personId: string, address: string, wishes: Partial<SenderWishes>): Promise<void> {
  await tx
    .insert(mailSenders)
    .values({ personId, address, ...wishes })
    .onConflictDoUpdate({ target: [mailSenders.personId, mailSenders.address], set: wishes });
}
