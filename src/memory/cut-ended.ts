import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { inbox, turnSteps } from '../db/schema/chat.ts';
import { claims, episodes, facts, vectors } from '../db/schema/memory.ts';
import type { Held } from './forgetting.ts';
import { unpack } from './postings.ts';

/** What said something that has ended: a sentence or a note, and the message it stood in. */
interface Ended {
  readonly source: string;
  readonly quote: string;
}

/**
 * Cuts these sentences out of what stays of their messages for what else they say, so that no search finds them. One that states something
 * else as well goes with the last of it. A memory that is nothing without them is forgotten at that moment.
 */
export async function cutEnded(tx: Tx, personId: string, ended: readonly Ended[], forgottenAt: Temporal.Instant): Promise<void> {
  if (ended.length === 0) return;
  const sources = [...new Set(ended.map(({ source }) => source))];
  const still = await tx
    .select({ source: claims.source, quote: claims.quote })
    .from(claims)
    .where(and(eq(claims.personId, personId), inArray(claims.source, sources), isNull(claims.forgottenAt)));
  const states = (one: Ended, { source, quote }: Ended) => source === one.source && one.quote.includes(quote);
  const over = ended.filter((one) => !still.some((claim) => states(one, claim)));
  for (const table of [facts, episodes]) {
    const rows = await tx
      .select({ id: table.id, text: table.text, source: table.source })
      .from(table)
      .where(and(eq(table.personId, personId), inArray(table.source, sources), isNull(table.forgottenAt)));
    for (const { id, text, source } of rows) {
      const quotes = over.filter((one) => one.source === source).map(({ quote }) => quote);
      const left = withoutSentences(text, quotes);
      if (left !== text) await shorten(tx, personId, table, id, left, forgottenAt);
    }
  }
}

/** Leaves of each of these memories what is to stay of it. Returns them as they were before. */
export async function cutForgotten(
  tx: Tx,
  personId: string,
  held: readonly Held[],
  forgottenAt: Temporal.Instant,
): Promise<{ id: string; text: string }[]> {
  const cut: { id: string; text: string }[] = [];
  for (const { kind, id, text, left } of held) {
    if (left === undefined) continue;
    await shorten(tx, personId, kind === 'fact' ? facts : episodes, id, left, forgottenAt);
    cut.push({ id, text });
  }
  const itself = and(
    eq(episodes.personId, personId),
    inArray(
      episodes.id,
      cut.map(({ id }) => id),
    ),
  );
  const turnsOf = tx.select({ id: episodes.turnId }).from(episodes).where(itself);
  // They serve a turn that was interrupted; this one has ended.
  await tx.delete(turnSteps).where(and(eq(turnSteps.personId, personId), inArray(turnSteps.turnId, turnsOf)));
  return cut;
}

/**
 * Where a message stays in memory while something that it said is erased, what came in says from now on what stayed of it. Returns those
 * that stay.
 */
export async function keepShortened(
  tx: Tx,
  personId: string,
  sources: readonly string[],
): Promise<{ id: string; turnId: string | null }[]> {
  const stays = await tx
    .select({ id: episodes.id, turnId: episodes.turnId, text: episodes.text, source: episodes.source })
    .from(episodes)
    .where(and(eq(episodes.personId, personId), inArray(episodes.source, [...sources]), isNull(episodes.forgottenAt)));
  for (const { text, source } of stays) {
    await tx
      .update(inbox)
      .set({ payload: sql`${inbox.payload} || jsonb_build_object('text', ${text}::text)` })
      .where(and(eq(inbox.personId, personId), eq(inbox.key, source), eq(inbox.state, 'done')));
  }
  return stays;
}

/** Leaves a memory with this text alone, or forgets it at that moment where that is nothing. */
export async function shorten(
  tx: Tx,
  personId: string,
  table: typeof facts | typeof episodes,
  id: string,
  left: string,
  forgottenAt: Temporal.Instant,
): Promise<void> {
  await unpack(tx, personId, [id]);
  await tx
    .update(table)
    .set(left === '' ? { forgottenAt } : { text: left })
    .where(and(eq(table.personId, personId), eq(table.id, id)));
  await tx.delete(vectors).where(and(eq(vectors.personId, personId), eq(vectors.item, id)));
}

/** A text without these sentences, wherever they stand in it as a whole. */
export function withoutSentences(text: string, sentences: readonly string[]): string {
  let left = text;
  for (const sentence of sentences) {
    const literal = sentence.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    const whole = new RegExp(`(?<=^|[.!?;\\n]\\s*)${literal}(?:(?<=[.!?])\\s+|\\s*(?:\\n|;\\s|$))`, 'giu');
    left = left.replaceAll(whole, '');
  }
  return left === text ? text : left.trim();
}
