import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { lockServer } from '../../src/db/server-lock.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** A log that keeps the events, and tells when one comes. */
function listeningLog() {
  const events: string[] = [];
  let tell = () => {};
  const came = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const info = (event: string) => {
    events.push(event);
    tell();
  };
  return { log: { ...silentLog, info }, events, came };
}

const onLost = () => {
  throw new Error('the lock was lost');
};

describe.runIf('serverUrl' in inject('databaseTemplate'))('the lock of a deployment', () => {
  test('makes the second stand by until the first has gone', async () => {
    const { connection } = database;
    const { log, events, came } = listeningLog();
    const first = await lockServer({ connection, log: silentLog, onLost });
    const second = lockServer({ connection, log, onLost });
    await came;
    expect(events).toEqual(['standby']);
    await first.release();
    await (await second).release();
    expect(events).toEqual(['standby', 'takeover']);
  });

  test('passes on when its holder dies, who learns that it is lost', async () => {
    const { connection, db } = database;
    let lose = () => {};
    const lost = new Promise<void>((resolve) => {
      lose = resolve;
    });
    await lockServer({ connection, log: silentLog, onLost: lose });
    const { log, came } = listeningLog();
    const second = lockServer({ connection, log, onLost });
    await came;
    await db.asSystem((tx) =>
      tx.execute(sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and
        database = (select oid from pg_database where datname = current_database())`),
    );
    await lost;
    await (await second).release();
  });

  test('is waited for only until one is told to stop', async () => {
    const { connection } = database;
    const first = await lockServer({ connection, log: silentLog, onLost });
    const { log, came } = listeningLog();
    const stop = new AbortController();
    const second = lockServer({ connection, log, onLost, signal: stop.signal });
    await came;
    stop.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    await first.release();
  });
});
