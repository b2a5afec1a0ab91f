import { and, asc, eq, gt } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { invites } from '../db/schema/identities.ts';
import type { IncomingMessage } from '../ports/chat.ts';
import type { TypedAccount } from './account-id.ts';
import { shownName } from './chosen-name.ts';
import { bindIdentity, personOf } from './identities.ts';
import { introduce } from './known-chats.ts';
import { createPerson } from './persons.ts';
import { findStranger, forgetStranger } from './stranger-store.ts';

const GOOD_FOR_HOURS = 14 * 24;

/**
 * The operator expects this account for 14 days. Says until when; undefined when it belongs to somebody here already. Again, the days
 * begin anew. For the owner's transaction.
 */
export async function invite(
  tx: Tx,
  operator: string,
  { platform, userId }: TypedAccount,
  now: Temporal.Instant,
): Promise<Temporal.Instant | undefined> {
  if ((await personOf(tx, platform, userId)) !== undefined) return undefined;
  await tx
    .insert(invites)
    .values({ platform, userId, personId: operator, createdAt: now })
    .onConflictDoUpdate({ target: [invites.platform, invites.userId], set: { personId: operator, createdAt: now } });
  return now.add({ hours: GOOD_FOR_HOURS });
}

export interface OpenInvite extends TypedAccount {
  readonly endsAt: Temporal.Instant;
}

/** Whom the operator still expects, the earliest first. */
export async function openInvites(tx: Tx, operator: string, now: Temporal.Instant): Promise<OpenInvite[]> {
  const rows = await tx
    .select()
    .from(invites)
    .where(and(eq(invites.personId, operator), isOpen(now)))
    .orderBy(asc(invites.createdAt));
  return rows.map(({ platform, userId, createdAt }) => ({ platform, userId, endsAt: createdAt.add({ hours: GOOD_FOR_HOURS }) }));
}

/** The account is expected no more; false when it was not. */
export async function takeBackInvite(tx: Tx, operator: string, account: TypedAccount, now: Temporal.Instant): Promise<boolean> {
  const which = and(eq(invites.personId, operator), isFor(account));
  const gone = await tx.delete(invites).where(which).returning({ createdAt: invites.createdAt });
  return gone.some(({ createdAt }) => createdAt.epochMilliseconds > earliestOpen(now).epochMilliseconds);
}

/**
 * Lets an expected account in at its first private message: a person with an assistant of their own. Gives the person; undefined for an
 * account that nobody expects. The invitation is used up. For the owner's transaction.
 */
export async function admitInvited(
  tx: Tx,
  message: IncomingMessage,
  zone: string,
  now: Temporal.Instant,
): Promise<string | undefined> {
  const { platform, user, chat, inside, direct } = message;
  if (!direct) return undefined;
  const [row] = await tx
    .delete(invites)
    .where(and(isFor({ platform, userId: user.id }), isOpen(now)))
    .returning({ operator: invites.personId });
  if (!row) return undefined;
  const name = shownName(user.name ?? '');
  const personId = await createPerson(tx, { zone, name, operator: false }, now);
  const own = inside ?? chat;
  await bindIdentity(tx, personId, { platform, userId: user.id, chat: own, name }, now);
  await introduce(tx, row.operator, { personId, platform, chat: own }, now);
  const stranger = await findStranger(tx, message);
  if (stranger) await forgetStranger(tx, stranger.id);
  return personId;
}

function isFor({ platform, userId }: TypedAccount) {
  return and(eq(invites.platform, platform), eq(invites.userId, userId));
}

function isOpen(now: Temporal.Instant) {
  return gt(invites.createdAt, earliestOpen(now));
}

function earliestOpen(now: Temporal.Instant): Temporal.Instant {
  return now.subtract({ hours: GOOD_FOR_HOURS });
}
