import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tx } from '../../src/db/client.ts';
import { files } from '../../src/db/schema/chat.ts';
import { systemRandom } from '../../src/ground/random.ts';
import { createSealing } from '../../src/vault/sealing.ts';
import { createStoredFiles } from '../../src/vault/stored-files.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const clock = createFakeClock('2026-11-21T08:00:00Z');
const random = systemRandom;
const sealing = createSealing({ rootKey: Buffer.alloc(32, 1), random, clock });
const stored = createStoredFiles({ sealing, random, clock });
const as = <T>(personId: string, work: (tx: Tx) => Promise<T>) => database.db.asPerson(personId, work);
const note = { name: 'note.txt', mime: 'text/plain', bytes: Buffer.from('the harbour code is 4711') };
const keep = (personId: string, file = note, id?: string) => as(personId, (tx) => stored.keep(tx, personId, file, id));
const load = (personId: string, ids: readonly string[]) => as(personId, (tx) => stored.load(tx, personId, ids));

describe('stored files (R91)', () => {
  test('come back as they were, in the order asked for, without those that are not there', async () => {
    const ann = await addPerson(database.db);
    const first = await keep(ann);
    const second = await keep(ann, { ...note, name: 'empty.bin', bytes: Buffer.alloc(0) });
    const loaded = await load(ann, [second, random.uuid(), first]);
    expect(loaded.map(({ id, name, mime, bytes }) => [id, name, mime, Buffer.from(bytes)])).toEqual([
      [second, 'empty.bin', 'text/plain', Buffer.alloc(0)],
      [first, 'note.txt', 'text/plain', note.bytes],
    ]);
    expect(await load(ann, [])).toEqual([]);
  });

  test('lie sealed in the database', async () => {
    const ann = await addPerson(database.db);
    const id = await keep(ann);
    const [row] = await as(ann, (tx) => tx.select().from(files).where(eq(files.id, id)));
    expect(Buffer.from(row?.content ?? []).includes('harbour')).toBe(false);
  });

  test('are stored once under an id of the caller', async () => {
    const ann = await addPerson(database.db);
    const id = random.uuid();
    await keep(ann, note, id);
    await keep(ann, { ...note, bytes: Buffer.from('another') }, id);
    expect((await load(ann, [id])).map(({ bytes }) => bytes.toString())).toEqual([note.bytes.toString()]);
  });

  test('from before they were sealed stay readable', async () => {
    const ann = await addPerson(database.db);
    const id = random.uuid();
    const old = { id, personId: ann, name: 'old.txt', mime: 'text/plain', content: note.bytes, createdAt: clock.now() };
    await as(ann, (tx) => tx.insert(files).values(old));
    expect((await load(ann, [id])).map(({ bytes }) => Buffer.from(bytes))).toEqual([note.bytes]);
  });

  test('of somebody else are not there, in whatever transaction', async () => {
    const ann = await addPerson(database.db);
    const ben = await addPerson(database.db);
    const id = await keep(ann);
    expect(await load(ben, [id])).toEqual([]);
    expect(await database.db.asSystem((tx) => stored.load(tx, ben, [id]))).toEqual([]);
  });

  test('whose contents were swapped are not taken for one another', async () => {
    const ann = await addPerson(database.db);
    const [first, second] = [await keep(ann), await keep(ann)];
    await as(ann, (tx) =>
      tx.execute(sql`update files set content = (select content from files where id = ${first}) where id = ${second}`),
    );
    await expect(load(ann, [second])).rejects.toMatchObject({ code: 'invalid' });
  });
});
