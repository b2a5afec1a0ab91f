import { count, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { vectors } from '../../src/db/schema/memory.ts';
import { AppError } from '../../src/ground/errors.ts';
import { hide, holdingAll } from '../../src/memory/forgetting.ts';
import { createIndexing } from '../../src/memory/indexing.ts';
import { COMPARE_ALL } from '../../src/memory/nearest.ts';
import { createRecall } from '../../src/memory/recall.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { addPerson, openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { keep, say, T0 } from './fill.ts';

/** Texts about animals point one way, all others the other. */
function animalEmbedder(model: string, dimensions = 2): Embedder & { readonly batches: number[] } {
  const batches: number[] = [];
  const embed = async (texts: readonly string[]) => {
    batches.push(texts.length);
    return texts.map((text) => {
      const place = /cat|dog|pet/.test(text) ? 0 : 1;
      return Array.from({ length: dimensions }, (_, n) => (n === place ? 1 : 0));
    });
  };
  return { model, batches, embed };
}

let database: TestDatabase;
let personId: string;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  personId = await addPerson(database.db);
});
afterAll(() => database.close());

const clock = createFakeClock('2026-03-02T09:00:00Z');
const asPerson = <T>(work: Parameters<typeof database.db.asPerson<T>>[1]) => database.db.asPerson(personId, work);
const vectorsOf = (model: string) =>
  asPerson(async (tx) => (await tx.select({ rows: count() }).from(vectors).where(eq(vectors.model, model)))[0]?.rows);

function fillWithTalk(lines: number) {
  return asPerson(async (tx) => {
    for (let n = 0; n < lines; n += 1) await say(tx, personId, `the train of ${n} was late`);
  });
}

async function meaningOf(embedder: Embedder, text: string) {
  const recall = createRecall({ embedder, clock, log: silentLog });
  const prepared = await recall.prepare(text, new AbortController().signal);
  return asPerson(async (tx) =>
    (await recall.recall(tx, { personId, text, prepared, now: T0, includeOutside: false })).map((line) => line.text),
  );
}

