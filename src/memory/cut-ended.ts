import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { claims, episodes, facts, vectors } from '../db/schema/memory.ts';
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
