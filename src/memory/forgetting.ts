import { and, asc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { claims, episodes, facts } from '../db/schema/memory.ts';
import { AppError } from '../ground/errors.ts';
import { cutRetold, mend } from './cut-retold.ts';
import { markFiles } from './forget-files.ts';
import { consolidateAnew } from './night/consolidate.ts';
import { unpack } from './postings.ts';
import { bringBackClaims, hideClaims } from './slots/forget-claims.ts';

/** One forgetting: exactly what it hid, and when (ISO 8601 instant). */
export const forgottenSchema = z.object({
  facts: z.array(z.uuid()),
  episodes: z.array(z.uuid()),
  /** Statements that were taken from them. */
  claims: z.array(z.uuid()).default([]),
  files: z.array(z.uuid()).default([]),
  /** Answers that told it again, as they were before. */
  answers: z.array(z.object({ id: z.uuid(), text: z.string() })).default([]),
  at: z.iso.datetime(),
});
export type Forgotten = z.infer<typeof forgottenSchema>;

/** How long what is forgotten can be brought back, in hours; then `eraseExpired` takes it for good. */
export const HOURS_TO_UNDO = 24;

export interface Held {
  /** A claim stands for itself where the message that brought it left nothing else: a correction by command. */
  readonly kind: 'fact' | 'episode' | 'claim';
  readonly id: string;
  readonly text: string;
  /** The message it came from. */
  readonly source: string;
  readonly at: Temporal.Instant;
}

/** The facts, the episodes and the bare claims that hold all the words (stemmed), oldest first; none when these are all stop words. */
export async function holdingAll(tx: Tx, personId: string, words: string): Promise<Held[]> {
  const match = sql`words @@ plainto_tsquery('english', ${words})`;
  const said = sql`to_tsvector('english', ${claims.quote}) @@ plainto_tsquery('english', ${words})`;
  return among(tx, personId, { facts: match, episodes: match, claims: said });
}

/** What a memory must fulfil, by its table; undefined where any will do. */
export interface Conditions {
  readonly facts: SQL | undefined;
  readonly episodes: SQL | undefined;
  readonly claims: SQL | undefined;
}

/** The memories that fulfil these and are not forgotten, the facts first, each kind oldest first. */
export async function among(tx: Tx, personId: string, which: Conditions): Promise<Held[]> {
  const heldFacts = await tx
    .select({ kind: sql<'fact'>`'fact'`, id: facts.id, text: facts.text, source: facts.source, at: facts.recordedAt })
    .from(facts)
    .where(and(eq(facts.personId, personId), isNull(facts.forgottenAt), which.facts))
    .orderBy(asc(facts.recordedAt));
  const heldEpisodes = await tx
    .select({ kind: sql<'episode'>`'episode'`, id: episodes.id, text: episodes.text, source: episodes.source, at: episodes.at })
    .from(episodes)
    .where(and(eq(episodes.personId, personId), isNull(episodes.forgottenAt), which.episodes))
    .orderBy(asc(episodes.seq));
  return [...heldFacts, ...heldEpisodes, ...(await bareClaims(tx, personId, which.claims))];
}

/** Claims that came with no fact and no episode. */
function bareClaims(tx: Tx, personId: string, which: SQL | undefined): Promise<Held[]> {
  const bare = sql`not exists (select from ${facts} where ${facts.personId} = ${personId} and ${facts.source} = ${claims.source})
    and not exists (select from ${episodes} where ${episodes.personId} = ${personId} and ${episodes.source} = ${claims.source})`;
  return tx
    .select({ kind: sql<'claim'>`'claim'`, id: claims.id, text: claims.quote, source: claims.source, at: claims.recordedAt })
    .from(claims)
    .where(and(eq(claims.personId, personId), isNull(claims.forgottenAt), which, bare))
    .orderBy(asc(claims.seq));
}

/** Hides these from every recall at once; nothing that was made of them stays behind. */
export async function hide(
  tx: Tx,
  personId: string,
  held: readonly Held[],
  now: Temporal.Instant,
  files: readonly string[] = [],
): Promise<Forgotten> {
  const ids = (kind: Held['kind']) => held.filter((one) => one.kind === kind).map(({ id }) => id);
  const which = { facts: ids('fact'), episodes: ids('episode') };
  await mark(tx, personId, which, toMilliseconds(now));
  await unpack(tx, personId, [...which.facts, ...which.episodes]);
  const hidden = await hideClaims(tx, personId, [...new Set(held.map(({ source }) => source))], toMilliseconds(now));
  const notes = held.filter(({ kind }) => kind === 'fact').map(({ text }) => text);
  const stated = await tx
    .select({ quote: claims.quote })
    .from(claims)
    .where(and(eq(claims.personId, personId), inArray(claims.id, hidden)));
  const answers = await cutRetold(tx, personId, [...notes, ...stated.map(({ quote }) => quote)], toMilliseconds(now));
  await markFiles(tx, personId, files, toMilliseconds(now));
  await consolidateAnew(tx, personId, now);
  return { ...which, claims: hidden, files: [...files], answers, at: toMilliseconds(now).toString() };
}

/** Takes what a turn left out of every recall, and its statements back; the conversation sees it until then. */
export async function hideForSession(
  tx: Tx,
  personId: string,
  { turnId, keys }: { readonly turnId: string; readonly keys: readonly string[] },
  until: Temporal.Instant,
  now: Temporal.Instant,
): Promise<void> {
  const change = { class: 'session', expiresAt: until, forgottenAt: now } as const;
  const said = await tx
    .update(episodes)
    .set(change)
    .where(and(eq(episodes.personId, personId), eq(episodes.turnId, turnId)))
    .returning({ id: episodes.id });
  const saved = await tx
    .update(facts)
    .set(change)
    .where(and(eq(facts.personId, personId), inArray(facts.source, [...keys])))
    .returning({ id: facts.id });
  await unpack(
    tx,
    personId,
    [...said, ...saved].map(({ id }) => id),
  );
  await hideClaims(tx, personId, keys, now);
  await consolidateAnew(tx, personId, now);
}

/** Brings back exactly what one forgetting hid. Rejects with `invalid` when any of it is erased or was brought back before. */
export async function bringBack(tx: Tx, personId: string, forgotten: Forgotten): Promise<number> {
  const at = Temporal.Instant.from(forgotten.at);
  const backFacts = await tx
    .update(facts)
    .set({ forgottenAt: null })
    .where(and(eq(facts.personId, personId), inArray(facts.id, forgotten.facts), eq(facts.forgottenAt, at)))
    .returning({ id: facts.id });
  const backEpisodes = await tx
    .update(episodes)
    .set({ forgottenAt: null })
    .where(and(eq(episodes.personId, personId), inArray(episodes.id, forgotten.episodes), eq(episodes.forgottenAt, at)))
    .returning({ id: episodes.id });
  const back = backFacts.length + backEpisodes.length;
  if (back !== forgotten.facts.length + forgotten.episodes.length) {
    throw new AppError(
      'invalid',
      `This cannot be brought back any more: what is forgotten is erased for good after ${HOURS_TO_UNDO} hours.`,
    );
  }
  await bringBackClaims(tx, personId, at);
  await mend(tx, personId, forgotten.answers, at);
  await markFiles(tx, personId, forgotten.files, null);
  await consolidateAnew(tx, personId, at);
  return back;
}

async function mark(
  tx: Tx,
  personId: string,
  which: Pick<Forgotten, 'facts' | 'episodes'>,
  forgottenAt: Temporal.Instant,
): Promise<void> {
  await tx
    .update(facts)
    .set({ forgottenAt })
    .where(and(eq(facts.personId, personId), inArray(facts.id, which.facts)));
  await tx
    .update(episodes)
    .set({ forgottenAt })
    .where(and(eq(episodes.personId, personId), inArray(episodes.id, which.episodes)));
}

/** What Postgres keeps and JSON carries must be the same instant, so that the undo finds it again. */
function toMilliseconds(instant: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(instant.epochMilliseconds);
}
