import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { identities } from '../db/schema/identities.ts';
import { storableJson, storableText } from '../db/storable.ts';
import { earlier } from '../ground/instants.ts';
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
 * Whose messages these are, noting that the accounts take messages and were heard of when these were written: not now, since what a
 * platform brings late may have followers that it has not brought yet. Undefined for a stranger.
 */
export async function recognise(
  tx: Tx,
  messages: readonly IncomingMessage[],
  now: Temporal.Instant,
): Promise<(string | undefined)[]> {
  const { rows } = await tx.execute(sql`
    update identities set
      last_seen_at = greatest(last_seen_at, heard.at),
      name = coalesce(heard.name, identities.name),
      chat = coalesce(heard.chat, identities.chat),
      dead_since = case when heard.chat is null then dead_since end
    from jsonb_to_recordset(${JSON.stringify(storableJson(heardOf(messages, now)))}::jsonb)
      as heard (platform text, account text, name text, chat text, at timestamptz)
    where identities.platform = heard.platform and user_id = heard.account
    returning identities.platform || ' ' || user_id as key, person_id as "personId"`);
  const owners = new Map(
    z
      .array(owned)
      .parse(rows)
      .map(({ key, personId }) => [key, personId]),
  );
  return messages.map((message) => owners.get(keyOf(message)));
}

const owned = z.object({ key: z.string(), personId: z.string() });

interface Heard {
  readonly platform: Platform;
  readonly account: string;
  readonly name?: string;
  /** The direct conversation, where one was written in. */
  readonly chat?: string;
  readonly at: Temporal.Instant;
}

/** One of each account: an update changes each row once. Of the rest the latest counts. */
function heardOf(messages: readonly IncomingMessage[], now: Temporal.Instant): Heard[] {
  const heard = new Map<string, Heard>();
  for (const message of messages) {
    const { platform, user, direct, sentAt } = message;
    const before = heard.get(keyOf(message));
    const at = earlier(Temporal.Instant.from(sentAt), now);
    heard.set(keyOf(message), {
      ...before,
      platform,
      account: user.id,
      ...(user.name !== undefined && { name: user.name }),
      ...(direct && { chat: ownChat(message) }),
      at: before && earlier(before.at, at) === at ? before.at : at,
    });
  }
  return [...heard.values()];
}

function keyOf({ platform, user }: IncomingMessage): string {
  return `${platform} ${storableText(user.id)}`;
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
