import { createHash } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../db/client.ts';
import { type Meaning, memories, type Scope } from './memories.ts';

/** How a question's likenesses to all of this person's memories are spread. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
  readonly count: number;
}

/** Up to so many memories of a person all vectors are compared; above, an index finds nearly all of the nearest (pgvector's HNSW). */
export const COMPARE_ALL = 10_000;

export interface Extent {
  /** How many of the nearest. */
  readonly limit: number;
  /** How many memories the person has. */
  readonly total: number;
}

/**
 * Two tables for a statement that goes on with them: `nearest`, the memories whose vectors of this model are nearest to the question's, each
 * with its `similarity`, and `spread`.
 */
export function nearestTables(meaning: Meaning, scope: Scope, { limit, total }: Extent): SQL {
  const found = total > COMPARE_ALL ? byIndex(meaning, scope, limit) : byComparing(meaning, scope, limit);
  return sql`
    spread as materialized (
      select avg(similarity) as mean, stddev_pop(similarity) as deviation, count(*)::int as count
      from (${comparedWith(meaning, scope)} limit ${bare(SAMPLE)}) as likeness
    ),
    nearest as materialized (
      select memory.*, similarity from (${found}) as found
      cross join lateral (select * from (${memories(scope)}) as memory where memory.id = item limit 1) as memory
      limit ${bare(limit)}
    )`;
}

/** Vectors are of length 1, so the inner product is the cosine; for the zero vector of a text without known words it is 0. */
function comparedWith({ model, vector, dimensions }: Meaning, { personId }: Scope): SQL {
  return sql`select item, -(embedding <#> ${vector}::vector) as similarity
    from vectors where person_id = ${personId} and model = ${model} and vector_dims(embedding) = ${dimensions}`;
}

/** The spread of all is told well enough by so many. */
const SAMPLE = 1_000;

/** So many of the nearest are looked up for each that is wanted: some are forgotten, came from outside or stand in the prompt. */
const SPARE = { compared: 16, indexed: 3 };

/** Of what is compared anyway the best are picked without putting all in order. */
function byComparing(meaning: Meaning, scope: Scope, limit: number): SQL {
  return sql`${comparedWith(meaning, scope)} order by similarity desc limit ${bare(limit * SPARE.compared)}`;
}

function byIndex({ model, vector, dimensions }: Meaning, scope: Scope, limit: number): SQL {
  const length = bare(dimensions);
  const distance = sql`(embedding::vector(${length})) <#> ${vector}::vector(${length})`;
  return sql`select item, -(${distance}) as similarity from vectors
    where person_id = ${scope.personId} and model = ${literal(model)} order by ${distance} limit ${bare(limit * SPARE.indexed)}`;
}

/**
 * What is to be set in a statement before the one that looks into the index, and what in that one: both are empty texts. The choice is ours, not
 * the planner's, which would rather sort the vectors of one person, and start processes for a few hundred rows.
 */
export const INDEX_SETTINGS: { readonly before: SQL; readonly within: SQL } = {
  before: settings({
    'hnsw.iterative_scan': 'relaxed_order',
    'hnsw.ef_search': '100',
    enable_sort: 'off',
    jit: 'off',
    max_parallel_workers_per_gather: '0',
  }),
  within: settings({ enable_sort: 'on' }),
};

/** For the rest of the transaction. */
function settings(values: Readonly<Record<string, string>>): SQL {
  const each = Object.entries(values).map(([name, value]) => `set_config('${name}', '${value}', true)`);
  return sql.raw(`left(${each.join(' || ')}, 0)`);
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
      using hnsw ((embedding::vector(${bare(length)})) vector_ip_ops) where model = ${literal(model)}`),
  );
}

/** What HNSW takes of the type `vector`; longer ones are always compared with all. */
const LONGEST_INDEXED = 2_000;

/** In the text itself: one plan serves all questions where the planner knows how many rows are wanted. */
function bare(count: number): SQL {
  return sql.raw(String(count));
}

/** In the text itself, so that the planner sees that the index of this model serves. */
function literal(text: string): SQL {
  return sql.raw(`'${text.replaceAll("'", "''")}'`);
}
