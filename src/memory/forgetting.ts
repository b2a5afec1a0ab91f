import { and, asc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { claims, episodes, facts } from '../db/schema/memory.ts';
import { AppError } from '../ground/errors.ts';
import { dropSteps } from './blank.ts';
import { cutForgotten } from './cut-ended.ts';
import { cutRetold, mend } from './cut-retold.ts';
import { markFiles } from './forget-files.ts';
import { consolidateAnew } from './night/consolidate.ts';
import { unpack } from './postings.ts';
import { eachOnce, standsIn } from './said-by.ts';
import { bringBackClaims, hideClaims, hideClaimsById } from './slots/forget-claims.ts';
import { wordMatch } from './word-match.ts';

/**
 * What was written or looked for and became no memory: messages of a turn that was stopped or failed, or that no turn took up, words typed
 * in commands, and looks of whatever kind.
 */
const asidesSchema = z.object({
  /** Inbox keys. */
  messages: z.array(z.string()),
  /** Ids in the ledger. */
  looks: z.array(z.uuid()),
});
export type Asides = z.infer<typeof asidesSchema>;

/** One forgetting: exactly what it hid, and when (ISO 8601 instant). */
export const forgottenSchema = z.object({
  facts: z.array(z.uuid()),
  episodes: z.array(z.uuid()),
  /** Statements that were taken from them. */
  claims: z.array(z.uuid()).default([]),
  files: z.array(z.uuid()).default([]),
  asides: asidesSchema.default({ messages: [], looks: [] }),
  /** Answers that told it again, as they were before. */
  answers: z.array(z.object({ id: z.uuid(), text: z.string() })).default([]),
  /** The person's own messages and notes that lost a sentence and stay for what else they say, as they were before. */
  cut: z.array(z.object({ id: z.uuid(), text: z.string() })).default([]),
  /** Notes and statements whose sentences these were. */
  cutFor: z.array(z.uuid()).default([]),
  at: z.iso.datetime(),
});
export type Forgotten = z.infer<typeof forgottenSchema>;

/** What no backup may bring back: ids, and those whose sentences are to be cut out of a message that comes back whole. */
export function buriedOf({ facts, episodes, claims, files, asides, cutFor }: Forgotten): string[] {
  return [...facts, ...episodes, ...claims, ...files, ...asideIds(asides), ...cutFor.map(asCut)];
}

export function asideIds({ messages, looks }: Asides): string[] {
  return [...messages.map((key) => `message:${key}`), ...looks.map((id) => `look:${id}`)];
}

/** How it is buried that the sentence of a note or a statement is to be cut. */
export function asCut(id: string): string {
  return `cut:${id}`;
}

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
  /** What is to stay of it; absent where nothing is. */
  readonly left?: string;
  /** The sentences that say what is to be forgotten, where other statements of its message stay. */
  readonly quotes?: readonly string[];
}

/** The facts, the episodes and the bare claims that hold all the words, oldest first; none when these are all stop words and no name. */
export async function holdingAll(tx: Tx, personId: string, words: string): Promise<Held[]> {
  const { all } = await wordMatch(tx, words);
  return among(tx, personId, {
    facts: all(sql`words`, sql`${facts.text}`),
    episodes: all(sql`words`, sql`${episodes.text}`),
    claims: all(sql`to_tsvector('english', ${claims.quote})`, sql`${claims.quote}`),
  });
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
  which: readonly Held[],
  now: Temporal.Instant,
  { files = [], asides = { messages: [], looks: [] } }: { readonly files?: readonly string[]; readonly asides?: Asides } = {},
): Promise<Forgotten> {
  const held = eachOnce(which);
  const at = toMilliseconds(now);
  const ids = (kind: Held['kind']) => held.filter((one) => one.kind === kind && one.left === undefined).map(({ id }) => id);
  const whole = { facts: ids('fact'), episodes: ids('episode') };
  await mark(tx, personId, whole, at);
  await unpack(tx, personId, [...whole.facts, ...whole.episodes]);
  const cut = await cutForgotten(tx, personId, held, at);
  const hidden = await hideStatements(tx, personId, held, at);
  const notes = held.filter(({ kind }) => kind === 'fact').map(({ text }) => text);
  const stated = await tx
    .select({ quote: claims.quote })
    .from(claims)
    .where(and(eq(claims.personId, personId), inArray(claims.id, hidden)));
  const answers = await cutRetold(tx, personId, [...notes, ...stated.map(({ quote }) => quote)], at);
  await markFiles(tx, personId, files, at);
  await dropSteps(tx, personId);
  await consolidateAnew(tx, personId, now);
  const cutFor = cut.length === 0 ? [] : [...whole.facts, ...hidden];
  return { ...whole, claims: hidden, files: [...files], asides, answers, cut, cutFor, at: at.toString() };
}

/** Of a message that stays for what else it says, only what its sentences state. */
async function hideStatements(tx: Tx, personId: string, held: readonly Held[], at: Temporal.Instant): Promise<string[]> {
  const whole = new Set(held.filter(({ quotes }) => quotes === undefined).map(({ source }) => source));
  const inPart = held.filter(({ source }) => !whole.has(source));
  const sources = [...new Set(inPart.map(({ source }) => source))];
  const said = await tx
    .select({ id: claims.id, source: claims.source, quote: claims.quote })
    .from(claims)
    .where(and(eq(claims.personId, personId), inArray(claims.source, sources), isNull(claims.forgottenAt)));
  const quotesOf = (source: string) => inPart.flatMap((one) => (one.source === source ? (one.quotes ?? []) : []));
  const ids = said.filter(({ source, quote }) => standsIn(quote, quotesOf(source))).map(({ id }) => id);
  await hideClaimsById(tx, personId, ids, at);
  return [...(await hideClaims(tx, personId, [...whole], at)), ...ids];
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
  await mend(tx, personId, [...forgotten.answers, ...forgotten.cut], at);
  await markFiles(tx, personId, forgotten.files, null);
  await consolidateAnew(tx, personId, at);
  return back + forgotten.cut.length;
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
