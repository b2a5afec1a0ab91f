import { and, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { inbox } from '../db/schema/chat.ts';
import { identities } from '../db/schema/identities.ts';
import type { Platform } from '../ports/chat.ts';
import { load } from './profile-store.ts';

/** One direct conversation with a person. */
export interface Channel {
  readonly platform: Platform;
  readonly chat: string;
  /** False since the platform refuses our messages there. */
  readonly live: boolean;
  readonly lastSeenAt: Temporal.Instant;
}

/** Every direct conversation of the person, the most recently used first. */
export async function channelsOf(tx: Tx, personId: string): Promise<Channel[]> {
  const rows = await tx.select().from(identities).where(eq(identities.personId, personId));
  return rows
    .map(({ platform, chat, deadSince, lastSeenAt }) => ({ platform, chat, live: deadSince === null, lastSeenAt }))
    .sort((a, b) => Temporal.Instant.compare(b.lastSeenAt, a.lastSeenAt));
}

/** Where to speak to this person: undefined when no conversation takes messages. */
export async function chooseChannel(tx: Tx, personId: string): Promise<Channel | undefined> {
  const profile = await load(tx, personId);
  return preferred(await channelsOf(tx, personId), profile.settings.preferredChannel);
}

/** Where to speak among the platforms that may be tried. */
export async function otherChannel(
  tx: Tx,
  personId: string,
  mayTry: (platform: Platform) => boolean,
): Promise<Channel | undefined> {
  const channels = await channelsOf(tx, personId);
  return preferred(channels.filter(({ platform }) => mayTry(platform)));
}

/** Of channels in the order of their use: the wished one, else the latest, and the terminal only when nothing else lives. */
export function preferred(channels: readonly Channel[], wish?: Platform): Channel | undefined {
  const live = channels.filter((channel) => channel.live);
  return live.find(({ platform }) => platform === wish) ?? live.find(({ platform }) => platform !== 'terminal') ?? live[0];
}

interface Conversation {
  readonly personId: string;
  readonly platform: Platform;
  readonly chat: string;
}

/** The platform refuses our messages there. It counts as dead until the person writes from it, or the platform connects anew. */
export async function markDead(tx: Tx, here: Conversation, now: Temporal.Instant): Promise<void> {
  await tx
    .update(identities)
    .set({ deadSince: now })
    .where(and(account(here), eq(identities.chat, here.chat)));
}

/** True when the person has written on this platform after `at`, by our own clock. What they write until `tx` ends waits for it. */
export async function hasWrittenSince(tx: Tx, here: Account, at: Temporal.Instant): Promise<boolean> {
  await tx.select({ id: identities.id }).from(identities).where(account(here)).for('update');
  const since = and(eq(inbox.personId, here.personId), eq(inbox.platform, here.platform), gt(inbox.receivedAt, at));
  return (await tx.$count(inbox, since)) > 0;
}

type Account = Pick<Conversation, 'personId' | 'platform'>;

/** The person hears elsewhere that a message did not get through on this platform. True when that is news: not since the last one that did. */
export async function noteOutageTold(tx: Tx, here: Account, now: Temporal.Instant): Promise<boolean> {
  const told = await tx
    .update(identities)
    .set({ outageToldAt: now })
    .where(and(account(here), isNull(identities.outageToldAt)))
    .returning({ id: identities.id });
  return told.length > 0;
}

/** A message got through on this platform: a part of the statement that records it, since that is run for each message. */
export function reached(tx: Tx, here: Account) {
  const isNews = and(account(here), isNotNull(identities.outageToldAt));
  return tx.$with('reached').as(tx.update(identities).set({ outageToldAt: null }).where(isNews).returning({ id: identities.id }));
}

/** True while the chat is one that the person has by an account. */
export async function isOwnChat(tx: Tx, { personId, platform, chat }: Conversation): Promise<boolean> {
  const accounts = await tx.select().from(identities).where(account({ personId, platform }));
  return accounts.some((own) => isChatOf(own, chat));
}

/**
 * True for the account's direct conversation, a thread in it (`D1/1690000000.1`), and the page of the account itself (`home:U1`; a
 * platform's id may name the workspace before it, `T1:U1`).
 */
export function isChatOf(own: { readonly userId: string; readonly chat: string }, chat: string): boolean {
  return chat === own.chat || chat.startsWith(`${own.chat}/`) || chat === `home:${own.userId.split(':').at(-1)}`;
}

function account({ personId, platform }: Account) {
  return and(eq(identities.personId, personId), eq(identities.platform, platform));
}

/** The platform has connected: every conversation there gets another try. For the owner's transaction. */
export async function markAlive(tx: Tx, platform: Platform): Promise<void> {
  await tx.update(identities).set({ deadSince: null }).where(eq(identities.platform, platform));
}
