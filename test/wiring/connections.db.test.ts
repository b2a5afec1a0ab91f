import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAudit } from '../../src/audit/audit.ts';
import { systemClock as clock } from '../../src/ground/clock.ts';
import { allKinds, toolsFor } from '../../src/wiring/kinds.ts';
import { recordedConnections } from '../../src/wiring/recorded-connections.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { testStoredFiles } from '../fixtures/stored-files.ts';
import { openConnections } from './open-connections.ts';

let fixture: TestDatabase;
let folder: string;
let operator: string;
let other: string;
beforeAll(async () => {
  fixture = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'adjutant-roots-'));
  await writeFile(join(folder, 'plan.md'), 'Rome');
  other = await addPerson(fixture.db);
  operator = await addPerson(fixture.db, { operator: true });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await fixture.close();
});

const { signal } = new AbortController();
const connect = (env: Readonly<Record<string, string>>, { db } = fixture) => openConnections({ db, env, clock, pages: false });

test('nobody sees the folders before there is an operator', async () => {
  const fresh = await openTestDatabase();
  try {
    const { eyesOf, handsOf } = connect({ FILE_ROOTS: folder }, fresh);
    const first = await addPerson(fresh.db);
    expect(Object.keys(await eyesOf(first))).toEqual(['web']);
    const owner = await addPerson(fresh.db, { operator: true });
    expect(Object.keys(await eyesOf(owner))).toEqual(['web', 'files']);
    expect(Object.keys(await handsOf(owner))).toEqual(['files']);
  } finally {
    await fresh.close();
  }
});

test('the operator alone looks into the folders of the settings and writes there', async () => {
  const { eyesOf, handsOf } = connect({ FILE_ROOTS: folder });
  const { files } = await eyesOf(operator);
  expect(await files?.search('rome', 5, signal)).toMatchObject([{ path: join(folder, 'plan.md') }]);
  await (await handsOf(operator)).files?.write(join(folder, 'new.md'), Buffer.from('new'), null, signal);
  expect(await files?.read('new.md', signal)).toMatchObject({ size: 3 });
  expect((await eyesOf(other)).files).toBeUndefined();
  expect((await handsOf(other)).files).toBeUndefined();
});

test('R19 the data folder and the key are off limits, also where they lie in a granted folder', async () => {
  const key = join(folder, 'root.key');
  await writeFile(key, 'secret');
  await writeFile(join(folder, 'home.md'), 'x');
  const { eyesOf } = connect({ FILE_ROOTS: folder, ADJUTANT_HOME: join(folder, 'home.md'), ADJUTANT_KEY_FILE: key });
  const { files } = await eyesOf(operator);
  for (const path of [key, join(folder, 'home.md')])
    await expect(files?.read(path, signal)).rejects.toMatchObject({ code: 'denied' });
});

test('everybody reads the web; a search is there where the settings name one', async () => {
  expect(Object.keys(await connect({}).eyesOf(other))).toEqual(['web']);
  expect(Object.keys(await connect({ WEB_SEARCH_URL: 'http://127.0.0.1:8888' }).eyesOf(other))).toEqual(['web', 'search']);
});

test('R19 the web tools reach a private host only where the settings name it', async () => {
  const url = 'http://10.0.0.5:8080/wiki';
  const { web } = await connect({}).eyesOf(other);
  expect(() => web?.admit(url)).toThrow('WEB_ALLOW_HOSTS');
  const allowed = await connect({ WEB_ALLOW_HOSTS: '10.0.0.5:8080' }).eyesOf(other);
  expect(allowed.web?.admit(url)).toBe(url);
});

test('a model is offered what is connected for its person', async () => {
  const kinds = allKinds({
    recall: { prepare: async () => undefined } as never,
    prepare: undefined,
    storedFiles: testStoredFiles(),
  } as never);
  const { eyesOf } = connect({ FILE_ROOTS: folder });
  const offered = async (personId: string) => (await toolsFor(kinds, eyesOf)(personId)).map(({ name }) => name);
  expect(await offered(operator)).toEqual(
    expect.arrayContaining(['web_read', 'document_write', 'file_search', 'file_read', 'file_write']),
  );
  const others = await offered(other);
  expect(others).toEqual(expect.arrayContaining(['web_read', 'document_write']));
  for (const name of ['web_search', 'file_search', 'file_read', 'file_write']) expect(others).not.toContain(name);
});

test('R92 each call to the folders and to the web stands in the record of whoever caused it, before it is made', async () => {
  const audit = createAudit(Buffer.alloc(32, 1));
  const { eyesOf, handsOf } = recordedConnections(connect({ FILE_ROOTS: folder }), { db: fixture.db, clock, audit });
  const { files, web } = await eyesOf(operator);
  await files?.search('rome', 5, signal);
  await (await handsOf(operator)).files?.write(join(folder, 'noted.md'), Buffer.from('new'), null, signal);
  await expect(web?.read('http://127.0.0.1/', signal)).rejects.toMatchObject({ code: 'denied' });
  const rows = await fixture.db.asPerson(operator, (tx) => audit.latest(tx, operator, 10));
  expect(rows.map(({ access, dataType, action, ref }) => [access, dataType, action, ref].join(' ')).reverse()).toEqual([
    'read file files: search The folders of this computer',
    'write file files: write folders',
    'read web web: read 127.0.0.1',
  ]);
});
