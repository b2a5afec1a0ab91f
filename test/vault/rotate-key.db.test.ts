import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAudit } from '../../src/audit/audit.ts';
import type { Database } from '../../src/db/client.ts';
import { openDatabase } from '../../src/db/open.ts';
import { personKeys } from '../../src/db/schema/vault.ts';
import { systemClock as clock } from '../../src/ground/clock.ts';
import { systemRandom as random } from '../../src/ground/random.ts';
import { createTombstones } from '../../src/memory/tombstones.ts';
import { createButtons } from '../../src/outbox/buttons.ts';
import { loadIdentity } from '../../src/vault/identity.ts';
import { unwrapKey } from '../../src/vault/person-keys.ts';
import { deriveKey, loadRootKeys, type RootKeys } from '../../src/vault/root-key.ts';
import { createSealing } from '../../src/vault/sealing.ts';
import { giveUpLostKey, openVault } from '../../src/vault/vault.ts';
import { addPerson, silentLog } from '../fixtures/database.ts';
import { startProcess } from '../fixtures/database-process.ts';
import { makeHome, type ProductHome } from '../fixtures/product.ts';

/** The embedded database is opened several times. */
const PATIENT = { timeout: 240_000 };
const SECRET = Buffer.from('the harbour code is 4711');
const UNDO = { verb: 'undo', id: '0198a1b2-0000-7000-8000-000000000001' };

let home: ProductHome;
let keyFile: string;
let persons: string[];
let sealed: Buffer[];
let before: { readonly firstKey: Buffer; readonly id: string; readonly button: string; readonly file: string };
beforeAll(async () => {
  home = await makeHome();
  keyFile = join(home.path, 'key');
  await onDatabase(fill);
});
afterAll(() => home.remove());

async function onDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const { path, databaseUrl } = home;
  const onGone = (reason: string) => void process.stderr.write(`${reason}\n`);
  const { db, close } = await openDatabase({ home: path, databaseUrl, clock, log: silentLog, onGone });
  return work(db).finally(close);
}

const open = (db: Database, log = silentLog) => openVault({ db, home: home.path, keyFile, random, log });

/** Three persons with something sealed and something on record, a button and something forgotten. */
async function fill(db: Database): Promise<void> {
  const { rootKey, firstKey, identity } = await open(db);
  const [sealing, audit] = [createSealing({ rootKey, random, clock }), createAudit(deriveKey(firstKey, 'audit'))];
  persons = [await addPerson(db), await addPerson(db), await addPerson(db)];
  const entry = { at: clock.now(), dataType: 'fact', access: 'write', action: 'memory_save', ref: '1' } as const;
  sealed = [];
  for (const id of persons) {
    sealed.push(await db.asPerson(id, (tx) => sealing.seal(tx, id, 'note', SECRET)));
    await db.asPerson(id, (tx) => audit.record(tx, id, [entry, entry]));
  }
  await createTombstones({ home: home.path, key: deriveKey(firstKey, 'forgotten') }).bury(['gone']);
  const button = createButtons(deriveKey(firstKey, 'buttons')).sign(UNDO, persons[0] ?? '');
  before = { firstKey, id: identity.id, button, file: await readFile(keyFile, 'utf8') };
}

/** What a start finds is what there was, to the last seal. */
async function isAsBefore(db: Database): Promise<void> {
  const { rootKey, firstKey, identity } = await open(db);
  expect([firstKey, identity.id]).toEqual([before.firstKey, before.id]);
  const [sealing, audit] = [createSealing({ rootKey, random, clock }), createAudit(deriveKey(firstKey, 'audit'))];
  for (const [at, id] of persons.entries()) {
    expect(await db.asPerson(id, (tx) => sealing.open(tx, id, 'note', sealed[at] ?? SECRET))).toEqual(SECRET);
    expect(await db.asPerson(id, (tx) => audit.verify(tx, id))).toEqual({ intact: true, length: 2 });
  }
  const forgotten = createTombstones({ home: home.path, key: deriveKey(firstKey, 'forgotten') });
  expect(await forgotten.among(['gone', 'kept'])).toEqual(['gone']);
  expect(createButtons(deriveKey(firstKey, 'buttons')).open(before.button, persons[0] ?? '')).toEqual(UNDO);
}

/** How many persons' keys open with the newest root key alone. */
async function underNewest(db: Database, [newest]: RootKeys): Promise<number> {
  const rows = await db.asSystem((tx) => tx.select().from(personKeys).orderBy(asc(personKeys.personId)));
  return rows.filter(({ personId, wrapped }) => unwrapKey(newest, personId, wrapped)).length;
}

/** Resolves with the signal that ended it, or null when it came to its end. */
async function rotate(lastDraw?: number): Promise<NodeJS.Signals | null> {
  const words = [home.path, home.databaseUrl ?? '', String(lastDraw ?? '')];
  const { child, end } = startProcess('rotate-key-child.ts', ...words);
  await end();
  return child.signalCode;
}

// The new key, three persons' keys, the identity.
test.each([1, 2, 3, 4, 5])(
  'R91 a rotation that is killed at its draw %i costs nothing, and the next start ends it',
  async (draw) => {
    const { length } = await loadRootKeys(keyFile);
    expect(await rotate(draw)).toBe('SIGKILL');
    const keys = await loadRootKeys(keyFile);
    expect(keys.length - length).toBe(draw === 1 ? 0 : 1);
    await onDatabase(async (db) => {
      expect(await underNewest(db, keys)).toBe(draw === 1 || draw === 5 ? 3 : 0);
      await isAsBefore(db);
      expect(await underNewest(db, keys)).toBe(3);
    });
  },
);

test(
  'R91 a rotation that comes to its end leaves nothing to the former key, and a copy of the file from before is refused',
  PATIENT,
  async () => {
    expect(await rotate()).toBeNull();
    const keys = await loadRootKeys(keyFile);
    const file = await readFile(keyFile, 'utf8');
    await onDatabase(async (db) => {
      expect(await underNewest(db, keys)).toBe(3);
      expect((await loadIdentity({ home: home.path, rootKeys: [keys[0]], random })).id).toBe(before.id);
      await isAsBefore(db);
      await writeFile(keyFile, before.file);
      await expect(open(db)).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('another key file') });
      expect(await readFile(keyFile, 'utf8')).toBe(before.file);
      await writeFile(keyFile, file);
      await isAsBefore(db);
    });
  },
);

test(
  'R91 where the key file is lost for good, what it sealed is given up by a command of its own, and a new one begins',
  PATIENT,
  async () => {
    await onDatabase(async (db) => {
      await writeFile(keyFile, Buffer.alloc(32, 9).toString('base64url'));
      await expect(open(db)).rejects.toMatchObject({ message: expect.stringContaining('rotate-key -- --lost') });
      expect(await giveUpLostKey({ db, home: home.path, keyFile, random, log: silentLog })).toBe(3);
      const { rootKey, identity } = await open(db);
      expect(identity.id).not.toBe(before.id);
      const sealing = createSealing({ rootKey, random, clock });
      const id = persons[0] ?? '';
      const anew = await db.asPerson(id, (tx) => sealing.seal(tx, id, 'note', SECRET));
      expect(await db.asPerson(id, (tx) => sealing.open(tx, id, 'note', anew))).toEqual(SECRET);
      expect(await giveUpLostKey({ db, home: home.path, keyFile, random, log: silentLog })).toBe(0);
    });
  },
);
