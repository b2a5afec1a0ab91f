import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { embeddedConnection } from '../../../src/db/connection.ts';
import { type Embedded, openEmbedded } from '../../../src/db/embedded/open-embedded.ts';
import { sqlStateOf } from '../../../src/db/failure.ts';

const template = inject('databaseTemplate');
let folder: string;
let embedded: Embedded;
const gone: string[] = [];

beforeAll(async () => {
  if (!('folder' in template)) return;
  folder = await mkdtemp(join(tmpdir(), 'adjutant-test-'));
  await cp(template.folder, folder, { recursive: true });
  embedded = await openEmbedded({ folder: join(folder, 'db'), idleTransactionMs: 30, onGone: (reason) => gone.push(reason) });
});
afterAll(async () => {
  if (!('folder' in template)) return;
  await embedded.close();
  await rm(folder, { recursive: true });
  expect(gone).toEqual([]);
});

test.runIf('folder' in template)(
  'a transaction that does nothing for too long is rolled back, lets others run, and learns of it',
  async () => {
    const [idle, other] = [new Client(embeddedConnection(embedded)), new Client(embeddedConnection(embedded))];
    await Promise.all([idle.connect(), other.connect()]);
    await idle.query('create table kept (n int)');
    await idle.query('begin; insert into kept values (1)');
    const { rows } = await other.query('select count(*)::int as n from kept'); // waits until the other is put aside
    expect(rows).toEqual([{ n: 0 }]);
    expect(await idle.query('insert into kept values (2)').catch(sqlStateOf)).toBe('25P03');
    expect(await idle.query('commit').catch(sqlStateOf)).toBe('25P03');
    expect((await idle.query('select count(*)::int as n from kept')).rows).toEqual([{ n: 0 }]);
    await Promise.all([idle.end(), other.end()]);
  },
);
