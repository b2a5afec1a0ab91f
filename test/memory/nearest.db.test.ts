import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../src/db/client.ts';
import { readCandidates } from '../../src/memory/candidates.ts';
import { meaningOf } from '../../src/memory/memories.ts';
import { COMPARE_ALL, INDEX_SETTINGS, indexWhenMany, nearestTables } from '../../src/memory/nearest.ts';
import { createRecall } from '../../src/memory/recall.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { addPerson, openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';

const MODEL = "it's a model";
const LENGTH = 8;
const COUNT = COMPARE_ALL + 200;

let database: TestDatabase;
let personId: string;
beforeAll(async () => {
  database = await openTestDatabase();
  personId = await addPerson(database.db);
  await database.db.asPerson(personId, async (tx) => {
    await tx.execute(sql`insert into episodes (person_id, platform, chat, role, text, tainted, source, at)
      select ${personId}, 'telegram', '7', 'person', 'line ' || n, n % 10 = 0, 'telegram:' || n, now() from generate_series(1, ${COUNT}) as n`);
    // A fixed spread over the sphere, without two that are all but the same: what is behind the point of large sines, made one long.
    await tx.execute(sql`insert into vectors (person_id, item, item_kind, model, embedding)
      select person_id, id, 'episode', ${MODEL}, l2_normalize((select array_agg((sin(seq * k * k * 12.9898 + k) * 43758.5453)::numeric % 1)::vector from generate_series(1, ${LENGTH}) as k))
      from episodes`);
  });
}, 120_000);
afterAll(() => database.close());

/** Directions all over the sphere. */
const questions = Array.from({ length: 20 }, (_, number) => {
  const raw = Array.from({ length: LENGTH }, (_, k) => Math.cos((number + 1) * (k + 2) * 1.3));
  return raw.map((value) => value / Math.hypot(...raw));
});
/** What the statement before has set by then. */
async function ready(tx: Tx, total: number): Promise<void> {
  if (total > COMPARE_ALL) await tx.execute(sql`select ${INDEX_SETTINGS.before}`);
}
/** Without a word of the question. */
const tenNearest = (vector: readonly number[], total: number) => ({
  postings: { asked: [], lists: [], loose: { count: 0, at: () => '', placeOf: () => undefined }, total, words: 0 },
  meaning: meaningOf(MODEL, vector),
  byWords: 0,
  nearest: 10,
});
const near = (vector: readonly number[], total: number, includeOutside: boolean) =>
  database.db.asPerson(personId, async (tx) => {
    await ready(tx, total);
    const { candidates, spread } = await readCandidates(tx, tenNearest(vector, total), { personId, exclude: [], includeOutside });
    return { ids: candidates.map(({ memory }) => memory.id), spread };
  });

describe('the nearest of many memories', () => {
  it('R4 are found by the index as by comparing all, 95 of a hundred, and what came from outside only when it may', async () => {
    await indexWhenMany(database.db, personId, MODEL);
    await indexWhenMany(database.db, personId, MODEL);
    for (const includeOutside of [true, false]) {
      let same = 0;
      for (const question of questions) {
        const exact = await near(question, 1, includeOutside);
        const found = await near(question, COUNT, includeOutside);
        expect(found.ids).toHaveLength(10);
        expect(found.spread.mean).toBeCloseTo(exact.spread.mean, 1);
        same += found.ids.filter((id) => exact.ids.includes(id)).length;
      }
      expect(same).toBeGreaterThanOrEqual(questions.length * 9.5);
    }
  }, 120_000);

  it('R4 are looked for in the index, and one by one where there are few', async () => {
    const ofIndex = 'Index Scan using vectors_near_';
    expect(await planOfSearch(COUNT)).toContain(ofIndex);
    expect(await planOfSearch(COMPARE_ALL)).not.toContain(ofIndex);
  });

  it.each([
    ['and are found', MODEL, 'line 17', '100'],
    ['though there are none', 'another model', 'line 17', '100'],
    ['but not where no word of the question counts', MODEL, 'and of it', null],
  ])('are looked for as the index wants it, %s, and leave the planner as it was', async (_, model, text, searched) => {
    const { prepare, search } = createRecall({
      embedder: { model, embed: async (texts) => texts.map(() => questions[0] ?? []) },
      clock: createFakeClock('2026-03-02T09:00:00Z'),
      log: silentLog,
    });
    const prepared = await prepare(text, new AbortController().signal);
    const { rows } = await database.db.asPerson(personId, async (tx) => {
      await search(tx, { personId, text, prepared, now: Temporal.Now.instant(), includeOutside: true });
      return tx.execute(
        sql`select current_setting('enable_sort') as sort, nullif(current_setting('hnsw.ef_search', true), '40') as searched`,
      );
    });
    expect(rows).toEqual([{ sort: 'on', searched }]);
  });
});

/** The plan of the statement that looks for the nearest of so many. */
async function planOfSearch(total: number): Promise<string> {
  const [vector = []] = questions;
  const scope = { personId, exclude: [], includeOutside: true };
  return database.db.asPerson(personId, async (tx) => {
    await ready(tx, total);
    const tables = nearestTables(meaningOf(MODEL, vector), scope, { limit: 10, total });
    const { rows } = await tx.execute(sql`explain with ${tables} select * from nearest, spread`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
}
