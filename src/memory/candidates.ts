import { type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { vectors } from '../db/schema/memory.ts';
import { anyOf, LOOSE } from './postings.ts';
import type { Standing } from './word-evidence.ts';

/** Which memories a search may look at: one person's, and forgotten ones never. */
export interface Scope {
  readonly personId: string;
  /** Ids of episodes that the prompt already holds. */
  readonly exclude: readonly string[];
  /** True to look also at what came from outside. */
  readonly includeOutside: boolean;
}

/** A vector, and the model whose vectors it can be compared with. */
export interface Meaning {
  readonly model: string;
  readonly vector: readonly number[];
}

/** Something of the person's memory that may bear on a question. */
export interface Memory {
  readonly kind: 'fact' | 'episode';
  readonly id: string;
  /** Cut after some thousand characters. */
  readonly text: string;
  readonly speaker: 'person' | 'assistant' | 'outside';
  readonly tainted: boolean;
  /** The inbox or outbox key it came from. */
  readonly source: string;
  readonly at: Temporal.Instant;
  /** Where its words are packed; absent when they are not. */
  readonly standing: Standing | undefined;
  /** Cosine of its vector with the question's; absent when it has none. */
  readonly similarity: number | undefined;
}

/** The different stems of a text, without stop words, cut as the column `words` is. */
export async function stemsOf(tx: Tx, text: string): Promise<string[]> {
  const { rows } = await tx.execute(sql`select tsvector_to_array(to_tsvector('english', ${text})) as stems`);
  return stemsRow.parse(rows)[0].stems;
}

/** The memories of these ids and those that stand there in the postings, as far as the scope reaches. */
export async function readMemories(
  tx: Tx,
  { ids, standings, meaning }: { ids: readonly string[]; standings: readonly Standing[]; meaning: Meaning | undefined },
  scope: Scope,
): Promise<Memory[]> {
  const packed = standings.filter(({ segment }) => segment !== LOOSE);
  // The lateral joins look up one memory at a time: a plain join let the planner, which has no statistics of a young table, pair all with all.
  const { rows } = await tx.execute(sql`
    with chosen as materialized (
      select memory.* from unnest(${sql.param(ids)}::uuid[]) as wanted (id)
      cross join lateral (select * from (${memories(scope)}) as memory where memory.id = wanted.id limit 1) as memory
      union
      select memory.* from unnest(${sql.param(packed.map(({ segment }) => segment))}::int[], ${sql.param(packed.map(({ place }) => place))}::smallint[]) as wanted (segment, place)
      cross join lateral (
        select * from (${memories(scope)}) as memory where memory.segment = wanted.segment and memory.place = wanted.place limit 1
      ) as memory
    )
    select kind, id, left(text, ${LONGEST_TEXT}) as text, source, (extract(epoch from at) * 1000000)::bigint as at, tainted, speaker, segment, place, ${similarity(scope.personId, meaning)} as similarity
    from chosen`);
  return memoryRows.parse(rows).map(toMemory);
}

/** The parts of these texts around any of the stems, by id. */
export async function excerptsOf(
  tx: Tx,
  personId: string,
  ids: readonly string[],
  stems: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const scope: Scope = { personId, exclude: [], includeOutside: true };
  const { rows } = await tx.execute(sql`
    select id, ts_headline('english', text, ${anyOf(stems)}::tsquery, ${EXCERPT}) as text
    from (${memories(scope)}) as memory where id = any(${sql.param(ids)}::uuid[])`);
  return new Map(
    z
      .array(z.object({ id: z.string(), text: z.string() }))
      .parse(rows)
      .map(({ id, text }) => [id, text]),
  );
}

const LONGEST_TEXT = 2_000;
const EXCERPT = 'MaxFragments=2,MaxWords=40,MinWords=20,StartSel="",StopSel="",FragmentDelimiter=" ... "';

/** Facts and episodes in one shape. */
export function memories({ personId, exclude, includeOutside }: Scope): SQL {
  return sql`
    select 'fact' as kind, id, text, source, recorded_at as at, trust = 'outside' as tainted,
      case trust when 'owner' then 'person' else trust end as speaker, segment, place
    from facts where person_id = ${personId} and forgotten_at is null and duplicate_of is null and (${includeOutside} or trust <> 'outside')
    union all
    select 'episode', id, text, source, at, tainted, role, segment, place
    from episodes where person_id = ${personId} and forgotten_at is null and (${includeOutside} or not tainted)
      and id <> all(${sql.param(exclude)}::uuid[])`;
}

/** Vectors are of length 1, so the inner product is the cosine; for the zero vector of a text without known words it is 0. */
function similarity(personId: string, meaning: Meaning | undefined): SQL {
  if (!meaning) return sql`null::float`;
  const { model, vector } = meaning;
  return sql`(select -(embedding <#> ${sql.param(vector, vectors.embedding)}::vector) from vectors
    where person_id = ${personId} and item = chosen.id and model = ${model} and vector_dims(embedding) = ${vector.length})`;
}

/** Made once: to make a schema takes longer than to use it. */
const stemsRow = z.tuple([z.object({ stems: z.array(z.string()) })]);

const memoryRow = z.object({
  kind: z.enum(['fact', 'episode']),
  id: z.string(),
  text: z.string(),
  source: z.string(),
  speaker: z.enum(['person', 'assistant', 'outside']),
  tainted: z.boolean(),
  /** Microseconds, which are read in a fraction of the time that a date takes. */
  at: z.string().transform((micros) => Temporal.Instant.fromEpochNanoseconds(BigInt(micros) * 1_000n)),
  segment: z.number().nullable(),
  place: z.number().nullable(),
  similarity: z.number().nullable(),
});

const memoryRows = z.array(memoryRow);

function toMemory({ segment, place, similarity, ...memory }: z.infer<typeof memoryRow>): Memory {
  const standing = segment === null || place === null ? undefined : { segment, place };
  return { ...memory, standing, similarity: similarity ?? undefined };
}
