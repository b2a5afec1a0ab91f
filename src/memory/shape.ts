import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { claims, episodes, facts } from '../db/schema/memory.ts';
import { AppError } from '../ground/errors.ts';
import { endedAt, type Standing } from './ending.ts';
import { hasMany } from './extract/claim.ts';
import { saveFact } from './facts.ts';
import { forgottenSchema, hide } from './forgetting.ts';
import { held } from './held.ts';
import { shortId } from './recall-line.ts';
import { learn, lockSlots, storeClaims, workOut } from './slots/learn.ts';

/** How rows were kept before, so that it can be restored. */
export const keptSchema = z.array(
  z.object({
    table: z.enum(['facts', 'episodes', 'claims']),
    id: z.uuid(),
    class: z.enum(['session', 'long', 'pinned']),
    expiresAt: z.iso.datetime().nullable(),
  }),
);
export type Kept = z.infer<typeof keptSchema>;

export interface Keeping {
  readonly class: 'long' | 'pinned';
  /** Null for good. */
  readonly expiresAt: Temporal.Instant | null;
}

const TABLES = { facts, episodes, claims };

/**
 * Keeps an item in this way from now on, and ends its messages with it where nothing else came from them; undefined when it is kept so
 * already. Rejects with `not-found`.
 */
export async function keepItem(tx: Tx, personId: string, item: string, keeping: Keeping): Promise<Kept | undefined> {
  const { claim, fact } = await itemOf(tx, personId, item);
  const told = claim ? await saidOf(tx, personId, claim.slot) : [fact];
  const itself = new Set(told.map(({ id }) => id));
  const before = await standing(tx, personId, [...new Set(told.map(({ source }) => source))]);
  const ended = endedAt(before, itself, keeping.expiresAt?.toString() ?? null);
  const after = ended.map((row) => (itself.has(row.id) ? { ...row, class: keeping.class } : row));
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  // What this does not touch is not put back either: another press may have changed it by then.
  const isTouched = ({ table, id }: Standing, place: number) =>
    table === 'episodes' || itself.has(id) || before[place]?.expiresAt !== after[place]?.expiresAt;
  await restoreKept(tx, personId, after.filter(isTouched));
  return keptSchema.parse(before.filter(isTouched));
}

/** Puts back how rows were kept. */
export async function restoreKept(tx: Tx, personId: string, kept: Kept): Promise<void> {
  for (const { table, id, expiresAt, ...row } of kept) {
    const change = { class: row.class, expiresAt: expiresAt === null ? null : Temporal.Instant.from(expiresAt) };
    await tx
      .update(TABLES[table])
      .set(change)
      .where(and(eq(TABLES[table].personId, personId), eq(TABLES[table].id, id)));
  }
  const ids = kept.filter(({ table }) => table === 'claims').map(({ id }) => id);
  if (ids.length === 0) return;
  const theirs = and(eq(claims.personId, personId), inArray(claims.id, ids));
  const touched = await tx.selectDistinct({ slot: claims.slot }).from(claims).where(theirs);
  await workOut(
    tx,
    personId,
    touched.map(({ slot }) => slot),
  );
}

export const correctedSchema = z.object({
  /** What the correction brought. */
  claims: z.array(z.uuid()),
  fact: z.uuid().optional(),
  /** The note that it took the place of. */
  old: forgottenSchema.optional(),
});
export type Corrected = z.infer<typeof correctedSchema>;

interface Correction {
  readonly item: string;
  readonly value: string;
  readonly source: string;
  /** IANA. */
  readonly zone: string;
  readonly now: Temporal.Instant;
}

