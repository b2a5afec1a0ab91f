import { setImmediate as nextTurn } from 'node:timers/promises';
import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
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
  /** Since 1970, as Postgres keeps it: hundreds are compared, and few are shown. */
  readonly atMicros: number;
  /** Cosine of its vector with the question's; null when it has none. */
  readonly similarity: number | null;
}

/** A memory with what its words and those around it say. */
export interface Candidate {
  readonly memory: Memory;
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
    const standing = standingOf(memory, postings);
    return { memory, evidence: standing ? weighed.evidence(standing) : NO_EVIDENCE };
  });
  return { candidates, spread, frequency: weighed.frequency };
}

function standingOf({ id, segment, place }: Placed, { loose }: FoundPostings): Standing | undefined {
  if (segment !== null && place !== null) return { segment, place };
  const loosely = loose.placeOf(id);
  return loosely === undefined ? undefined : { segment: LOOSE, place: loosely };
}

const NO_EVIDENCE: WordEvidence = { own: 0, near: 0, session: 0 };

interface Read {
  readonly weighed: FoundByWords;
  readonly memories: readonly Placed[];
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
  const told = tx.execute(withSimilarity(toldBy(weighed, postings, scope), meaning, scope));
  const [{ rows }, near] = await Promise.all([told, nextTurn().then(() => readIn(answer.rows))]);
  const known = new Set(near.memories.map(({ id }) => id));
  return {
    weighed,
    spread: near.spread,
    memories: [...near.memories, ...readIn(rows).memories.filter(({ id }) => !known.has(id))],
  };
}

function readIn(rows: unknown): Pick<Read, 'memories' | 'spread'> {
  const read = memoryRows.parse(rows);
  const memories = read.filter((row) => 'kind' in row);
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

const COLUMNS: SQL = sql`kind, id, left(text, ${sql.raw(String(LONGEST_TEXT))}) as text, source,
  round(date_part('epoch', at) * 1000000) as "atMicros", tainted, speaker, segment, place`;

/** Of the tables that `nearestTables` makes. */
const NEAREST_AND_SPREAD: SQL = sql`
  select ${COLUMNS}, similarity, null::float as mean, null::float as deviation, null::int as count from nearest
  union all
  select null, null, null, null, null, null, null, null, null, null, mean, deviation, count from spread where exists (select from nearest)`;

function similarityOf(id: SQL, { model, vector, dimensions }: Meaning, { personId }: Scope): SQL {
  return sql`(select -(embedding <#> ${vector}::vector) from vectors
    where person_id = ${personId} and item = ${id} and model = ${model} and vector_dims(embedding) = ${dimensions})`;
}

const memoryRow = z.object({
  kind: z.enum(['fact', 'episode']),
  id: z.string(),
  text: z.string(),
  source: z.string(),
  speaker: z.enum(['person', 'assistant', 'outside']),
  tainted: z.boolean(),
  atMicros: z.number(),
  segment: z.number().nullable(),
  place: z.number().nullable(),
  similarity: z.number().nullable(),
});

const spreadRow = z.object({ kind: z.null(), mean: z.number(), deviation: z.number(), count: z.number() });
const memoryRows = z.array(z.union([memoryRow, spreadRow.transform(({ kind: _, ...spread }) => spread)]));

/** A memory with where its words are packed: nowhere as long as it is loose. */
type Placed = z.infer<typeof memoryRow>;
