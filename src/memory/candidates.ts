import { type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { vectors } from '../db/schema/memory.ts';
import { idArray, type Meaning, memories, type Scope } from './memories.ts';
import { COMPARE_ALL, INDEX_SETTINGS, nearestTables, type Spread } from './nearest.ts';
import { anyOf, LOOSE } from './postings.ts';
import type { Standing } from './word-evidence.ts';

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

/** What is looked at closely: what these words led to, and what lies nearest to the meaning. */
interface Wanted {
  readonly ids: readonly string[];
  readonly standings: readonly Standing[];
  readonly meaning: Meaning | undefined;
  /** How many of the nearest. */
  readonly limit: number;
  /** How many memories the person has. */
  readonly total: number;
}

interface Candidates {
  readonly memories: readonly Memory[];
  readonly spread: Spread;
}

/** The memories of these ids, those that stand there in the postings and those nearest to the meaning, as far as the scope reaches; each once. */
export async function readCandidates(tx: Tx, wanted: Wanted, scope: Scope): Promise<Candidates> {
  const rows = candidateRows.parse(await rowsOf(tx, wanted, scope));
  const memories = rows.flatMap((row) => ('kind' in row ? toMemory(row) : []));
  return { memories, spread: rows.find((row) => 'mean' in row) ?? NO_SPREAD };
}

const NO_SPREAD: Spread = { mean: 0, deviation: 0, count: 0 };

async function rowsOf(tx: Tx, wanted: Wanted, scope: Scope): Promise<unknown> {
  const statement = statementOf(wanted, scope);
  if (wanted.meaning === undefined || wanted.total <= COMPARE_ALL) return (await tx.execute(statement)).rows;
  // Without parameters the settings and the search are one way there and back.
  const { before, after } = INDEX_SETTINGS;
  const answers = await tx.execute(sql`${before}; ${statement}; ${after}`.inlineParams());
  return searched.parse(answers).find(({ command }) => command === 'SELECT')?.rows;
}

const searched = z.array(z.object({ command: z.string(), rows: z.unknown() }));

/** The lateral joins look up one memory at a time: a plain join let the planner, which has no statistics of a young table, pair all with all. */
function statementOf({ ids, standings, meaning, limit, total }: Wanted, scope: Scope): SQL {
  const packed = standings.filter(({ segment }) => segment !== LOOSE);
  const segments = idArray(packed.map(({ segment }) => segment));
  const places = idArray(packed.map(({ place }) => place));
  const told = sql`
    told as materialized (
      select memory.* from unnest(${idArray(ids)}::uuid[]) as wanted (id)
      cross join lateral (select * from (${memories(scope)}) as memory where memory.id = wanted.id limit 1) as memory
      union all
      select memory.* from unnest(${segments}::int[], ${places}::smallint[]) as wanted (segment, place)
      cross join lateral (
        select * from (${memories(scope)}) as memory where memory.segment = wanted.segment and memory.place = wanted.place limit 1
      ) as memory
    )`;
  if (!meaning) return sql`with ${told} select ${COLUMNS}, null::float as similarity from told`;
  return sql`
    with ${nearestTables(meaning, scope, { limit, total })}, ${told}
    select ${COLUMNS}, similarity, null::float as mean, null::float as deviation, null::int as count from nearest
    union all
    select ${COLUMNS}, ${similarityOf(sql`told.id`, meaning, scope)}, null, null, null from told where id not in (select id from nearest)
    union all
    select null, null, null, null, null, null, null, null, null, null, mean, deviation, count from spread where exists (select from nearest)`;
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
    from (${memories(scope)}) as memory where id = any(${idArray(ids)}::uuid[])`);
  return new Map(
    z
      .array(z.object({ id: z.string(), text: z.string() }))
      .parse(rows)
      .map(({ id, text }) => [id, text]),
  );
}

const LONGEST_TEXT = 2_000;
const EXCERPT = 'MaxFragments=2,MaxWords=40,MinWords=20,StartSel="",StopSel="",FragmentDelimiter=" ... "';

/** A time in microseconds is read in a fraction of the time that a date takes. */
const COLUMNS: SQL = sql`kind, id, left(text, ${sql.raw(String(LONGEST_TEXT))}) as text, source,
  (extract(epoch from at) * 1000000)::bigint as at, tainted, speaker, segment, place`;

function similarityOf(id: SQL, { model, vector }: Meaning, { personId }: Scope): SQL {
  return sql`(select -(embedding <#> ${sql.param(vector, vectors.embedding)}::vector) from vectors
    where person_id = ${personId} and item = ${id} and model = ${model} and vector_dims(embedding) = ${vector.length})`;
}

const memoryRow = z.object({
  kind: z.enum(['fact', 'episode']),
  id: z.string(),
  text: z.string(),
  source: z.string(),
  speaker: z.enum(['person', 'assistant', 'outside']),
  tainted: z.boolean(),
  at: z.string().transform((micros) => Temporal.Instant.fromEpochNanoseconds(BigInt(micros) * 1_000n)),
  segment: z.number().nullable(),
  place: z.number().nullable(),
  similarity: z.number().nullable(),
});

const spreadRow = z.object({ kind: z.null(), mean: z.number(), deviation: z.number(), count: z.number() });
const candidateRows = z.array(z.union([memoryRow, spreadRow.transform(({ kind: _, ...spread }) => spread)]));

function toMemory({ segment, place, similarity, ...memory }: z.infer<typeof memoryRow>): Memory {
  const standing = segment === null || place === null ? undefined : { segment, place };
  return { ...memory, standing, similarity: similarity ?? undefined };
}
