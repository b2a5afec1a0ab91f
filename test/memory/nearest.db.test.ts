import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPARE_ALL, findNearest, indexWhenMany } from '../../src/memory/nearest.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';

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
    // A fixed spread over the sphere: the sines of a row of numbers, made one long.
    await tx.execute(sql`insert into vectors (person_id, item, item_kind, model, embedding)
      select person_id, id, 'episode', ${MODEL}, l2_normalize((select array_agg(sin(seq * (k + 1) * 0.7 + k))::vector from generate_series(1, ${LENGTH}) as k))
      from episodes`);
  });
}, 120_000);
afterAll(() => database.close());

const vector = Array.from({ length: LENGTH }, (_, k) => (k === 0 ? 0.6 : 0.8 / Math.sqrt(LENGTH - 1)));
const near = (total: number, includeOutside: boolean) =>
  database.db.asPerson(personId, (tx) =>
    findNearest(tx, { model: MODEL, vector }, { personId, exclude: [], includeOutside }, { limit: 10, total }),
  );

describe('the nearest of many memories', () => {
  it('R4 are found by the index as by comparing all, nine of ten, and what came from outside only when it may', async () => {
    await indexWhenMany(database.db, personId, MODEL);
    await indexWhenMany(database.db, personId, MODEL);
    for (const includeOutside of [true, false]) {
      const exact = await near(1, includeOutside);
      const found = await near(COUNT, includeOutside);
      expect(found.ids).toHaveLength(10);
      expect(found.ids.filter((id) => exact.ids.includes(id)).length).toBeGreaterThanOrEqual(9);
      expect(found.spread.mean).toBeCloseTo(exact.spread.mean, 1);
    }
  }, 120_000);

  it('R4 are looked for in the index', async () => {
    const { rows } = await database.db.asPerson(personId, async (tx) => {
      await findNearest(
        tx,
        { model: MODEL, vector },
        { personId, exclude: [], includeOutside: true },
        { limit: 10, total: COUNT },
      );
      await tx.execute(sql`select set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true)`);
      return tx.execute(sql`explain select item from vectors where person_id = ${personId} and model = ${sql.raw("'it''s a model'")}
        order by (embedding::vector(8)) <#> ${JSON.stringify(vector)}::vector(8) limit 30`);
    });
    expect(JSON.stringify(rows)).toMatch(/Index Scan using vectors_near_/);
  });
});
