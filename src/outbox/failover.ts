import { and, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { outbox } from '../db/schema/chat.ts';
import { isOwnChat, noteOutageTold, otherChannel, reached } from '../people/channels.ts';
import type { ChatAdapter, Platform } from '../ports/chat.ts';
import { type Address, type OutboxRow, storedMessage, wayOf } from './outbox.ts';

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
  await updateRow(tx, row, { ...anew(other, now), message });
  return true;
}

/**
 * The chat is none of the person's any more: the message goes to one that is, on whichever platform, and says nothing of its way, since
 * it was they who took the account away. Without one it is dropped.
 */
export async function moveFromUnlinked(
  { adapters }: { readonly adapters: ReadonlyMap<Platform, ChatAdapter> },
  tx: Tx,
  row: OutboxRow,
  now: Temporal.Instant,
): Promise<void> {
  const { tried, onlyInPlace } = wayOf(row.message);
  const mayTry = (platform: Platform) => adapters.has(platform) && !tried.includes(platform);
  const other = onlyInPlace ? undefined : await otherChannel(tx, row.personId, mayTry);
  await updateRow(tx, row, other ? anew(other, now) : { state: 'dropped' });
}

/** From its start, in another chat. */
function anew({ platform, chat }: Address, now: Temporal.Instant): Partial<OutboxRow> {
  return { platform, chat, arrived: [], attempts: 0, state: 'queued', nextAt: now, createdAt: now };
}

/** The line above a message that came another way. */
export function unreached(platforms: readonly Platform[]): string {
  return `_I could not reach you on ${platforms.join(' or ')}, so this comes here._`;
}

/** False for what was to be said to the person in a chat that is none of theirs any more. */
export async function isTheirs(tx: Tx, row: OutboxRow): Promise<boolean> {
  return row.actionId !== null || isOwnChat(tx, row);
}

/** Stores the change, and what has arrived. */
export async function updateRow(tx: Tx, row: OutboxRow, change: Partial<OutboxRow>): Promise<void> {
  await tx
    .update(outbox)
    .set({ arrived: row.arrived, ...change })
    .where(isRow(row));
}

/** The row is done, and its platform has taken a message again. */
export async function noteSent(tx: Tx, row: OutboxRow, sentAt: Temporal.Instant): Promise<void> {
  await tx.with(reached(tx, row)).update(outbox).set({ arrived: row.arrived, state: 'sent', sentAt }).where(isRow(row));
}

function isRow({ seq, personId }: OutboxRow) {
  return and(eq(outbox.seq, seq), eq(outbox.personId, personId));
}
