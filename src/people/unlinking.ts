import { and, eq, isNull } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { outbox } from '../db/schema/chat.ts';
import { identities } from '../db/schema/identities.ts';
import { chooseChannel, isReachedBy } from './channels.ts';
import type { Account } from './identities.ts';

/**
 * Takes an account away from the person: whoever writes from it is a stranger from now on. What waits to go out there takes the person's
 * other channel, or is dropped. Gives the account; undefined when it is none of theirs any more, or the terminal, which belongs to the
 * owner's machine. In the person's transaction.
 */
export async function unlink(tx: Tx, personId: string, accountId: string, now: Temporal.Instant): Promise<Account | undefined> {
  const own = and(eq(identities.personId, personId), eq(identities.id, accountId));
  const [account] = await tx.select().from(identities).where(own).for('update');
  if (!account || account.platform === 'terminal') return undefined;
  await tx.delete(identities).where(own);
  const { platform, chat } = account;
  // Threads and pages of a conversation go along with it, unless they may belong to another account there.
  const parts = (await isReachedBy(tx, personId, platform)) ? eq(outbox.chat, chat) : undefined;
  const here = and(eq(outbox.personId, personId), isNull(outbox.actionId), eq(outbox.platform, platform), parts);
  const other = await chooseChannel(tx, personId);
  const moved = other && { platform: other.platform, chat: other.chat, arrived: [], attempts: 0, nextAt: now };
  await tx
    .update(outbox)
    .set(moved ?? { state: 'dropped' })
    .where(and(here, eq(outbox.state, 'queued')));
  // What was given up there must not come back to life when somebody else writes from it.
  await tx
    .update(outbox)
    .set({ state: 'dropped' })
    .where(and(here, eq(outbox.state, 'dead')));
  return account;
}
