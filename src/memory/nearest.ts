import { createHash } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database, Tx } from '../db/client.ts';
import { vectors } from '../db/schema/memory.ts';
import { type Meaning, memories, type Scope } from './candidates.ts';

/** What lies nearest to a question, and how its likenesses to all of this person's memories are spread. */
export interface FoundByMeaning {
  readonly ids: readonly string[];
  readonly spread: { readonly mean: number; readonly deviation: number; readonly count: number };
}

/** Up to so many memories of a person all vectors are compared; above, an index finds nearly all of the nearest (pgvector's HNSW). */
export const COMPARE_ALL = 10_000;

/** The memories whose vectors of this model are nearest to the question's, of a person who has `total` memories. */
export function findNearest(tx: Tx, meaning: Meaning, scope: Scope, { limit, total }: Extent): Promise<FoundByMeaning> {
  return total > COMPARE_ALL ? nearestByIndex(tx, meaning, scope, limit) : nearestOfAll(tx, meaning, scope, limit);
}

interface Extent {
  readonly limit: number;
  readonly total: number;
}

/**
 * Makes the index of this model's vectors, once this person has enough of them. On a server it holds up nobody who
 * reads, and vectors are written in the background only; the embedded database does one thing at a time, so there everybody waits while
 * it is made, once a model. Every model needs one of its own, since an index has one length of vectors.
 */
export async function indexWhenMany(db: Database, personId: string, model: string): Promise<void> {
  const length = await db.asPerson(personId, async (tx) => {
    const { rows } = await tx.execute(sql`
      select count(*)::int as count, max(length) as length
      from (
        select vector_dims(embedding) as length from vectors where person_id = ${personId} and model = ${model} limit ${COMPARE_ALL + 1}
      ) as enough`);
    const { count, length } = z.tuple([z.object({ count: z.number(), length: z.number().nullable() })]).parse(rows)[0];
    return count > COMPARE_ALL ? length : null;
  });
  if (length === null || length > LONGEST_INDEXED) return;
  const name = `vectors_near_${createHash('sha256').update(`${model} ${length}`).digest('hex').slice(0, 16)}`;
  await db.asSystem((tx) =>
    tx.execute(sql`create index if not exists ${sql.identifier(name)} on vectors
      using hnsw ((embedding::vector(${sql.raw(String(length))})) vector_ip_ops) where model = ${literal(model)}`),
  );
}

/** What HNSW takes of the type `vector`; longer ones are always compared with all. */
const LONGEST_INDEXED = 2_000;

async function nearestOfAll(tx: Tx, { model, vector }: Meaning, scope: Scope, limit: number): Promise<FoundByMeaning> {
  // Vectors are of length 1, so the inner product is the cosine; for the zero vector of a text without known words it is 0.
  const { rows } = await tx.execute(sql`
    with likeness as materialized (
      select item, -(embedding <#> ${sql.param(vector, vectors.embedding)}::vector) as similarity
      from vectors where person_id = ${scope.personId} and model = ${model} and vector_dims(embedding) = ${vector.length}
    ),
    spread as materialized (select avg(similarity) as mean, stddev_pop(similarity) as deviation, count(*)::int as count from likeness),
    nearest as (
      select id
      from (select * from likeness order by similarity desc) as likeness
      cross join lateral (select id from (${memories(scope)}) as memory where id = item limit 1) as memory
      limit ${limit}
    )
    select id, mean, deviation, count from nearest, spread`);
  return toFound(rows);
}

/** So many of the nearest are looked up for each that is wanted: some are forgotten, came from outside or stand in the prompt. */
const SPARE = 3;
/** The spread of all is told well enough by so many. */
const SAMPLE = 500;

async function nearestByIndex(tx: Tx, { model, vector }: Meaning, scope: Scope, limit: number): Promise<FoundByMeaning> {
  const length = sql.raw(String(vector.length));
  const distance = sql`(embedding::vector(${length})) <#> ${sql.param(vector, vectors.embedding)}::vector(${length})`;
  // The choice is ours, not the planner's, which would rather sort the vectors of one person, and start processes for a few hundred rows.
  await tx.execute(sql`select set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '100', true),
    set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
    set_config('max_parallel_workers_per_gather', '0', true)`);
  const near = await tx.execute(sql`
    select item as id from vectors where person_id = ${scope.personId} and model = ${literal(model)}
    order by ${distance} limit ${limit * SPARE}`);
  await tx.execute(sql`select set_config('enable_sort', 'on', true), set_config('enable_seqscan', 'on', true)`);
  const ids = nearIds.parse(near.rows);
  const { rows } = await tx.execute(sql`
    with likeness as materialized (
      select -(embedding <#> ${sql.param(vector, vectors.embedding)}::vector) as similarity
      from vectors where person_id = ${scope.personId} and model = ${model} and vector_dims(embedding) = ${vector.length} limit ${SAMPLE}
    )
    select memory.id, mean, deviation, count
    from (select avg(similarity) as mean, stddev_pop(similarity) as deviation, count(*)::int as count from likeness) as spread,
      unnest(${sql.param(ids.map(({ id }) => id))}::uuid[]) as wanted (id)
      cross join lateral (select id from (${memories(scope)}) as memory where memory.id = wanted.id limit 1) as memory
    limit ${limit}`);
  return toFound(rows);
}

/** In the text itself, so that the planner sees that the index of this model serves. */
function literal(text: string): SQL {
  return sql.raw(`'${text.replaceAll("'", "''")}'`);
}

function toFound(rows: unknown): FoundByMeaning {
  const found = nearestRows.parse(rows);
  const { mean = 0, deviation = 0, count = 0 } = found[0] ?? {};
  return { ids: found.map(({ id }) => id), spread: { mean, deviation, count } };
}

const nearestRow = z.object({ id: z.string(), mean: z.number(), deviation: z.number(), count: z.number() });
const nearestRows = z.array(nearestRow);
const nearIds = z.array(z.object({ id: z.string() }));
