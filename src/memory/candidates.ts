import { type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { vectors } from '../db/schema/memory.ts';
import type { Candidate, Question } from './rank.ts';

/** Which memories a search may look at: one person's, and forgotten ones never. */
export interface Scope {
  readonly personId: string;
  /** Ids of episodes that the prompt already holds. */
  readonly exclude: readonly string[];
  /** True to look also at what came from outside. */
  readonly includeOutside: boolean;
}

/** The different stems of a text, without stop words, cut as the column `words` is. */
export async function stemsOf(tx: Tx, text: string): Promise<string[]> {
  const { rows } = await tx.execute(sql`select tsvector_to_array(to_tsvector('english', ${text})) as stems`);
  return z.tuple([z.object({ stems: z.array(z.string()) })]).parse(rows)[0].stems;
}

export interface FoundByWords extends Pick<Question, 'total' | 'frequency'> {
  readonly candidates: readonly Candidate[];
}

/** The memories that hold the rarest of these stems, and how rare each is. */
export async function findByWords(tx: Tx, stems: readonly string[], scope: Scope): Promise<FoundByWords> {
  const { rows } = await tx.execute(sql`
    with items as materialized (select * from (${memories(scope)}) as memory),
    matched as materialized (
      select *, ${hits(stems)} as hits from items where words @@ ${anyOf(stems)}::tsquery
    ),
    total as (select count(*)::int as total from items),
    frequency as (select hit, count(*)::int as holders from matched, unnest(hits) as hit group by hit),
    best as (
      select matched.*, (select sum(ln(1 + total::float / holders)) from unnest(hits) as hit join frequency using (hit), total) as weight
      from matched order by weight desc, at desc limit ${LIMIT}
    )
    select ${shown(anyOf(stems))}, null::float as similarity, total, (select json_object_agg(hit, holders) from frequency) as frequency
    from best, total`);
  const found = z.array(wordRow).parse(rows);
  return {
    candidates: found.map(toCandidate),
    total: found[0]?.total ?? 0,
    frequency: new Map(Object.entries(found[0]?.frequency ?? {})),
  };
}

export interface FoundByMeaning extends Pick<Question, 'spread'> {
  readonly candidates: readonly Candidate[];
}

/** The memories whose vectors of this model are nearest to the question's: an exact scan of this person's. */
export async function findByMeaning(
  tx: Tx,
  { model, vector, stems }: { readonly model: string; readonly vector: readonly number[]; readonly stems: readonly string[] },
  scope: Scope,
): Promise<FoundByMeaning> {
  // The lateral join looks up one memory at a time, nearest first, until there are enough: a plain join let the planner, which has no
  // statistics of a young table, pair every vector with every memory (370 ms at 1,000).
  // Vectors are of length 1, so the inner product is the cosine; for the zero vector of a text without known words it is 0.
  const { rows } = await tx.execute(sql`
    with likeness as materialized (
      select item, -(embedding <#> ${sql.param(vector, vectors.embedding)}::vector) as similarity
      from vectors where person_id = ${scope.personId} and model = ${model} and vector_dims(embedding) = ${vector.length}
    ),
    spread as materialized (select avg(similarity) as mean, stddev_pop(similarity) as deviation, count(*)::int as count from likeness),
    nearest as (
      select memory.*, similarity
      from (select * from likeness order by similarity desc) as likeness
      cross join lateral (select * from (${memories(scope)}) as memory where id = item limit 1) as memory
      order by similarity desc limit ${LIMIT}
    ),
    best as (select *, ${hits(stems)} as hits from nearest)
    select ${shown(anyOf(stems))}, similarity, mean, deviation, count from best, spread`);
  const found = z.array(meaningRow).parse(rows);
  const { mean = 0, deviation = 0, count = 0 } = found[0] ?? {};
  return { candidates: found.map(toCandidate), spread: { mean, deviation, count } };
}

const LIMIT = 40;
/** Characters; a longer text is shown by its parts around the question's words. */
const LONG_TEXT = 500;
const EXCERPT = 'MaxFragments=2,MaxWords=40,MinWords=20,StartSel="",StopSel="",FragmentDelimiter=" ... "';

/** Facts and episodes in one shape. */
function memories({ personId, exclude, includeOutside }: Scope): SQL {
  return sql`
    select 'fact' as kind, id, text, words, source, recorded_at as at, trust = 'outside' as tainted,
      case trust when 'owner' then 'person' else trust end as speaker
    from facts where person_id = ${personId} and forgotten_at is null and (${includeOutside} or trust <> 'outside')
    union all
    select 'episode', id, text, words, source, at, tainted, role
    from episodes where person_id = ${personId} and forgotten_at is null and (${includeOutside} or not tainted)
      and id <> all(${sql.param(exclude)}::uuid[])`;
}

function hits(stems: readonly string[]): SQL {
  return sql`array(select unnest(tsvector_to_array(words)) intersect select unnest(${sql.param(stems)}::text[]))`;
}

function shown(query: string): SQL {
  return sql`kind, id, source, tainted, speaker, to_json(at)#>>'{}' as at, hits, length(words) as length,
    case when length(text) <= ${LONG_TEXT} then text else ts_headline('english', text, ${query}::tsquery, ${EXCERPT}) end as text`;
}

/** A `tsquery` in Postgres' own spelling that any of the stems satisfies. */
function anyOf(stems: readonly string[]): string {
  return stems.map((stem) => `'${stem.replace(/['\\]/g, '$&$&')}'`).join(' | ');
}

const candidateRow = z.object({
  kind: z.enum(['fact', 'episode']),
  id: z.string(),
  text: z.string(),
  source: z.string(),
  speaker: z.enum(['person', 'assistant', 'outside']),
  tainted: z.boolean(),
  at: z.string().transform((text) => Temporal.Instant.from(text)),
  hits: z.array(z.string()),
  length: z.number(),
  similarity: z.number().nullable(),
});
const wordRow = candidateRow.extend({ total: z.number(), frequency: z.record(z.string(), z.number()) });
const meaningRow = candidateRow.extend({ mean: z.number(), deviation: z.number(), count: z.number() });

function toCandidate({
  kind,
  id,
  text,
  source,
  speaker,
  tainted,
  at,
  hits,
  length,
  similarity,
}: z.infer<typeof candidateRow>): Candidate {
  return { kind, id, text, source, speaker, tainted, at, hits, length, similarity: similarity ?? undefined };
}
