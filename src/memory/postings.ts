import { and, eq, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { episodes, facts, postings, segments } from '../db/schema/memory.ts';
import { packedPostings, withoutPlaces } from './posting.ts';

/** How many memories make a segment; until then each is searched by its own words. */
export const SEGMENT_SIZE = 512;
/** The segment of what is not packed yet. */
export const LOOSE = 0;

/** The newest so many are searched while they are loose: a posting numbers no more (`smallint`). They are packed soon. */
const MOST_LOOSE = 32_000;

/** The postings of one word in one segment. */
interface WordPostings {
  readonly word: string;
  /** `LOOSE` for what is not packed yet. */
  readonly segment: number;
  readonly packed: Uint8Array;
}

/** The ids of what is not packed, by place. */
interface LooseIds {
  readonly count: number;
  at(place: number): string;
  placeOf(id: string): number | undefined;
}

export interface FoundPostings {
  /** The stems that were looked for, in the order of the alphabet. */
  readonly asked: readonly string[];
  readonly lists: readonly WordPostings[];
  readonly loose: LooseIds;
  /** How many memories this person has, and the sum of their lengths in different words. */
  readonly total: number;
  readonly words: number;
}

interface Asking {
  /** Stems that count for nothing. */
  readonly without?: readonly string[];
  /** What is reckoned in the same breath for somebody with more memories than that, where a word is left: a text. */
  readonly beside?: { readonly from: number; readonly what: SQL };
}

const NOTHING = { from: 0, what: sql`null` };

/**
 * Where the words of a text stand in all that this person has said and saved, up to the last commit: their stems, without stop words and
 * these. Nothing is looked through where no word is left.
 */
export async function findPostings(
  tx: Tx,
  personId: string,
  text: string,
  { without = [], beside = NOTHING }: Asking = {},
): Promise<FoundPostings> {
  const { rows } = await tx.execute(sql`
    with asked as materialized (
      select array(
        select stem from unnest(tsvector_to_array(to_tsvector('english', ${text}))) with ordinality as stems (stem, place)
        where stem <> all(${sql.param(without)}::text[]) order by place
      ) as stems
    ),
    newest as (
      select * from (${looseMemories(personId)}) as memory where (select cardinality(stems) from asked) > 0
      order by at desc, turn desc limit ${MOST_LOOSE}
    ),
    loose as materialized (${inOrder(sql`select * from newest`)}),
    standing as (
      select word, place, session, cardinality(positions) as occurs, length(words) as length, tainted, first, last
      from loose, unnest(words) as entry (word, positions, weights)
      where words @@ (select ${ANY_OF_ASKED} from asked) and word = any((select stems from asked)::text[])
    )
    select word, string_agg(${withHead(sql`segment`, sql`packed`)}, ''::bytea order by segment) as lists,
      null as loose, null::int as total, null::int as words, null::text[] as stems, null::text as beside
    from postings where person_id = ${personId} and word = any((select stems from asked)::text[]) group by word
    union all
    select word, ${withHead(sql`${LOOSE}`, sql`packed`)}, null, null, null, null, null
    from (select word, ${packedPostings} as packed from standing group by word) as loose_lists
    union all
    select null, null, loose.ids, loose.total + packed.total, loose.words + packed.words, stems,
      case when cardinality(stems) > 0 and loose.total + packed.total > ${beside.from} then ${beside.what} end
    from asked,
      (select string_agg(id::text, '' order by place) as ids, count(*) as total, coalesce(sum(length(words)), 0) as words from loose) as loose,
      (select coalesce(sum(size), 0) as total, coalesce(sum(words), 0) as words from segments where person_id = ${personId}) as packed`);
  const found = foundRows.parse(rows);
  const sum = found.find((row) => 'stems' in row);
  const lists = found.flatMap((row) => ('lists' in row ? listsIn(row) : []));
  return { asked: sum?.stems ?? [], lists, loose: looseIn(sum?.loose), total: sum?.total ?? 0, words: sum?.words ?? 0 };
}

/** A `tsquery` in Postgres' own spelling. */
const ANY_OF_ASKED: SQL = sql.raw(
  `(select string_agg('''' || regexp_replace(stem, '([''\\\\])', '\\1\\1', 'g') || '''', ' | ') from unnest(stems) as stem)::tsquery`,
);

/** Hundreds of ids come as one piece: as an array they would take longer to read than to find. */
function looseIn(ids: string | null | undefined): LooseIds {
  const all = ids?.match(/.{36}/g) ?? [];
  const places = new Map(all.map((id, place) => [id, place]));
  return { count: all.length, at: (place) => all[place] ?? '', placeOf: (id) => places.get(id) };
}

/** A word's lists of all segments come as one: hundreds of rows would take longer to read than to find. */
function withHead(segment: SQL, packed: SQL): SQL {
  return sql`int4send(${segment}) || int4send(length(${packed})) || ${packed}`;
}

function listsIn({ word, lists }: z.infer<typeof listRow>): WordPostings[] {
  const view = new DataView(lists.buffer, lists.byteOffset, lists.byteLength);
  const found: WordPostings[] = [];
  for (let at = 0; at < lists.byteLength; ) {
    const to = at + 8 + view.getInt32(at + 4);
    found.push({ word, segment: view.getInt32(at), packed: lists.subarray(at + 8, to) });
    at = to;
  }
  return found;
}

/** Packs the oldest memories that are loose into a segment, once there are enough of them: false when there are not. */
export async function packSegment(tx: Tx, personId: string): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    select id from (${looseMemories(personId)}) as memory order by at, turn limit ${SEGMENT_SIZE}`);
  const ids = z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
  if (ids.length < SEGMENT_SIZE) return false;
  const chosen = inOrder(sql`select * from (${looseMemories(personId)}) as memory where id = any(${sql.param(ids)}::uuid[])`);
  await tx.execute(sql`
    with chosen as materialized (${chosen}),
    next as materialized (select coalesce(max(segment), ${LOOSE}) + 1 as segment from segments where person_id = ${personId}),
    standing as (
      select word, place, session, cardinality(positions) as occurs, length(words) as length, tainted, first, last
      from chosen, unnest(words) as entry (word, positions, weights)
    ),
    packed as (
      insert into postings (person_id, word, segment, packed)
      select ${personId}, word, segment, ${packedPostings} from standing, next group by word, segment
    ),
    counted as (
      insert into segments (person_id, segment, size, words)
      select ${personId}, segment, count(*), sum(length(words)) from chosen, next group by segment
    ),
    said as (
      update episodes set segment = next.segment, place = chosen.place from chosen, next where episodes.id = chosen.id
    )
    update facts set segment = next.segment, place = chosen.place from chosen, next where facts.id = chosen.id`);
  return true;
}

/** Persons who have enough for a segment, in the system's transaction. */
export async function personsToPack(tx: Tx): Promise<string[]> {
  const { rows } = await tx.execute(sql`
    select person_id as id from (
      select person_id from episodes where segment is null and forgotten_at is null
      union all
      select person_id from facts where segment is null and forgotten_at is null
    ) as loose group by person_id having count(*) >= ${SEGMENT_SIZE}`);
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}

/** Takes the words of these memories out of the postings; brought back, they are loose. */
export async function unpack(tx: Tx, personId: string, ids: readonly string[]): Promise<void> {
  const gone = [...(await loosen(tx, episodes, personId, ids)), ...(await loosen(tx, facts, personId, ids))];
  for (const segment of new Set(gone.map((one) => one.segment))) {
    const here = gone.filter((one) => one.segment === segment);
    const places = new Set(here.map(({ place }) => place));
    const of = and(eq(postings.personId, personId), eq(postings.segment, segment));
    const lists = await tx
      .select({ word: postings.word, packed: postings.packed })
      .from(postings)
      .where(and(of, inArray(postings.word, [...new Set(here.flatMap(({ words }) => words))])));
    for (const { word, packed } of lists) {
      const left = withoutPlaces(packed, places);
      const list = and(of, eq(postings.word, word));
      if (left.length > 0) await tx.update(postings).set({ packed: left }).where(list);
      else await tx.delete(postings).where(list);
    }
    const words = here.reduce((sum, one) => sum + one.words.length, 0);
    await tx
      .update(segments)
      .set({ size: sql`${segments.size} - ${here.length}`, words: sql`${segments.words} - ${words}` })
      .where(and(eq(segments.personId, personId), eq(segments.segment, segment)));
  }
}

async function loosen(tx: Tx, table: typeof episodes | typeof facts, personId: string, ids: readonly string[]) {
  const packed = and(eq(table.personId, personId), inArray(table.id, [...ids]), isNotNull(table.segment));
  const rows = await tx
    .select({ segment: table.segment, place: table.place, words: sql`tsvector_to_array(${table.words})` })
    .from(table)
    .where(packed);
  await tx.update(table).set({ segment: null, place: null }).where(packed);
  return z.array(z.object({ segment: z.number(), place: z.number(), words: z.array(z.string()) })).parse(rows);
}

/** What is in no segment and not forgotten. A fact stands for itself: nothing was said before or after it. */
function looseMemories(personId: string): SQL {
  return sql`
    select id, words, tainted, hashtextextended(platform || ' ' || chat, 0) as chat, seq as turn, at
    from episodes where person_id = ${personId} and segment is null and forgotten_at is null
    union all
    select id, words, trust = 'outside', uuid_hash_extended(id, 0), 0, recorded_at
    from facts where person_id = ${personId} and segment is null and forgotten_at is null`;
}

/**
 * Places in the order of talk; a session ends with the chat, or where nothing was said for three hours. Chats stand in any order, so that they
 * go by a number made of their names, and no row has equals: hundreds are put in order for every question.
 */
function inOrder(memories: SQL): SQL {
  const talk = sql`window talk as (order by chat, turn rows unbounded preceding)`;
  return sql`
    select id, words, tainted, first, coalesce(lead(first) over talk, true) as last,
      (row_number() over talk - 1)::int as place, (count(*) filter (where first) over talk)::int as session
    from (
      select *, chat is distinct from lag(chat) over talk or at > lag(at) over talk + interval '3 hours' as first
      from (${memories}) as memory ${talk}
    ) as memory ${talk}`;
}

/** A `tsquery` in Postgres' own spelling that any of these stems satisfies. */
export function anyOf(stems: readonly string[]): string {
  return stems.map((stem) => `'${stem.replace(/['\\]/g, '$&$&')}'`).join(' | ');
}

const listRow = z.object({ word: z.string(), lists: z.instanceof(Uint8Array) });
const sumRow = z.object({
  loose: z.string().nullable(),
  total: z.coerce.number(),
  words: z.coerce.number(),
  stems: z.array(z.string()),
});
const foundRows = z.array(z.union([listRow, sumRow]));