describe('indexing', () => {
  it('makes what was just said findable by its meaning', async () => {
    const embedder = animalEmbedder('first');
    const indexing = createIndexing({ db: database.db, embedder, clock, log: silentLog });
    await fillWithTalk(30);
    await asPerson((tx) => keep(tx, personId, 'Miso the cat is three'));
    indexing.soon(personId);
    await indexing.settle();
    expect(await meaningOf(embedder, 'how old is my pet?')).toEqual(['Miso the cat is three']);
  });

  it('embeds each memory once, in batches, however often it is asked', async () => {
    const embedder = animalEmbedder('batched');
    const indexing = createIndexing({ db: database.db, embedder, clock, log: silentLog });
    await fillWithTalk(130);
    for (let n = 0; n < 5; n += 1) indexing.soon(personId);
    await indexing.settle();
    expect(embedder.batches).toEqual([64, 64, 2]);
    expect(await vectorsOf('batched')).toBe(130);
  });

  it('tells the planner of what it has packed, so that what is loose is found without a look at every row', async () => {
    await asPerson((tx) =>
      tx.execute(sql`insert into episodes (person_id, platform, chat, role, text, tainted, source, at)
        select ${personId}, 'telegram', '7', 'person', 'a train', false, 'packed:' || n, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute'
        from generate_series(1, 3000) as n`),
    );
    const indexing = createIndexing({ db: database.db, embedder: animalEmbedder('planned'), clock, log: silentLog });
    indexing.soon(personId);
    await indexing.settle();
    const known = await database.db.asSystem((tx) =>
      tx.execute(sql`select reltuples from pg_class where oid = 'segments'::regclass`),
    );
    expect(known.rows).toEqual([{ reltuples: 5 }]);
  });

  it('waits a little for more to be said, and embeds it together', async () => {
    const own = createFakeClock('2026-03-02T09:00:00Z');
    const embedder = animalEmbedder('together');
    const indexing = createIndexing({ db: database.db, embedder, clock: own, log: silentLog });
    for (let second = 0; second < 3; second += 1) {
      await fillWithTalk(2);
      indexing.soon(personId);
      await own.untilAsleep(1);
      expect(embedder.batches).toEqual([]);
      await own.advance(1_000);
    }
    await indexing.settle();
    expect(embedder.batches).toEqual([6]);
  });

  it('picks up at the start what is left of every person', async () => {
    const embedder = animalEmbedder('caught-up');
    const other = await addPerson(database.db);
    await fillWithTalk(1);
    await database.db.asPerson(other, (tx) => keep(tx, other, 'a dog'));
    const indexing = createIndexing({ db: database.db, embedder, clock, log: silentLog });
    await indexing.catchUp();
    await indexing.settle();
    expect(await vectorsOf('caught-up')).toBe(1);
    const [row] = await database.db.asPerson(other, (tx) => tx.select({ rows: count() }).from(vectors));
    expect(row?.rows).toBe(1);
  });

  it('tries again when the embedder is back', async () => {
    const own = createFakeClock('2026-03-02T09:00:00Z');
    const working = animalEmbedder('flaky');
    let down = true;
    const embedder: Embedder = {
      model: 'flaky',
      embed: (texts, signal) => (down ? Promise.reject(new AppError('unavailable', 'down')) : working.embed(texts, signal)),
    };
    const indexing = createIndexing({ db: database.db, embedder, clock: own, log: silentLog });
    await fillWithTalk(2);
    indexing.soon(personId);
    await own.untilAsleep(1);
    await own.advance(3_000);
    await own.untilAsleep(1);
    down = false;
    await own.advance(1_000);
    await indexing.settle();
    expect(await vectorsOf('flaky')).toBe(2);
  });

  it('stops while it waits for an embedder that is down', async () => {
    const own = createFakeClock('2026-03-02T09:00:00Z');
    const embedder: Embedder = { model: 'gone', embed: () => Promise.reject(new AppError('unavailable', 'down')) };
    const indexing = createIndexing({ db: database.db, embedder, clock: own, log: silentLog });
    await fillWithTalk(1);
    indexing.soon(personId);
    await own.untilAsleep(1);
    await own.advance(3_000);
    await own.untilAsleep(1);
    await indexing.stop();
    expect(await vectorsOf('gone')).toBe(0);
  });

  it('hands nothing that is forgotten to the embedder', async () => {
    const embedder = animalEmbedder('discreet');
    await asPerson(async (tx) => {
      await say(tx, personId, 'locker one');
      await keep(tx, personId, 'locker two');
      await hide(tx, personId, await holdingAll(tx, personId, 'locker'), T0);
    });
    const indexing = createIndexing({ db: database.db, embedder, clock, log: silentLog });
    indexing.soon(personId);
    await indexing.settle();
    expect(embedder.batches).toEqual([]);
  });

  it('leaves out the one text that the embedder refuses', async () => {
    const working = animalEmbedder('picky');
    const embedder: Embedder = {
      model: 'picky',
      embed: (texts, signal) =>
        texts.some((text) => text.includes('poison'))
          ? Promise.reject(new AppError('invalid', 'refused'))
          : working.embed(texts, signal),
    };
    await fillWithTalk(9);
    await asPerson((tx) => say(tx, personId, 'poison'));
    const indexing = createIndexing({ db: database.db, embedder, clock, log: silentLog });
    indexing.soon(personId);
    await indexing.settle();
    expect(await vectorsOf('picky')).toBe(9);
  });

  it.each([
    ['another model of the same length', animalEmbedder('other')],
    ['the same name with another length', animalEmbedder('mine', 3)],
  ])('never compares with vectors of %s', async (_, other) => {
    await fillWithTalk(30);
    await asPerson((tx) => keep(tx, personId, 'Miso the cat is three'));
    const indexing = createIndexing({ db: database.db, embedder: animalEmbedder('mine'), clock, log: silentLog });
    indexing.soon(personId);
    await indexing.settle();
    expect(await meaningOf(other, 'how old is my pet?')).toEqual([]);
  });

  it('R79 re-embeds for another model of another length while words go on working, and drops the old vectors', async () => {
    await fillWithTalk(30);
    await asPerson((tx) => keep(tx, personId, 'Miso the cat is three'));
    const before = createIndexing({ db: database.db, embedder: animalEmbedder('small'), clock, log: silentLog });
    before.soon(personId);
    await before.settle();
    const larger = animalEmbedder('large', 5);
    expect(await meaningOf(larger, 'how old is Miso?')).toEqual(['Miso the cat is three']);
    expect(await meaningOf(larger, 'how old is my pet?')).toEqual([]);
    const after = createIndexing({ db: database.db, embedder: larger, clock, log: silentLog });
    await after.catchUp();
    await after.settle();
    expect(await meaningOf(larger, 'how old is my pet?')).toEqual(['Miso the cat is three']);
    expect(await vectorsOf('small')).toBe(0);
  });

  it('R4 makes the index of a new embedder whose vectors are many, though nothing was packed', async () => {
    await asPerson(async (tx) => {
      await tx.execute(sql`insert into episodes (person_id, platform, chat, role, text, tainted, source, at, segment, place)
        select ${personId}, 'telegram', '7', 'person', 'a', false, 'many:' || n, now(), n / 512 + 1, n % 512
        from generate_series(1, ${COMPARE_ALL}) as n`);
      await tx.execute(sql`insert into vectors (person_id, item, item_kind, model, embedding)
        select person_id, id, 'episode', 'new', '[0,1]' from episodes where person_id = ${personId}`);
      await keep(tx, personId, 'Miso the cat is three');
    });
    const indexing = createIndexing({ db: database.db, embedder: animalEmbedder('new'), clock, log: silentLog });
    indexing.soon(personId);
    await indexing.settle();
    const { rows } = await database.db.asSystem((tx) =>
      tx.execute(sql`select indexname from pg_indexes where indexname like 'vectors_near_%' and indexdef like '%new%'`),
    );
    expect(rows).toHaveLength(1);
  }, 120_000);
});
