import { and, eq, gt, inArray, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { claims, episodes, facts, vectors } from '../db/schema/memory.ts';
import { notices } from '../db/schema/news.ts';
import { eraseAsides, hidBy } from './asides.ts';
import { blankAction, blankAnswers, blankLooks, blankMessages, blankRecitals, blankTurns, keysOfTurns } from './blank.ts';
import { cutEnded, keepShortened } from './cut-ended.ts';
import { cutRetold } from './cut-retold.ts';
import { erasedText } from './erased.ts';
import { eraseExports, eraseFiles } from './forget-files.ts';
import { asideIds, type Forgotten, HOURS_TO_UNDO } from './forgetting.ts';
import { forgetRulings } from './graph/work-out-graph.ts';
import { consolidateAnew } from './night/consolidate.ts';
import { unpack } from './postings.ts';
import { shortId } from './recall-line.ts';
import { eraseClaims, hideClaims } from './slots/forget-claims.ts';
import { workOut } from './slots/learn.ts';

/** Persons who have something whose time is over, in the system's transaction. */
export async function personsWithExpired(tx: Tx, now: Temporal.Instant): Promise<string[]> {
  const found = new Set<string>();
  for (const table of [facts, episodes, claims]) {
    const over = await tx.selectDistinct({ id: table.personId }).from(table).where(lte(table.expiresAt, now));
    for (const { id } of over) found.add(id);
  }
  return [...found];
}

/** Erases at once whatever these turns, set off by the messages of these keys, have left in memory and where it came from. */
export async function eraseTurns(
  tx: Tx,
  personId: string,
  { turnIds, keys }: { readonly turnIds: readonly string[]; readonly keys: readonly string[] },
  now: Temporal.Instant,
): Promise<void> {
  const forgottenAt = now.subtract({ hours: HOURS_TO_UNDO });
  const said = and(eq(episodes.personId, personId), inArray(episodes.turnId, [...turnIds]));
  await tx.update(episodes).set({ forgottenAt }).where(said);
  const saved = and(eq(facts.personId, personId), inArray(facts.source, [...keys]));
  await tx.update(facts).set({ forgottenAt }).where(saved);
  await hideClaims(tx, personId, keys, now);
  const stated = and(eq(claims.personId, personId), inArray(claims.source, [...keys]));
  await tx.update(claims).set({ forgottenAt }).where(stated);
  await eraseExpired(tx, personId, now);
  const answers = [...turnIds.flatMap((id) => [`turn:${id}`, `slow:${id}`]), ...keys.map((key) => `command:${key}`)];
  await blankMessages(tx, personId, [...keys, ...answers]);
  await blankTurns(tx, personId, turnIds);
  await blankLooks(tx, personId, keys);
}

/**
 * Deletes what has expired, and what was forgotten longer ago than it can be brought back, with its vectors, and blanks its text where it
 * came from: the messages in and out, the steps of its turn, the ledger. Returns how many memories, messages and looks went. A repeat finds
 * nothing more. In that person's transaction.
 */
export async function eraseExpired(tx: Tx, personId: string, now: Temporal.Instant): Promise<number> {
  const cutoff = now.subtract({ hours: HOURS_TO_UNDO });
  await hideExpired(tx, personId, now, cutoff);
  await cutRetold(tx, personId, await saidBy(tx, personId, cutoff), cutoff);
  await unpack(tx, personId, await overdue(tx, personId, cutoff));
  const goneFacts = await tx
    .delete(facts)
    .where(and(eq(facts.personId, personId), lte(facts.forgottenAt, cutoff)))
    .returning({ id: facts.id, source: facts.source });
  const goneEpisodes = await tx
    .delete(episodes)
    .where(and(eq(episodes.personId, personId), lte(episodes.forgottenAt, cutoff)))
    .returning({ id: episodes.id, source: episodes.source, turnId: episodes.turnId });
  const stated = await eraseClaims(tx, personId, cutoff);
  if (stated.length > 0) await forgetRulings(tx, personId);
  const gone = [...goneFacts, ...goneEpisodes];
  if (gone.length > 0) {
    await tx.delete(vectors).where(and(eq(vectors.personId, personId), inArray(vectors.item, ids(gone))));
    await blankTurns(tx, personId, [...new Set(goneEpisodes.flatMap(({ turnId }) => turnId ?? []))]);
  }
  const goneFiles = await eraseFiles(tx, personId, cutoff);
  const forgettings = await pastForgettings(tx, personId, cutoff);
  const asides = forgettings.flatMap(({ hid }) => (hid ? asideIds(hid.asides) : [])).length;
  if (gone.length + stated.length + goneFiles.ids.length + asides > 0) await eraseExports(tx, personId);
  const sources = await keysOfTurns(tx, personId, [...[...gone, ...stated].map(({ source }) => source), ...goneFiles.keys]);
  await blankMessages(tx, personId, sources);
  const shortened = await keepShortened(tx, personId, sources);
  const shown = [
    ...ids(goneFacts).map(asFact),
    ...ids([...goneEpisodes, ...shortened]).map(asEpisode),
    ...ids(stated).map(asSlot),
    ...goneFiles.ids.map(asFile),
  ];
  await blankRecitals(tx, personId, shown);
  await blankTurns(tx, personId, [...new Set(shortened.flatMap(({ turnId }) => turnId ?? []))]);
  await dropNews(tx, personId, shown);
  await blankForgettings(tx, personId, forgettings, now);
  if (sources.length > 0) await consolidateAnew(tx, personId, now);
  return gone.length + asides;
}

/** What has expired is forgotten, and no day is left to undo that. What else the same message said has an end of its own, or none, and stays. */
async function hideExpired(tx: Tx, personId: string, now: Temporal.Instant, cutoff: Temporal.Instant): Promise<void> {
  const spoken = and(eq(episodes.personId, personId), lte(episodes.expiresAt, now), isLater(episodes.forgottenAt, cutoff));
  await tx.update(episodes).set({ forgottenAt: cutoff }).where(spoken);
  const noted = and(eq(facts.personId, personId), lte(facts.expiresAt, now), isLater(facts.forgottenAt, cutoff));
  const notes = await tx
    .update(facts)
    .set({ forgottenAt: cutoff })
    .where(noted)
    .returning({ source: facts.source, quote: facts.text });
  const over = and(eq(claims.personId, personId), lte(claims.expiresAt, now), isLater(claims.forgottenAt, cutoff));
  const { slot, source, quote } = claims;
  const gone = await tx.update(claims).set({ forgottenAt: cutoff }).where(over).returning({ slot, source, quote });
  await workOut(tx, personId, [...new Set(gone.map((claim) => claim.slot))]);
  await cutEnded(tx, personId, [...notes, ...gone], cutoff);
}

/** What is about to be erased, in so many words. */
async function saidBy(tx: Tx, personId: string, cutoff: Temporal.Instant): Promise<string[]> {
  const notes = await tx
    .select({ text: facts.text })
    .from(facts)
    .where(and(eq(facts.personId, personId), lte(facts.forgottenAt, cutoff)));
  const stated = await tx
    .select({ text: claims.quote })
    .from(claims)
    .where(and(eq(claims.personId, personId), lte(claims.forgottenAt, cutoff)));
  return [...notes, ...stated].map(({ text }) => text);
}

function isLater(
  column: typeof facts.forgottenAt | typeof episodes.forgottenAt | typeof claims.forgottenAt,
  cutoff: Temporal.Instant,
): SQL | undefined {
  return or(isNull(column), gt(column, cutoff));
}

/** What is forgotten that long, yet stands in the postings: it was packed in the moment it was forgotten. */
async function overdue(tx: Tx, personId: string, cutoff: Temporal.Instant): Promise<string[]> {
  const packedFacts = await tx
    .select({ id: facts.id })
    .from(facts)
    .where(and(eq(facts.personId, personId), lte(facts.forgottenAt, cutoff), isNotNull(facts.segment)));
  const packedEpisodes = await tx
    .select({ id: episodes.id })
    .from(episodes)
    .where(and(eq(episodes.personId, personId), lte(episodes.forgottenAt, cutoff), isNotNull(episodes.segment)));
  return ids([...packedFacts, ...packedEpisodes]);
}

interface Forgetting {
  readonly id: string;
  readonly origin: string;
  /** What it hid, unless that was brought back. */
  readonly hid: Forgotten | undefined;
}

/** Of what was undone nothing is to go but the words of the command. */
async function pastForgettings(tx: Tx, personId: string, cutoff: Temporal.Instant): Promise<Forgetting[]> {
  const past = and(
    eq(actions.personId, personId),
    inArray(actions.kind, ['memory_forget', 'memory_names']),
    inArray(actions.state, ['done', 'undone']),
    lte(actions.createdAt, cutoff),
    sql`(${actions.args} <> '{}' or ${actions.input} <> '{}')`,
  );
  const rows = await tx
    .select({ id: actions.id, origin: actions.origin, state: actions.state, undo: actions.undo })
    .from(actions)
    .where(past);
  return rows.map(({ id, origin, state, undo }) => ({ id, origin, hid: state === 'done' ? hidBy(undo) : undefined }));
}

/**
 * What became no memory and was forgotten with such. And the words of a `/forget` are what the person wants gone: its message and its ledger
 * row lose them too. So do names that were ruled on. What stays in the row is the receipt.
 */
async function blankForgettings(tx: Tx, personId: string, past: readonly Forgetting[], now: Temporal.Instant): Promise<void> {
  if (past.length === 0) return;
  for (const { id, hid } of past) {
    if (hid) await eraseAsides(tx, personId, hid.asides);
    const left = { ...blankAction, outcome: hid ? erasedText(hid, now) : null };
    await tx
      .update(actions)
      .set(left)
      .where(and(eq(actions.personId, personId), eq(actions.id, id)));
  }
  await blankAnswers(tx, personId, ids(past));
  await blankMessages(
    tx,
    personId,
    past.map(({ origin }) => origin),
  );
}

/** What was to be said of it is said no more. */
async function dropNews(tx: Tx, personId: string, shown: readonly string[]): Promise<void> {
  if (shown.length === 0) return;
  const ofThem = or(inArray(notices.source, [...shown]), sql`${notices.restsOn} ?| ${sql.param(shown)}::text[]`);
  await tx.delete(notices).where(and(eq(notices.personId, personId), ofThem));
}

const asFact = (id: string) => shortId('fact', id);
const asEpisode = (id: string) => shortId('episode', id);
const asSlot = (id: string) => shortId('slot', id);
const asFile = (id: string) => `file:${id}`;

function ids(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
