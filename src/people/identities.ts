import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { identities } from '../db/schema/identities.ts';
import type { IncomingMessage, Platform } from '../ports/chat.ts';

// Who somebody is depends on the platform's id alone; a name is shown and never compared. All of this is for the owner's transaction.

/** A chat account with the direct conversation that belongs to it. */
export interface Identity {
  readonly platform: Platform;
  readonly userId: string;
  readonly chat: string;
  readonly name: string;
}

/**
 * Whose message this is, noting that the account takes messages and was heard of when this was written: not now, since what a platform
 * brings late may have followers that it has not brought yet. Undefined for a stranger.
 */
export async function recognise(tx: Tx, message: IncomingMessage, now: Temporal.Instant): Promise<string | undefined> {
  const { platform, user, direct } = message;
  const chat = ownChat(message);
  const heard = earlier(Temporal.Instant.from(message.sentAt), now);
  const [row] = await tx
    .update(identities)
    .set({
      lastSeenAt: sql`greatest(${identities.lastSeenAt}, ${heard.toString()}::timestamptz)`,
      ...(user.name !== undefined && { name: user.name }),
      ...(direct && { chat, deadSince: null }),
    })
    .where(account(platform, user.id))
    .returning({ personId: identities.personId });
  return row?.personId;
}

function earlier(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(one, other) < 0 ? one : other;
}

/** The direct conversation as a whole, where a message was written in a part of one. */
export function ownChat({ chat, inside }: Pick<IncomingMessage, 'chat' | 'inside'>): string {
  return inside ?? chat;
}

/** Whose account this is; undefined for a stranger. Notes nothing. */
export async function personOf(tx: Tx, platform: Platform, userId: string): Promise<string | undefined> {
  const [row] = await tx.select({ personId: identities.personId }).from(identities).where(account(platform, userId));
  return row?.personId;
}

/** Gives the account to this person; says whose it is, which is somebody else's when it was bound before. */
export async function bindIdentity(tx: Tx, personId: string, identity: Identity, now: Temporal.Instant): Promise<string> {
  await tx
    .insert(identities)
    .values({ ...identity, personId, lastSeenAt: now })
    .onConflictDoNothing();
  return (await personOf(tx, identity.platform, identity.userId)) ?? personId;
}

export type Account = typeof identities.$inferSelect;

/** The person's accounts, by platform. */
export async function accountsOf(tx: Tx, personId: string): Promise<Account[]> {
  const own = eq(identities.personId, personId);
  return tx.select().from(identities).where(own).orderBy(asc(identities.platform), asc(identities.userId));
}

/** True once the person can be reached outside the terminal. */
export async function hasPlatform(tx: Tx, personId: string): Promise<boolean> {
  const [row] = await tx
    .select({ userId: identities.userId })
    .from(identities)
    .where(and(eq(identities.personId, personId), ne(identities.platform, 'terminal')))
    .limit(1);
  return row !== undefined;
}

function account(platform: Platform, userId: string) {
  return and(eq(identities.platform, platform), eq(identities.userId, userId));
}
