import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAudit } from '../../src/audit/audit.ts';
import { systemRandom as random } from '../../src/ground/random.ts';
import { deriveKey } from '../../src/vault/root-key.ts';
import { createSealing } from '../../src/vault/sealing.ts';
import { openVault, type Vault } from '../../src/vault/vault.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { addPerson, openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';

let database: TestDatabase;
let home: string;
beforeEach(async () => {
  database = await openTestDatabase();
  home = await mkdtemp(join(tmpdir(), 'adjutant-vault-'));
});
afterEach(async () => {
  await database.close();
  await rm(home, { recursive: true });
});

const clock = createFakeClock('2026-11-21T08:00:00Z');
const keyFile = () => join(home, 'key');
const otherKey = Buffer.alloc(32, 9).toString('base64url');
const open = (log = silentLog) => openVault({ db: database.db, home, keyFile: keyFile(), random, log });
const isMissing = {
  code: 'config',
  message: expect.stringMatching(/key file .* is missing.*no new one was made.*Put your copy/),
};
const isAnother = { code: 'config', message: expect.stringMatching(/another key file than .*Put your copy of that file back/) };

/** Somebody with a key of their own. */
async function addKeyed({ rootKey }: Vault): Promise<string> {
  const id = await addPerson(database.db);
  await database.db.asPerson(id, (tx) => createSealing({ rootKey, random, clock }).ensureKey(tx, id));
  return id;
}

describe('the vault (R91)', () => {
  test('of a new database makes its key and its identity, and opens with them from then on', async () => {
    const first = await open();
    expect((await readdir(home)).sort()).toEqual(['identity', 'key']);
    await addKeyed(first);
    const again = await open();
    expect([again.rootKey, again.identity.id]).toEqual([first.rootKey, first.identity.id]);
  });

  test('does not open where the key file is missing and somebody has a key, and makes no new one', async () => {
    await addKeyed(await open());
    await rm(home, { recursive: true });
    home = await mkdtemp(join(tmpdir(), 'adjutant-vault-'));
    await expect(open()).rejects.toMatchObject(isMissing);
    expect(await readdir(home)).toEqual([]);
  });

  test('does not open where the key file is missing and something is on record, for that is sealed by it, too', async () => {
    const { rootKey } = await open();
    const ann = await addPerson(database.db);
    const entry = { at: clock.now(), dataType: 'fact', access: 'write', action: 'memory_save', ref: '1' } as const;
    await database.db.asPerson(ann, (tx) => createAudit(deriveKey(rootKey, 'audit')).record(tx, ann, [entry]));
    await rm(keyFile());
    await expect(open()).rejects.toMatchObject(isMissing);
    expect(await readdir(home)).toEqual(['identity']);
  });

  test('opens with a new key where persons are known and nothing was sealed yet', async () => {
    await addPerson(database.db);
    await open();
    expect(await readdir(home)).toContain('key');
  });

  test('does not open with another key file, and leaves that one and the database as they are', async () => {
    const vault = await open();
    await addKeyed(vault);
    await addKeyed(vault);
    const keys = sql`select * from person_keys order by person_id`;
    const before = await database.db.asSystem(async (tx) => (await tx.execute(keys)).rows);
    await writeFile(keyFile(), otherKey);
    await rm(join(home, 'identity'));
    await expect(open()).rejects.toMatchObject(isAnother);
    expect(await readdir(home)).toEqual(['key']);
    expect(await readFile(keyFile(), 'utf8')).toBe(otherKey);
    expect(await database.db.asSystem(async (tx) => (await tx.execute(keys)).rows)).toEqual(before);
  });

  test('opens where the key of one person of several is damaged, and the log counts it', async () => {
    const vault = await open();
    const ann = await addKeyed(vault);
    await addKeyed(vault);
    await database.db.asSystem((tx) =>
      tx.execute(sql`update person_keys set wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1) where person_id = ${ann}`),
    );
    const warned: unknown[] = [];
    await open({ ...silentLog, warn: (event, fields) => void warned.push([event, fields]) });
    expect(warned).toEqual([['person-keys-not-opened', { count: 1 }]]);
  });
});
