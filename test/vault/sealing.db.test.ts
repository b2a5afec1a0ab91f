import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tx } from '../../src/db/client.ts';
import { personKeys } from '../../src/db/schema/vault.ts';
import { systemRandom } from '../../src/ground/random.ts';
import { isSealed } from '../../src/vault/cipher.ts';
import { createSealing } from '../../src/vault/sealing.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const clock = createFakeClock('2026-11-21T08:00:00Z');
const sealing = createSealing({ rootKey: Buffer.alloc(32, 1), random: systemRandom, clock });
const secret = Buffer.from('the harbour code is 4711');
const as = <T>(personId: string, work: (tx: Tx) => Promise<T>) => database.db.asPerson(personId, work);
const seal = (personId: string, purpose = 'note') => as(personId, (tx) => sealing.seal(tx, personId, purpose, secret));
const open = (personId: string, sealed: Uint8Array, purpose = 'note') =>
  as(personId, (tx) => sealing.open(tx, personId, purpose, sealed));

describe('sealing (R91)', () => {
  test('gives back what was sealed, and shows nothing of it before', async () => {
    const ann = await addPerson(database.db);
    const sealed = await seal(ann);
    expect(isSealed(sealed)).toBe(true);
    expect(sealed.includes('harbour')).toBe(false);
    expect(await open(ann, sealed)).toEqual(secret);
    expect(await open(ann, await as(ann, (tx) => sealing.seal(tx, ann, 'note', new Uint8Array())))).toHaveLength(0);
  });

  test('never seals twice alike', async () => {
    const ann = await addPerson(database.db);
    expect(await seal(ann)).not.toEqual(await seal(ann));
  });

  test('keeps a key that is of no use without the root key', async () => {
    const ann = await addPerson(database.db);
    const sealed = await seal(ann);
    const other = createSealing({ rootKey: Buffer.alloc(32, 2), random: systemRandom, clock });
    const refused = { code: 'config', message: expect.stringContaining('ADJUTANT_KEY_FILE') };
    await expect(as(ann, (tx) => other.open(tx, ann, 'note', sealed))).rejects.toMatchObject(refused);
    await expect(as(ann, (tx) => other.seal(tx, ann, 'note', secret))).rejects.toMatchObject(refused);
    expect(await open(ann, sealed)).toEqual(secret);
  });

  test('of one person opens with no other key, and a key that is copied over is not theirs', async () => {
    const ann = await addPerson(database.db);
    const ben = await addPerson(database.db);
    const sealed = await seal(ann);
    await expect(open(ben, sealed)).rejects.toMatchObject({ code: 'not-found' });
    await seal(ben);
    await expect(open(ben, sealed)).rejects.toMatchObject({ code: 'invalid' });
    await database.db.asSystem((tx) =>
      tx.execute(
        sql`update person_keys set wrapped = (select wrapped from person_keys where person_id = ${ann}) where person_id = ${ben}`,
      ),
    );
    await expect(open(ben, sealed)).rejects.toMatchObject({ code: 'config' });
  });

  test('for one purpose opens for no other', async () => {
    const ann = await addPerson(database.db);
    await expect(open(ann, await seal(ann, 'file 1'), 'file 2')).rejects.toMatchObject({ code: 'invalid' });
  });

  test('finds every single changed bit, and what was cut or added', async () => {
    const ann = await addPerson(database.db);
    const sealed = await seal(ann);
    const changed = Array.from(sealed, (byte, at) => {
      const copy = Buffer.from(sealed);
      copy[at] = byte ^ (1 << (at % 8));
      return copy;
    });
    const longer = Buffer.concat([sealed, Buffer.from([0])]);
    for (const bytes of [...changed, sealed.subarray(0, -1), sealed.subarray(0, 9), Buffer.alloc(0), longer]) {
      await expect(open(ann, bytes)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('damaged') });
    }
  });

  test('cannot be read any more once the key is destroyed, not even after a new one is made', async () => {
    const ann = await addPerson(database.db);
    const sealed = await seal(ann);
    await as(ann, (tx) => sealing.destroyKey(tx, ann));
    await expect(open(ann, sealed)).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('key') });
    await seal(ann);
    await expect(open(ann, sealed)).rejects.toMatchObject({ code: 'invalid' });
  });

  test('destroys the key of its person only, even in the transaction of the system', async () => {
    const ann = await addPerson(database.db);
    const ben = await addPerson(database.db);
    const [annes, bens] = [await seal(ann), await seal(ben)];
    await database.db.asSystem((tx) => sealing.destroyKey(tx, ann));
    await expect(open(ann, annes)).rejects.toMatchObject({ code: 'not-found' });
    expect(await open(ben, bens)).toEqual(secret);
  });

  test('makes one key when many first things are sealed at once', async () => {
    const ann = await addPerson(database.db);
    const all = await Promise.all(Array.from({ length: 4 }, () => seal(ann)));
    for (const sealed of all) expect(await open(ann, sealed)).toEqual(secret);
    expect(await as(ann, (tx) => tx.$count(personKeys))).toBe(1);
  });
});
