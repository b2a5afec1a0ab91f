import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proveForget } from '../../bench/proofs/forget/prove.ts';
import { createTombstones } from '../../src/memory/tombstones.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';

let database: TestDatabase;
let home: string;
beforeAll(async () => {
  database = await openTestDatabase();
  home = await mkdtemp(join(tmpdir(), 'adjutant-forget-'));
});
afterAll(async () => {
  await database.close();
  await rm(home, { recursive: true });
});

test('R94 nothing forgotten comes back on any path, by a restored backup neither, and nothing beside it is lost', async () => {
  const proof = await proveForget({ db: database.db, home }, { runs: 12, seed: 4 });
  const kinds = { derived: 8, neighbours: 2, files: 1, unnamed: 1, asides: 1 };
  const counts = { runs: 12, returned: 0, lost: 0, ...kinds, control: 12, violations: 0 };
  expect(proof).toEqual({ proof: 'forget', ...counts, holds: true });
});

const [ONE, TWO] = ['7b0c7d56-6f4e-4a7e-9a57-000000000001', '7b0c7d56-6f4e-4a7e-9a57-000000000002'];
const open = (folder: string) => createTombstones({ home: folder, key: Buffer.alloc(32, 1) });

test('what is buried outlives a restart and is raised by Undo alone', async () => {
  const folder = join(home, 'one');
  await open(folder).bury([ONE, TWO]);
  expect(await open(folder).among([ONE, TWO])).toEqual([ONE, TWO]);
  await open(folder).raise([ONE]);
  expect(await open(folder).among([ONE, TWO])).toEqual([TWO]);
});

test('a line that a power cut tore says nothing and harms none', async () => {
  const folder = join(home, 'two');
  await open(folder).bury([ONE]);
  await appendFile(join(folder, 'forgotten'), '+abc');
  await open(folder).bury([TWO]);
  expect(await open(folder).among([ONE, TWO])).toEqual([ONE, TWO]);
});

test('the file tells no id, and nothing to another key', async () => {
  const folder = join(home, 'three');
  await open(folder).bury([ONE]);
  expect(await readFile(join(folder, 'forgotten'), 'utf8')).not.toContain(ONE.slice(0, 8));
  expect(await createTombstones({ home: folder, key: Buffer.alloc(32, 2) }).among([ONE])).toEqual([]);
});
