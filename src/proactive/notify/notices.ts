import { and, asc, desc, eq, gte, inArray, ne, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { type NewsKind, notices, type Urgency } from '../../db/schema/news.ts';
import type { OutgoingMessage } from '../../ports/chat.ts';

/** Something that the person is to hear of without having asked. */
export interface News {
  readonly personId: string;
  /** The same key is the same piece of news: `mail:urgent:4711`. */
  readonly key: string;
  readonly kind: NewsKind;
  readonly urgency: Urgency;
  /** One line of plain text, as it stands among others. */
  readonly text: string;
  /** What is said when it comes by itself; without it, the line. */
  readonly message?: OutgoingMessage;
  /** Where it comes from, for /why: `mail:4711`. */
  readonly source: string;
  /** What else it rests on, for /why. */
  readonly restsOn?: readonly string[];
  /** True when words from outside stand inside. */
  readonly tainted: boolean;
  /** From then on it is of no use, as for a meeting that has begun. */
  readonly staleAt?: Temporal.Instant;
}

export type Notice = typeof notices.$inferSelect;

/** Undefined when this key is known already. */
export async function addNotice(tx: Tx, news: News, now: Temporal.Instant): Promise<Notice | undefined> {
  const text = news.text.replaceAll(/\s+/g, ' ').trim();
  const [row] = await tx
    .insert(notices)
    .values({
      ...news,
      text,
      message: news.message ?? null,
      restsOn: [...(news.restsOn ?? [])],
      staleAt: news.staleAt ?? null,
      createdAt: now,
    })
    .onConflictDoNothing()
    .returning();
  return row;
}

/** Which of these keys the person was told of, or will be. */
export async function toldOf(tx: Tx, personId: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await tx
    .select({ key: notices.key })
    .from(notices)
    .where(and(eq(notices.personId, personId), inArray(notices.key, [...keys]), ne(notices.state, 'dropped')));
  return new Set(rows.map(({ key }) => key));
}

/** The piece of news with this key. */
export async function noticeOf(tx: Tx, personId: string, key: string): Promise<Notice | undefined> {
  const [row] = await tx
    .select()
    .from(notices)
    .where(and(eq(notices.personId, personId), eq(notices.key, key)));
  return row;
}

/** The latest piece of news whose key begins so. */
export async function latestOf(tx: Tx, personId: string, beginning: string): Promise<Notice | undefined> {
  const [row] = await tx
    .select()
    .from(notices)
    .where(and(eq(notices.personId, personId), sql`starts_with(${notices.key}, ${beginning})`))
    .orderBy(desc(notices.seq))
    .limit(1);
  return row;
}

/** What nobody has told yet, the oldest first. */
export async function waitingNotices(tx: Tx, personId: string): Promise<Notice[]> {
  return tx
    .select()
    .from(notices)
    .where(and(eq(notices.personId, personId), eq(notices.state, 'waiting')))
    .orderBy(asc(notices.seq));
}

/** All there was since then, told or not, the newest first. */
export async function noticesSince(tx: Tx, personId: string, since: Temporal.Instant): Promise<Notice[]> {
  return tx
    .select()
    .from(notices)
    .where(and(eq(notices.personId, personId), gte(notices.createdAt, since)))
    .orderBy(desc(notices.seq));
}

/** They were said with the message of this key. */
export async function markSaid(tx: Tx, personId: string, seqs: readonly number[], saidWith: string): Promise<void> {
  if (seqs.length === 0) return;
  await tx
    .update(notices)
    .set({ state: 'said', saidWith })
    .where(and(eq(notices.personId, personId), inArray(notices.seq, [...seqs]), eq(notices.state, 'waiting')));
}

/** What it would have told is over before anybody was told. */
export async function dropUntold(tx: Tx, personId: string, key: string): Promise<void> {
  await tx
    .update(notices)
    .set({ state: 'dropped' })
    .where(and(eq(notices.personId, personId), eq(notices.key, key), eq(notices.state, 'waiting')));
}

/** It is known by another key from now on; the message that told it keeps its own. */
export async function renameNotice(tx: Tx, personId: string, key: string, to: string): Promise<void> {
  await tx
    .update(notices)
    .set({ key: to })
    .where(and(eq(notices.personId, personId), eq(notices.key, key)));
}

/** The person wants no news of this kind: it is kept for /news and never said by itself. */
export async function markDropped(tx: Tx, personId: string, seq: number): Promise<void> {
  await tx
    .update(notices)
    .set({ state: 'dropped' })
    .where(and(eq(notices.personId, personId), eq(notices.seq, seq)));
}
