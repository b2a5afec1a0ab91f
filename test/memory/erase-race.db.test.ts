import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { vectors } from '../../src/db/schema/memory.ts';
import { eraseExpired } from '../../src/memory/erase.ts';
import { hide, holdingAll } from '../../src/memory/forgetting.ts';
import { storeVectors } from '../../src/memory/unembedded.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { keep, say, T0 } from './fill.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

// The embedded database has one transaction at a time.
describe.runIf('serverUrl' in inject('databaseTemplate'))('R94 an erasing that comes while vectors are stored', () => {
  it.each(['fact', 'episode'] as const)('leaves no vector of the %s', async (kind) => {
    const { db } = database;
    const personId = await addPerson(db);
    const text = 'the locker holds a kraken';
    const id = await db.asPerson(personId, (tx) => (kind === 'fact' ? keep(tx, personId, text) : say(tx, personId, text)));
    await db.asPerson(personId, async (tx) => hide(tx, personId, await holdingAll(tx, personId, 'kraken'), T0));
    let tellStored = () => {};
    const stored = new Promise<void>((resolve) => {
      tellStored = resolve;
    });
    let isOver = false;
    const erase = async () => {
      await stored;
      const count = await db.asPerson(personId, (tx) => eraseExpired(tx, personId, T0.add({ hours: 25 })));
      isOver = true;
      return count;
    };
    const erasing = erase();
    await db.asPerson(personId, async (tx) => {
      await storeVectors(tx, personId, 'fake', [{ memory: { id, kind, text }, vector: [0, 1] }]);
      tellStored();
      for (let waits = false; !waits && !isOver; ) {
        const { rows } = await tx.execute(sql`select 1 from pg_locks where not granted and locktype = 'transactionid'`);
        waits = rows.length > 0;
      }
    });
    expect(await erasing).toBe(1);
    expect(await db.asPerson(personId, (tx) => tx.select({ item: vectors.item }).from(vectors))).toEqual([]);
  });
});
