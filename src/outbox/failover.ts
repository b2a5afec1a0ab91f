import { and, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../db/client.ts';
import { outbox } from '../db/schema/chat.ts';
import { isReachedBy, noteOutageTold, otherChannel } from '../people/channels.ts';
import type { ChatAdapter, Platform } from '../ports/chat.ts';
import { type OutboxRow, storedMessage, wayOf } from './outbox.ts';

/**
 * The message goes out again from its start on another channel of the person that lives, is connected, and was not tried before; the
 * first one of an outage says so. One to somebody else goes nowhere else. False when it stays where it is.
 */
export async function moveToOtherChannel(
  { adapters }: { readonly adapters: ReadonlyMap<Platform, ChatAdapter> },
  tx: Tx,
  row: OutboxRow,
  now: Temporal.Instant,
): Promise<boolean> {
  const way = wayOf(row.message);
  if (row.actionId !== null || way.onlyInPlace) return false;
  const tried = [...way.tried, row.platform];
  const other = await otherChannel(tx, row.personId, (platform) => adapters.has(platform) && !tried.includes(platform));
  if (!other) return false;
  const isNews = await noteOutageTold(tx, row, now);
  const telling = isNews ? [...way.telling, row.platform] : way.telling;
  const message = { ...storedMessage(row.message), tried, telling };
  const { platform, chat } = other;
  await updateRow(tx, row, { platform, chat, message, arrived: [], attempts: 0, state: 'queued', nextAt: now, createdAt: now });
  return true;
}

/** The line above a message that came another way. */
export function unreached(platforms: readonly Platform[]): string {
  return `_I could not reach you on ${platforms.join(' or ')}, so this comes here._`;
}

/** False for what was to be said to the person on a platform where they have no account any more. */
export async function isTheirs(db: Database, { personId, platform, actionId }: OutboxRow): Promise<boolean> {
  return actionId !== null || db.asPerson(personId, (tx) => isReachedBy(tx, personId, platform));
}

/** Stores the change, and what has arrived. */
export async function updateRow(tx: Tx, row: OutboxRow, change: Partial<OutboxRow>): Promise<void> {
  await tx
    .update(outbox)
    .set({ arrived: row.arrived, ...change })
    .where(and(eq(outbox.seq, row.seq), eq(outbox.personId, row.personId)));
}
