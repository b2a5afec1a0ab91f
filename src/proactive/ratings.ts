import { and, desc, eq, isNull, like, or } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Audit } from '../audit/audit.ts';
import type { Tx } from '../db/client.ts';
import { outbox } from '../db/schema/chat.ts';
import { type RatingReason, ratings } from '../db/schema/news.ts';

export type Rating = typeof ratings.$inferSelect;

/** Who says it of which message. */
export interface Rated {
  readonly personId: string;
  /** The key under which the message was said. */
  readonly item: string;
  /** `owner`, or `telegram:123456789 as delegate`. */
  readonly by: string;
}

export interface Verdict {
  readonly useful: boolean;
  readonly reason?: RatingReason | undefined;
}

/** What a rating may be about: news, briefs and reviews, by the keys under which they are said. */
const SAID_UNASKED = ['news:%', 'brief:%', 'brief-again:%', 'review:%', 'review-again:%'];

/** Keeps the verdict in the place of an earlier one, and puts it on record. */
export async function rate(
  tx: Tx,
  audit: Audit,
  rated: Rated,
  { useful, reason }: Verdict,
  now: Temporal.Instant,
): Promise<void> {
  const verdict = { useful, reason: reason ?? null, at: now };
  await tx
    .insert(ratings)
    .values({ ...rated, ...verdict })
    .onConflictDoUpdate({ target: [ratings.personId, ratings.item, ratings.by], set: verdict });
  await onRecord(tx, audit, rated, `rated ${verdictText(verdict)}`, now);
}

/** False when there was no verdict to take back. */
export async function takeBackRating(tx: Tx, audit: Audit, rated: Rated, now: Temporal.Instant): Promise<boolean> {
  const { personId, item, by } = rated;
  const gone = await tx
    .delete(ratings)
    .where(and(eq(ratings.personId, personId), eq(ratings.item, item), eq(ratings.by, by)))
    .returning({ item: ratings.item });
  if (gone.length > 0) await onRecord(tx, audit, rated, 'rating taken back', now);
  return gone.length > 0;
}

/** All that was said of a message, the oldest first. */
export async function ratingsOf(tx: Tx, personId: string, item: string): Promise<Rating[]> {
  return tx
    .select()
    .from(ratings)
    .where(and(eq(ratings.personId, personId), eq(ratings.item, item)))
    .orderBy(ratings.at);
}

/** The newest message that was said without having been asked for; undefined when there was none. */
export async function newestUnasked(tx: Tx, personId: string): Promise<string | undefined> {
  const unasked = or(...SAID_UNASKED.map((pattern) => like(outbox.key, pattern)));
  const [row] = await tx
    .select({ key: outbox.key })
    .from(outbox)
    .where(and(eq(outbox.personId, personId), isNull(outbox.edits), unasked))
    .orderBy(desc(outbox.seq))
    .limit(1);
  return row?.key;
}

/** `useful`, `not useful (too long)`. */
export function verdictText({ useful, reason }: { readonly useful: boolean; readonly reason: string | null }): string {
  return `${useful ? 'useful' : 'not useful'}${reason === null ? '' : ` (${reason})`}`;
}

function onRecord(tx: Tx, audit: Audit, { personId, item, by }: Rated, what: string, now: Temporal.Instant): Promise<unknown> {
  const action = by === 'owner' ? what : `${what} by ${by}`;
  return audit.record(tx, personId, [{ at: now, dataType: 'rating', access: 'write', action, ref: item }]);
}
