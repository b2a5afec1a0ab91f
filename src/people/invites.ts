import { and, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { invites } from '../db/schema/identities.ts';
import type { IncomingMessage, Platform } from '../ports/chat.ts';
import { bindIdentity, personOf } from './identities.ts';
import { introduce } from './known-chats.ts';
import { createPerson } from './persons.ts';
import { findStranger, forgetStranger, shownName } from './stranger-store.ts';

interface Invited {
  readonly platform: Platform;
  readonly userId: string;
}

/** The operator expects this account; false when it belongs to somebody here already. Again, it changes nothing. For the owner's transaction. */
export async function invite(tx: Tx, operator: string, { platform, userId }: Invited, now: Temporal.Instant): Promise<boolean> {
  if ((await personOf(tx, platform, userId)) !== undefined) return false;
  await tx.insert(invites).values({ platform, userId, personId: operator, createdAt: now }).onConflictDoNothing();
  return true;
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
    .where(and(eq(invites.platform, platform), eq(invites.userId, user.id)))
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
