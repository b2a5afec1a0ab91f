import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { outbox } from '../db/schema/chat.ts';
import { identities, knownChats } from '../db/schema/identities.ts';
import { chooseChannel, isChatOf } from './channels.ts';
import type { Account } from './identities.ts';
import { endSharesOf } from './shares.ts';

/**
 * Takes an account away from the person: whoever writes from it is a stranger from now on, holds no role, and stands in nobody's address book. What
 * waits to go out there takes the person's other channel, or is dropped. Gives the account; undefined when it is none of theirs any
 * more, or the terminal, which belongs to the owner's machine. In the owner's transaction.
 */
export async function unlink(tx: Tx, personId: string, accountId: string, now: Temporal.Instant): Promise<Account | undefined> {
  const own = and(eq(identities.personId, personId), eq(identities.id, accountId));
  const [account] = await tx.select().from(identities).where(own).for('update');
  if (!account || account.platform === 'terminal') return undefined;
  const { platform, chat } = account;
  await tx.delete(identities).where(own);
  await endSharesOf(tx, account);
  await tx.delete(knownChats).where(and(eq(knownChats.platform, platform), eq(knownChats.chat, chat)));
  const left = await leftThere(tx, account);
  const other = await chooseChannel(tx, personId);
  const moved = other && { platform: other.platform, chat: other.chat, arrived: [], attempts: 0, nextAt: now };
  await tx
    .update(outbox)
    .set(moved ?? { state: 'dropped' })
    .where(and(left, eq(outbox.state, 'queued')));
  // What was given up there must not come back to life when somebody else writes from it.
  await tx
    .update(outbox)
    .set({ state: 'dropped' })
    .where(and(left, eq(outbox.state, 'dead')));
  return account;
}

/** What was to be said to the person in the account's chat, its threads or its page. */
async function leftThere(tx: Tx, account: Account) {
  const { personId, platform } = account;
  const there = and(eq(outbox.personId, personId), isNull(outbox.actionId), eq(outbox.platform, platform));
  const unsent = inArray(outbox.state, ['queued', 'dead']);
  const rows = await tx.select({ seq: outbox.seq, chat: outbox.chat }).from(outbox).where(and(there, unsent));
  return inArray(
    outbox.seq,
    rows.filter(({ chat }) => isChatOf(account, chat)).map(({ seq }) => seq),
  );
}