/** Sets right what an item says: what it said before was wrong, and stays known as that. Rejects with `not-found`. */
export async function correctItem(tx: Tx, personId: string, correction: Correction): Promise<Corrected> {
  const { item, value, source, zone, now } = correction;
  await lockSlots(tx, personId);
  const { claim, fact } = await itemOf(tx, personId, item);
  if (!claim) {
    // With the sentence that asked for it, which would say the old one for ever.
    const old = await hide(tx, personId, await held(tx, personId, { item: shortId('fact', fact.id) }, zone), now);
    const saved = await saveFact(tx, { personId, text: value, trust: 'owner', source, recordedAt: now });
    await learn(tx, { personId, own: value, trust: 'owner', source, zone, now });
    return { claims: await claimsFrom(tx, personId, source), old, ...(saved.isNew && { fact: saved.id }) };
  }
  const { subject, attribute } = claim;
  const about = { subject, attribute, quote: `${subject === 'me' ? 'my' : `${subject}'s`} ${attribute}: ${value}` };
  const told = { personId, trust: 'owner' as const, source, zone, now };
  const read = hasMany(attribute)
    ? [
        { ...about, value: claim.value, how: 'wrong' as const },
        { ...about, value, how: 'set' as const },
      ]
    : [{ ...about, value, how: 'correct' as const }];
  await storeClaims(tx, told, read);
  return { claims: await claimsFrom(tx, personId, source) };
}

/** What an item says now. Rejects with `not-found`. */
export async function statementOf(tx: Tx, personId: string, item: string): Promise<string> {
  const { claim, fact } = await itemOf(tx, personId, item);
  return claim ? `${claim.subject === 'me' ? 'my' : `${claim.subject}'s`} ${claim.attribute}: ${claim.value}` : fact.text;
}

async function claimsFrom(tx: Tx, personId: string, source: string): Promise<string[]> {
  const standing = and(eq(claims.personId, personId), eq(claims.source, source), isNull(claims.forgottenAt));
  const rows = await tx.select({ id: claims.id }).from(claims).where(standing);
  return rows.map(({ id }) => id);
}

type Item =
  | { readonly claim: typeof claims.$inferSelect; readonly fact: undefined }
  | { readonly claim: undefined; readonly fact: typeof facts.$inferSelect };

async function itemOf(tx: Tx, personId: string, item: string): Promise<Item> {
  const [, kind, start = ''] = /^(slot|fact):([0-9a-f]{8})/i.exec(item.trim()) ?? [];
  const begins = (id: SQL) => sql`left(${id}::text, 8) = ${start.toLowerCase()}`;
  if (kind === 'slot') {
    const theirs = and(eq(claims.personId, personId), isNull(claims.forgottenAt), begins(sql`${claims.id}`));
    const [claim] = await tx.select().from(claims).where(theirs);
    if (claim) return { claim, fact: undefined };
  }
  if (kind === 'fact') {
    const theirs = and(eq(facts.personId, personId), isNull(facts.forgottenAt), begins(sql`${facts.id}`));
    const [fact] = await tx.select().from(facts).where(theirs);
    if (fact) return { claim: undefined, fact };
  }
  throw new AppError('not-found', 'I remember nothing under this id. /memory shows what there is.');
}

function saidOf(tx: Tx, personId: string, slot: string): Promise<{ id: string; source: string }[]> {
  const said = and(eq(claims.personId, personId), eq(claims.slot, slot), isNull(claims.forgottenAt));
  return tx.select({ id: claims.id, source: claims.source }).from(claims).where(said);
}

/** All that came from these messages and is not forgotten. */
async function standing(tx: Tx, personId: string, sources: readonly string[]): Promise<Standing[]> {
  const texts = { facts: facts.text, episodes: episodes.text, claims: claims.quote };
  const all: Standing[] = [];
  for (const name of ['facts', 'episodes', 'claims'] as const) {
    const { id, source, class: kept, expiresAt, personId: owner, forgottenAt } = TABLES[name];
    const rows = await tx
      .select({ id, source, text: texts[name], class: kept, expiresAt })
      .from(TABLES[name])
      .where(and(eq(owner, personId), isNull(forgottenAt), inArray(source, [...sources])));
    all.push(...rows.map((row) => ({ ...row, table: name, expiresAt: row.expiresAt?.toString() ?? null })));
  }
  return all;
}
