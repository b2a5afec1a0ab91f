import { and, eq, inArray, isNull, ne, notInArray, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { episodes, facts, vectors } from '../db/schema/memory.ts';

export interface Unembedded {
  readonly id: string;
  readonly kind: 'fact' | 'episode';
  readonly text: string;
}

/** Up to `limit` memories of this person without a vector of this model, the newest first: what was just said is asked for first. */
export async function unembedded(
  tx: Tx,
  personId: string,
  model: string,
  limit: number,
  skip: readonly string[],
): Promise<Unembedded[]> {
  const skipped = sql.param(skip);
  const embedded = embeddedBy(tx, model, personId);
  const someFacts = await tx
    .select({ id: facts.id, kind: sql<'fact'>`'fact'`, text: facts.text })
    .from(facts)
    .where(
      and(
        eq(facts.personId, personId),
        isNull(facts.forgottenAt),
        sql`${facts.id} <> all(${skipped}::uuid[])`,
        notInArray(facts.id, embedded),
      ),
    )
    .orderBy(sql`${facts.recordedAt} desc`)
    .limit(limit);
  const someEpisodes = await tx
    .select({ id: episodes.id, kind: sql<'episode'>`'episode'`, text: episodes.text })
    .from(episodes)
    .where(
      and(
        eq(episodes.personId, personId),
        isNull(episodes.forgottenAt),
        sql`${episodes.id} <> all(${skipped}::uuid[])`,
        notInArray(episodes.id, embedded),
      ),
    )
    .orderBy(sql`${episodes.seq} desc`)
    .limit(limit - someFacts.length);
  return [...someFacts, ...someEpisodes];
}

/** Persons who have such memories, in the system's transaction. */
export async function personsWithUnembedded(tx: Tx, model: string): Promise<string[]> {
  const embedded = embeddedBy(tx, model);
  const withFacts = tx
    .select({ personId: facts.personId })
    .from(facts)
    .where(and(isNull(facts.forgottenAt), notInArray(facts.id, embedded)));
  const withEpisodes = tx
    .select({ personId: episodes.personId })
    .from(episodes)
    .where(and(isNull(episodes.forgottenAt), notInArray(episodes.id, embedded)));
  const found = await withFacts.union(withEpisodes);
  return found.map(({ personId }) => personId);
}

/** Stores these vectors, leaving out memories that were erased meanwhile; an erasing that comes now waits, and takes the vectors along. */
export async function storeVectors(
  tx: Tx,
  personId: string,
  model: string,
  embedded: readonly { readonly memory: Unembedded; readonly vector: readonly number[] }[],
): Promise<void> {
  const ids = embedded.map(({ memory }) => memory.id);
  const stillFacts = await tx
    .select({ id: facts.id })
    .from(facts)
    .where(and(eq(facts.personId, personId), inArray(facts.id, ids)))
    .for('key share');
  const stillEpisodes = await tx
    .select({ id: episodes.id })
    .from(episodes)
    .where(and(eq(episodes.personId, personId), inArray(episodes.id, ids)))
    .for('key share');
  const still = new Set([...stillFacts, ...stillEpisodes].map(({ id }) => id));
  const rows = embedded
    .filter(({ memory }) => still.has(memory.id))
    .map(({ memory, vector }) => ({ personId, item: memory.id, itemKind: memory.kind, model, embedding: vector }));
  if (rows.length > 0) await tx.insert(vectors).values(rows).onConflictDoNothing();
}

/** Drops the vectors of other models, once every memory has one of this model. */
export async function dropOtherModels(tx: Tx, personId: string, model: string): Promise<void> {
  await tx.delete(vectors).where(and(eq(vectors.personId, personId), ne(vectors.model, model)));
}

/**
 * What has a vector of this model; without a person, everybody's. Used with `not in`, since Postgres hashes that once, whatever it
 * believes of a young table's size; `not exists` paired every row with every row.
 */
function embeddedBy(tx: Tx, model: string, personId?: string) {
  const theirs = personId === undefined ? undefined : eq(vectors.personId, personId);
  return tx
    .select({ item: vectors.item })
    .from(vectors)
    .where(and(theirs, eq(vectors.model, model)));
}
