import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { urlOf } from '../fixtures/database-template.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const neverCalled = () => Promise.reject(new Error('something was about to change'));

test('a database that is up to date is left alone', async () => {
  expect(await migrate({ connection: database.connection, beforeChange: neverCalled })).toBe(false);
});

test('a database with older tables is announced before it changes', async () => {
  await database.db.asSystem((tx) => tx.execute(sql`update drizzle.__drizzle_migrations set created_at = 1`));
  await expect(migrate({ connection: database.connection, beforeChange: neverCalled })).rejects.toThrow('about to change');
});

test('a database of a newer version is refused with what to do', async () => {
  await database.db.asSystem((tx) => tx.execute(sql`update drizzle.__drizzle_migrations set created_at = 9999999999999`));
  await expect(migrate({ connection: database.connection })).rejects.toThrow('newer version');
});

describe.runIf('serverUrl' in inject('databaseTemplate'))('on a server', () => {
  const name = `adjutant_test_${randomUUID().replaceAll('-', '')}`;
  const template = inject('databaseTemplate');
  const serverUrl = 'serverUrl' in template ? template.serverUrl : '';

  async function run(url: string, ...statements: string[]): Promise<void> {
    const client = new Client(url);
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  test('two that start at once migrate once', async () => {
    await run(serverUrl, `CREATE DATABASE ${name}`);
    const connection = { connectionString: urlOf(serverUrl, name) };
    const changed = await Promise.all([migrate({ connection }), migrate({ connection })]);
    expect(changed.sort()).toEqual([false, true]);
    await run(serverUrl, `DROP DATABASE ${name}`);
  });

  test('a user without rights gets the statement for an administrator, and what that does is enough', async () => {
    await run(serverUrl, `CREATE ROLE ${name} LOGIN`, `CREATE DATABASE ${name} OWNER ${name}`);
    const url = new URL(urlOf(serverUrl, name));
    url.username = name;
    const connection = { connectionString: url.href };
    await run(urlOf(serverUrl, name), 'DROP EXTENSION IF EXISTS vector');
    await expect(migrate({ connection })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('administrator run'),
    });
    await run(urlOf(serverUrl, name), 'CREATE EXTENSION IF NOT EXISTS vector', `GRANT adjutant_app TO ${name}`);
    expect(await migrate({ connection })).toBe(true);
    await run(serverUrl, `DROP DATABASE ${name}`, `DROP ROLE ${name}`);
  });
});
