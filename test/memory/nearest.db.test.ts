import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
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
const near = (vector: readonly number[], total: number, includeOutside: boolean) =>
  database.db.asPerson(personId, (tx) =>
    findNearest(tx, { model: MODEL, vector }, { personId, exclude: [], includeOutside }, { limit: 10, total }),
  );

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
    const ofIndex = (plan: string) => plan.includes('vectors_near_');
    const plans = await plansOfSearch(COUNT);
    expect(plans.filter(ofIndex)).toEqual([expect.stringContaining('Index Scan using vectors_near_')]);
    const ofFew = await plansOfSearch(COMPARE_ALL);
    expect(ofFew.length).toBeGreaterThan(0);
    expect(ofFew.filter(ofIndex)).toEqual([]);
  });
});

/** The plans of the statements that really look for the nearest of so many. */
async function plansOfSearch(total: number): Promise<string[]> {
  const [vector = []] = questions;
  return database.db.asPerson(personId, async (tx) => {
    const plans: string[] = [];
    const watched = Object.assign(Object.create(tx), {
      async execute(statement: SQL) {
        const isSearch = new PgDialect().sqlToQuery(statement).sql.includes('<#>');
        if (isSearch) plans.push(planOf((await tx.execute(sql`explain ${statement}`)).rows));
        return tx.execute(statement);
      },
    });
    await findNearest(watched, { model: MODEL, vector }, { personId, exclude: [], includeOutside: true }, { limit: 10, total });
    return plans;
  });
}

function planOf(rows: readonly Record<string, unknown>[]): string {
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
