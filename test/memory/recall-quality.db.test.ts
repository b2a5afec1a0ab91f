import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStaticEmbedder } from '../../adapters/models/static-embedder.ts';
import { createStaticLikeness } from '../../adapters/models/static-likeness.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { createIndexing } from '../../src/memory/indexing.ts';
import { createRecall } from '../../src/memory/recall.ts';
import { addPerson, openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { say, T0 } from './fill.ts';
import { QUALITY_SET, SMALL_TALK } from './quality-set.ts';

describe('the recall of thirty statements by questions in other words', () => {
  const embedder = createStaticEmbedder();
  const recall = createRecall({ embedder, likeness: createStaticLikeness(), clock: systemClock, log: silentLog });
  let database: TestDatabase;
  let personId: string;

  beforeAll(async () => {
    database = await openTestDatabase();
    personId = await addPerson(database.db);
    await database.db.asPerson(personId, async (tx) => {
      for (const text of [...QUALITY_SET.map(({ said }) => said), ...SMALL_TALK]) await say(tx, personId, text);
    });
    const indexing = createIndexing({ db: database.db, embedder, clock: systemClock, log: silentLog });
    await indexing.catchUp();
    await indexing.settle();
  });
  afterAll(() => database.close());

  /** How many of the thirty come first, and how many come at all, within the ordinary budget. */
  async function measure(byMeaning: boolean) {
    const ranks: number[] = [];
    for (const { said, asked } of QUALITY_SET) {
      const prepared = byMeaning ? await recall.prepare(asked, AbortSignal.timeout(10_000)) : undefined;
      const found = await database.db.asPerson(personId, (tx) =>
        recall.recall(tx, { personId, text: asked, prepared, now: T0, includeOutside: false }),
      );
      ranks.push(found.findIndex(({ text }) => text === said));
    }
    return { first: ranks.filter((place) => place === 0).length, found: ranks.filter((place) => place >= 0).length };
  }

  // Floors as measured when this form was built; they may only rise.
  it('R7 finds 17 by words alone, 15 of them first', async () => {
    const { first, found } = await measure(false);
    expect(found).toBeGreaterThanOrEqual(17);
    expect(first).toBeGreaterThanOrEqual(15);
  });

  it('R7 finds 28 with the offline embedder, 27 of them first', async () => {
    const { first, found } = await measure(true);
    expect(found).toBeGreaterThanOrEqual(28);
    expect(first).toBeGreaterThanOrEqual(27);
  });

  it.each(['hi', 'Good morning!', 'thanks a lot', 'ok, sure'])('recalls nothing for %j', async (text) => {
    const prepared = await recall.prepare(text, AbortSignal.timeout(10_000));
    const found = await database.db.asPerson(personId, (tx) =>
      recall.recall(tx, { personId, text, prepared, now: T0, includeOutside: true }),
    );
    expect(found).toEqual([]);
  });
});
