import { setImmediate as nextTurn } from 'node:timers/promises';
import { type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { vectors } from '../db/schema/memory.ts';
import { idArray, type Meaning, memories, type Scope } from './memories.ts';
import { COMPARE_ALL, type Extent, INDEX_SETTINGS, nearestTables, type Spread } from './nearest.ts';
import { anyOf, type FoundPostings, LOOSE } from './postings.ts';
import { type FoundByWords, type Standing, type WordEvidence, weighWords } from './word-evidence.ts';

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

/** A memory with what its words and those around it say. */
export interface Candidate extends Memory {
  readonly evidence: WordEvidence;
}

/** What is looked at closely: what the words lead to, and what lies nearest to the meaning. */
interface Wanted {
  readonly postings: FoundPostings;
  readonly meaning: Meaning | undefined;
  /** How many at most by their words, and how many by their meaning. */
  readonly byWords: number;
  readonly nearest: number;
}

interface Candidates {
  readonly candidates: readonly Candidate[];
  readonly spread: Spread;
  /** In how many memories each word of the question stands. */
  readonly frequency: ReadonlyMap<string, number>;
}

/** What the words lead to and what lies nearest to the meaning, as far as the scope reaches; each once. */
export async function readCandidates(tx: Tx, wanted: Wanted, scope: Scope): Promise<Candidates> {
  const { postings, meaning, byWords, nearest } = wanted;
  const extent = { limit: nearest, total: postings.total };
  const weigh = () => weighWords(postings, { includeOutside: scope.includeOutside, limit: byWords });
  const { weighed, memories, spread } =
    meaning && postings.total > COMPARE_ALL
      ? await readBesideIndex(tx, { weigh, postings, meaning, extent }, scope)
      : await readTogether(tx, { weighed: weigh(), postings, meaning, extent }, scope);
  const candidates = memories.map((memory) => {
    const place = memory.standing ? undefined : postings.loose.placeOf(memory.id);
    const standing = place === undefined ? memory.standing : { segment: LOOSE, place };
    return { ...memory, evidence: standing ? weighed.evidence(standing) : NO_EVIDENCE };
  });
  return { candidates, spread, frequency: weighed.frequency };
}

const NO_EVIDENCE: WordEvidence = { own: 0, near: 0, session: 0 };

interface Read {
  readonly weighed: FoundByWords;
  readonly memories: readonly Memory[];
  readonly spread: Spread;
}

interface Looking {
  readonly postings: FoundPostings;
  readonly meaning: Meaning | undefined;
  readonly extent: Extent;
}

async function readTogether(tx: Tx, looking: Looking & Pick<Read, 'weighed'>, scope: Scope): Promise<Read> {
  const { weighed, postings, meaning, extent } = looking;
  const told = toldBy(weighed, postings, scope);
  if (!meaning) return { weighed, ...readIn((await tx.execute(withSimilarity(told, meaning, scope))).rows) };
  const { rows } = await tx.execute(sql`
    with ${nearestTables(meaning, scope, extent)}, told as materialized (${told})
    ${NEAREST_AND_SPREAD}
    union all
    select ${COLUMNS}, ${similarityOf(sql`told.id`, meaning, scope)}, null, null, null from told where id not in (select id from nearest)`);
  return { weighed, ...readIn(rows) };
}

interface BesideIndex extends Looking {
  readonly weigh: () => FoundByWords;
  readonly meaning: Meaning;
}

/** The database looks into its index while the words are weighed here: among a hundred thousand memories either takes milliseconds. */
async function readBesideIndex(tx: Tx, { weigh, postings, meaning, extent }: BesideIndex, scope: Scope): Promise<Read> {
  const look = sql`with ${nearestTables(meaning, scope, extent)} ${NEAREST_AND_SPREAD}
    union all
    select null, null, null, null, null, null, null, null, null, null, null, null, null
    from (select ${INDEX_SETTINGS.within} as nothing) as settings where nothing <> ''`;
  const [answer, weighed] = await Promise.all([tx.execute(look), nextTurn().then(weigh)]);
  const near = readIn(answer.rows);
  const { rows } = await tx.execute(withSimilarity(toldBy(weighed, postings, scope), meaning, scope));
  const known = new Set(near.memories.map(({ id }) => id));
  return {
    weighed,
    spread: near.spread,
    memories: [...near.memories, ...readIn(rows).memories.filter(({ id }) => !known.has(id))],
  };
}

function readIn(rows: unknown): Pick<Read, 'memories' | 'spread'> {
  const read = memoryRows.parse(rows);
  const memories = read.flatMap((row) => ('kind' in row ? toMemory(row) : []));
  return { memories, spread: read.find((row) => 'mean' in row) ?? NO_SPREAD };
}

const NO_SPREAD: Spread = { mean: 0, deviation: 0, count: 0 };

/** The lateral joins look up one memory at a time: a plain join let the planner, which has no statistics of a young table, pair all with all. */
function toldBy({ best }: FoundByWords, { loose }: FoundPostings, scope: Scope): SQL {
  const ids = best.flatMap(({ segment, place }) => (segment === LOOSE ? loose.at(place) : []));
  const packed = best.filter(({ segment }) => segment !== LOOSE);
  const segments = idArray(packed.map(({ segment }) => segment));
  const places = idArray(packed.map(({ place }) => place));
  return sql`
    select memory.* from unnest(${idArray(ids)}::uuid[]) as wanted (id)
    cross join lateral (select * from (${memories(scope)}) as memory where memory.id = wanted.id limit 1) as memory
    union all
    select memory.* from unnest(${segments}::int[], ${places}::smallint[]) as wanted (segment, place)
    cross join lateral (
      select * from (${memories(scope)}) as memory where memory.segment = wanted.segment and memory.place = wanted.place limit 1
    ) as memory`;
}

function withSimilarity(told: SQL, meaning: Meaning | undefined, scope: Scope): SQL {
  const similarity = meaning ? similarityOf(sql`told.id`, meaning, scope) : sql`null::float`;
  return sql`select ${COLUMNS}, ${similarity} as similarity from (${told}) as told`;
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

/** Of the tables that `nearestTables` makes. */
const NEAREST_AND_SPREAD: SQL = sql`
  select ${COLUMNS}, similarity, null::float as mean, null::float as deviation, null::int as count from nearest
  union all
  select null, null, null, null, null, null, null, null, null, null, mean, deviation, count from spread where exists (select from nearest)`;

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
const memoryRows = z.array(z.union([memoryRow, spreadRow.transform(({ kind: _, ...spread }) => spread)]));

function toMemory({ segment, place, similarity, ...memory }: z.infer<typeof memoryRow>): Memory {
  const standing = segment === null || place === null ? undefined : { segment, place };
  return { ...memory, standing, similarity: similarity ?? undefined };
}
