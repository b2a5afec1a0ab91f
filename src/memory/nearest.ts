import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { vectors } from '../db/schema/memory.ts';
import { type Meaning, memories, type Scope } from './candidates.ts';

/** What lies nearest to a question, and how its likenesses to all of this person's memories are spread. */
export interface FoundByMeaning {
  readonly ids: readonly string[];
  readonly spread: { readonly mean: number; readonly deviation: number; readonly count: number };
}

/** The memories whose vectors of this model are nearest to the question's: an exact scan of this person's. */
export async function findNearest(tx: Tx, { model, vector }: Meaning, scope: Scope, limit: number): Promise<FoundByMeaning> {
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
  const found = z.array(nearestRow).parse(rows);
  const { mean = 0, deviation = 0, count = 0 } = found[0] ?? {};
  return { ids: found.map(({ id }) => id), spread: { mean, deviation, count } };
}

const nearestRow = z.object({ id: z.string(), mean: z.number(), deviation: z.number(), count: z.number() });
