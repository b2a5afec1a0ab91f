import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Tx } from '../../src/db/client.ts';
import { credentials as table } from '../../src/db/schema/vault.ts';
import { systemRandom as random } from '../../src/ground/random.ts';
import { createCredentials } from '../../src/vault/credentials.ts';
import { createSealing } from '../../src/vault/sealing.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const clock = createFakeClock('2026-11-21T08:00:00Z');
const sealing = createSealing({ rootKey: Buffer.alloc(32, 1), random, clock });
const credentials = createCredentials({ sealing, clock });
const shape = z.object({ user: z.string(), password: z.string() });
const account = { user: 'ann', password: 'open sesame' };
const as = <T>(personId: string, work: (tx: Tx) => Promise<T>) => database.db.asPerson(personId, work);
const save = (personId: string, value: object = account) => as(personId, (tx) => credentials.save(tx, personId, 'imap', value));
const load = (personId: string, service = 'imap') => as(personId, (tx) => credentials.load(tx, personId, service, shape));

describe('credentials (R91)', () => {
  test('come back as they were saved last, and are not there before', async () => {
    const ann = await addPerson(database.db);
    expect(await load(ann)).toBeUndefined();
    await save(ann, { user: 'ann', password: 'old' });
    await save(ann);
    expect(await load(ann)).toEqual(account);
    expect(await load(ann, 'google')).toBeUndefined();
    expect(await as(ann, (tx) => credentials.services(tx, ann))).toEqual(['imap']);
  });

  test('lie sealed in the database', async () => {
    const ann = await addPerson(database.db);
    await save(ann);
    const rows = await as(ann, (tx) => tx.select().from(table));
    expect(Buffer.concat(rows.map(({ sealed }) => sealed)).includes('sesame')).toBe(false);
  });

  test('are gone once removed', async () => {
    const ann = await addPerson(database.db);
    await save(ann);
    expect(await as(ann, (tx) => credentials.remove(tx, ann, 'imap'))).toBe(true);
    expect(await as(ann, (tx) => credentials.remove(tx, ann, 'imap'))).toBe(false);
    expect(await load(ann)).toBeUndefined();
  });

  test('of somebody else are not there, in whatever transaction', async () => {
    const ann = await addPerson(database.db);
    const ben = await addPerson(database.db);
    await save(ann);
    expect(await load(ben)).toBeUndefined();
    await database.db.asSystem(async (tx) => {
      expect(await credentials.load(tx, ben, 'imap', shape)).toBeUndefined();
      expect(await credentials.remove(tx, ben, 'imap')).toBe(false);
    });
    expect(await load(ann)).toEqual(account);
  });

  test('that another version stored in another shape are refused', async () => {
    const ann = await addPerson(database.db);
    await save(ann, { token: 'x' });
    await expect(load(ann)).rejects.toThrow(z.ZodError);
  });

  test('of which any bit was changed are refused', async () => {
    const ann = await addPerson(database.db);
    await save(ann);
    await as(ann, async (tx) => {
      const [row] = await tx.select().from(table);
      const sealed = Buffer.from(row?.sealed ?? []);
      for (const at of [0, 7, 8, 20, 36, sealed.length - 1]) {
        const changed = Buffer.from(sealed);
        changed.writeUInt8((sealed[at] ?? 0) ^ 1, at);
        await tx.update(table).set({ sealed: changed });
        await expect(credentials.load(tx, ann, 'imap', shape)).rejects.toMatchObject({ code: 'invalid' });
      }
    });
  });
});
