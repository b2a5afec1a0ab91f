import { and, count, eq, gt, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { strangers } from '../db/schema/people.ts';
import type { IncomingMessage } from '../ports/chat.ts';
import { shownName } from './chosen-name.ts';
import { ownChat } from './identities.ts';

// All of this is for the owner's transaction. No text of a stranger comes in here.

export type Stranger = typeof strangers.$inferSelect;

export async function findStranger(
  tx: Tx,
  { platform, user }: Pick<IncomingMessage, 'platform' | 'user'>,
): Promise<Stranger | undefined> {
  const [row] = await tx
    .select()
    .from(strangers)
    .where(and(eq(strangers.platform, platform), eq(strangers.userId, user.id)));
  return row;
}

/** Holds the row of a pairing request until the transaction ends. */
export async function strangerById(tx: Tx, id: string): Promise<Stranger | undefined> {
  const [row] = await tx.select().from(strangers).where(eq(strangers.id, id)).for('update');
  return row;
}

/** Counts one more message and holds the row until the transaction ends. */
export async function noteAttempt(tx: Tx, message: IncomingMessage): Promise<Stranger> {
  const { platform, user } = message;
  const seen = { chat: ownChat(message), name: shownName(user.name ?? '') };
  const [row] = await tx
    .insert(strangers)
    .values({ platform, userId: user.id, ...seen })
    .onConflictDoUpdate({
      target: [strangers.platform, strangers.userId],
      set: { ...seen, attempts: sql`${strangers.attempts} + 1` },
    })
    .returning();
  if (!row) throw new Error('the table of strangers took no row');
  return row;
}

/** Counts one more wrong token; the count starts anew 24 hours after its first. */
export async function noteGuess(tx: Tx, stranger: Stranger, now: Temporal.Instant): Promise<void> {
  const guesses = guessesOf(stranger, now);
  await updateStranger(tx, stranger.id, guesses === 0 ? { guesses: 1, guessesSince: now } : { guesses: guesses + 1 });
}

/** Wrong tokens within the 24 hours that began with the first of them. */
export function guessesOf({ guesses, guessesSince }: Stranger, now: Temporal.Instant): number {
  return lessThanDayAgo(guessesSince, now) ? guesses : 0;
}

export function lessThanDayAgo(then: Temporal.Instant | null, now: Temporal.Instant): boolean {
  return then !== null && Temporal.Instant.compare(then.add({ hours: 24 }), now) > 0;
}

export async function updateStranger(tx: Tx, id: string, change: Partial<Stranger>): Promise<void> {
  await tx.update(strangers).set(change).where(eq(strangers.id, id));
}

export async function forgetStranger(tx: Tx, id: string): Promise<void> {
  await tx.delete(strangers).where(eq(strangers.id, id));
}

/** How many pairing requests went to the operator since then. */
export async function askedSince(tx: Tx, since: Temporal.Instant): Promise<number> {
  const [row] = await tx.select({ asked: count() }).from(strangers).where(gt(strangers.askedAt, since));
  return row?.asked ?? 0;
}
