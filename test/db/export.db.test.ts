import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { exportLines } from '../../src/db/export.ts';
import { importLines } from '../../src/db/import.ts';
import { openDatabase } from '../../src/db/open.ts';
import { readLines, writeLines } from '../../src/db/portable-file.ts';
import { files, inbox } from '../../src/db/schema/chat.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { identityOf } from '../../src/vault/identity.ts';
import { signedLines, verifiedLines } from '../../src/vault/signed-lines.ts';
import { addPerson, openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';

let from: TestDatabase;
let folder: string;
let exported: string[];

async function connect(database: Pick<TestDatabase, 'connection'>): Promise<Client> {
  const client = new Client(database.connection);
  await client.connect();
  return client;
}

async function linesOf(database: TestDatabase): Promise<string[]> {
  const client = await connect(database);
  const lines = await collect(exportLines(client));
  await client.end();
  return lines;
}

async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

async function* each(lines: readonly string[]) {
  yield* lines;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-export-'));
  from = await openTestDatabase();
  const ana = await addPerson(from.db);
  await addPerson(from.db, { operator: true });
  await from.db.asPerson(ana, async (tx) => {
    await tx.execute(sql`insert into inbox (person_id, key, platform, chat, message_id, kind, payload, received_at)
      select ${ana}, 'k' || i, 'telegram', '1', i::text, 'message',
        jsonb_build_object('text', E'line\nbreak ä "quoted" ] }', 'big', 9007199254740993), '2026-03-01T10:00:00.123456Z'
      from generate_series(1, 450) i`);
    const content = Buffer.from([0, 1, 254, 255, 10]);
    const createdAt = (await tx.select({ at: inbox.receivedAt }).from(inbox).limit(1))[0]?.at;
    if (!createdAt) throw new Error('nothing was inserted');
    await tx.insert(files).values({ personId: ana, name: 'a', mime: 'b', content, createdAt });
  });
  exported = await linesOf(from);
});
afterAll(async () => {
  await from.close();
  await rm(folder, { recursive: true });
});

test('what is exported and imported elsewhere is the same to the byte, and counting goes on', async () => {
  const path = join(folder, 'all.jsonl.gz');
  await writeLines(path, each(exported));
  const to = await openTestDatabase();
  const client = await connect(to);
  expect(await importLines(client, readLines(path))).toBe(453);
  await client.end();
  expect(await linesOf(to)).toEqual(exported);
  const [ana] = (await to.db.asSystem((tx) => tx.execute<{ id: string }>(sql`select person_id as id from files`))).rows;
  const added = await to.db.asPerson(ana?.id ?? '', (tx) =>
    tx.execute<{ seq: string }>(sql`insert into inbox (person_id, key, platform, chat, message_id, kind, payload, received_at)
      values (${ana?.id}, 'next', 'telegram', '1', 'n', 'message', '{}', now()) returning seq`),
  );
  expect(Number(added.rows[0]?.seq)).toBe(451);
  await to.close();
});

test.runIf('serverUrl' in inject('databaseTemplate'))(
  'a server takes what an embedded database gave, and gives it back',
  async () => {
    const home = join(folder, 'home');
    const embedded = await openDatabase({ home, clock: systemClock, log: silentLog, onGone: () => undefined });
    const client = await connect(embedded);
    await importLines(client, each(exported));
    const moved = await collect(exportLines(client));
    await client.end();
    await embedded.close();
    const to = await openTestDatabase();
    const server = await connect(to);
    await importLines(server, each(moved));
    expect(await collect(exportLines(server))).toEqual(exported);
    await server.end();
    await to.close();
  },
);

test('a cut, a foreign and a damaged file leave the database empty', async () => {
  const to = await openTestDatabase();
  const client = await connect(to);
  const damaged = exported.with(200, '["persons",{"id":"no id"}]');
  for (const lines of [exported.slice(0, -1), exported.slice(1), ['{"format":"other"}'], [], damaged]) {
    await expect(importLines(client, each(lines))).rejects.toThrow();
  }
  const otherVersion = ['{"format":"adjutant-export","migration":1}', ...exported.slice(1)];
  await expect(importLines(client, each(otherVersion))).rejects.toThrow('another version');
  await client.end();
  expect(await linesOf(to)).toHaveLength(2);
  await to.close();
});

test('a database that holds somebody is refused', async () => {
  const client = await connect(from);
  await expect(importLines(client, each(exported))).rejects.toMatchObject({ code: 'config' });
  await client.end();
});

test('no file is overwritten, and a failed export leaves none', async () => {
  const taken = join(folder, 'taken.jsonl');
  await writeFile(taken, 'mine');
  await expect(writeLines(taken, each(exported))).rejects.toMatchObject({ code: 'EEXIST' });
  expect(await collect(readLines(taken))).toEqual(['mine']);
  const failed = join(folder, 'failed.jsonl');
  const failing = async function* () {
    yield 'one';
    throw new Error('the database went away');
  };
  await expect(writeLines(failed, failing())).rejects.toThrow('went away');
  await expect(collect(readLines(failed))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('R87 an export with a wrong signature leaves the database empty, and one of the expected key goes in', async () => {
  const [mine, other] = [identityOf(Buffer.alloc(32, 1), []), identityOf(Buffer.alloc(32, 2), [])];
  const signed = await collect(signedLines(each(exported), mine));
  const to = await openTestDatabase();
  const client = await connect(to);
  const load = (lines: readonly string[], trusted?: string) =>
    importLines(
      client,
      verifiedLines(each(lines), trusted, () => undefined),
    );
  await expect(load(signed, other.id)).rejects.toThrow('signed by another instance');
  const forged = signed.map((line) => line.replace('quoted', 'forged'));
  await expect(load(forged)).rejects.toThrow('The signature does not fit');
  await expect(load(exported)).rejects.toThrow('ends without a signature');
  expect(await linesOf(to)).toHaveLength(2);
  expect(await load(signed, mine.id)).toBe(453);
  await client.end();
  await to.close();
});
