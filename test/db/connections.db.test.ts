import type { Duplex } from 'node:stream';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createDatabase, type Database } from '../../src/db/client.ts';
import { sqlStateOf } from '../../src/db/failure.ts';
import { isAppError } from '../../src/ground/errors.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';

const embedded = 'folder' in inject('databaseTemplate');
let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await database.db.asSystem((tx) => tx.execute(sql`create table probe (id int primary key, n int not null)`));
});
afterAll(() => database.close());

async function connect(): Promise<Client> {
  const client = new Client(database.connection);
  await client.connect();
  return client;
}

describe('many callers at once', () => {
  test('get their own answers: 4 connections, 400 different statements', async () => {
    const clients = await Promise.all([connect(), connect(), connect(), connect()]);
    const wrong: unknown[] = [];
    const caller = async (client: Client, who: number) => {
      for (let n = 0; n < 100; n += 1) {
        const { rows } = await client.query(`select $1::int as "asked${who}", ${who} as who, ${n} as n`, [n * 10 + who]);
        const expected = { [`asked${who}`]: n * 10 + who, who, n };
        if (JSON.stringify(rows) !== JSON.stringify([expected])) wrong.push(rows);
      }
    };
    await Promise.all(clients.map(caller));
    expect(wrong).toEqual([]);
    await Promise.all(clients.map((client) => client.end()));
  });

  test('see only their own errors', async () => {
    const [good, bad] = [await connect(), await connect()];
    const mistakes = ['select 1 / 0', "select 'x'::int", 'selec 1', 'select * from nowhere'];
    const failing = async () => {
      const codes: unknown[] = [];
      for (let n = 0; n < 40; n += 1) codes.push(await bad.query(mistakes[n % 4] ?? '').catch(sqlStateOf));
      return codes;
    };
    const working = async () => {
      const values: number[] = [];
      for (let n = 0; n < 100; n += 1) values.push((await good.query('select $1::int as v', [n])).rows[0]?.v);
      return values;
    };
    const [codes, values] = await Promise.all([failing(), working()]);
    expect(codes.slice(0, 4)).toEqual(['22012', '22P02', '42601', '42P01']);
    expect(values).toEqual(Array.from({ length: 100 }, (_, n) => n));
    await Promise.all([good.end(), bad.end()]);
  });

  test('lose no update when each reads, adds one and writes', async () => {
    const { db } = database;
    await db.asSystem((tx) => tx.execute(sql`insert into probe values (1, 0)`));
    const addOne = () =>
      db.asSystem(async (tx) => {
        const { rows } = await tx.execute<{ n: number }>(sql`select n from probe where id = 1 for update`);
        await tx.execute(sql`update probe set n = ${(rows[0]?.n ?? 0) + 1} where id = 1`);
      });
    await Promise.all(Array.from({ length: 40 }, addOne));
    const { rows } = await db.asSystem((tx) => tx.execute(sql`select n from probe where id = 1`));
    expect(rows).toEqual([{ n: 40 }]);
  });

  test('never take the same row with skip locked', async () => {
    const { db } = database;
    await db.asSystem((tx) => tx.execute(sql`insert into probe select i, 0 from generate_series(1001, 1064) i`));
    const take = async () => {
      const taken: number[] = [];
      for (;;) {
        const { rows } = await db.asSystem((tx) =>
          tx.execute<{ id: number }>(
            sql`delete from probe where id = (select id from probe where id > 1000 limit 1 for update skip locked) returning id`,
          ),
        );
        if (rows[0] === undefined) return taken;
        taken.push(rows[0].id);
      }
    };
    const taken = (await Promise.all(Array.from({ length: 8 }, take))).flat();
    expect(taken.length).toBe(64);
    expect(new Set(taken).size).toBe(64);
  });

  test('hear what is committed, not what is rolled back', async () => {
    const [listener, speaker] = [await connect(), await connect()];
    const heard: string[] = [];
    const last = new Promise<void>((resolve) => {
      listener.on('notification', ({ payload }) => {
        heard.push(payload ?? '');
        if (payload === 'end') resolve();
      });
    });
    await listener.query('listen probe');
    await speaker.query("begin; notify probe, 'taken back'; rollback");
    await speaker.query("begin; notify probe, 'kept'; commit");
    await speaker.query("notify probe, 'end'");
    await last;
    expect(heard).toEqual(['kept', 'end']);
    await Promise.all([listener.end(), speaker.end()]);
  });

  test('get a megabyte back as they sent it', async () => {
    const client = await connect();
    const text = 'ä€x'.repeat(250_000);
    expect((await client.query('select $1::text as t', [text])).rows[0]?.t === text).toBe(true);
    await client.end();
  });
});

describe('a connection that is lost in a transaction', () => {
  const lose = async (db: Database, cut: (pid: number) => Promise<void>) =>
    db.asSystem(async (tx) => {
      await tx.execute(sql`insert into probe values (500, 1)`);
      const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      await cut(rows[0]?.pid ?? 0);
      await tx.execute(sql`select 1`);
    });

  test('costs that call and nothing else', async () => {
    const streams: Duplex[] = [];
    const { stream } = database.connection;
    const remembering = stream && {
      stream() {
        const made = stream();
        streams.push(made);
        return made;
      },
    };
    const db = createDatabase({ connection: { ...database.connection, ...remembering }, maxConnections: 1, log: silentLog });
    const cut = async (pid: number) => {
      if (embedded) streams[0]?.destroy();
      else await database.db.asSystem((tx) => tx.execute(sql`select pg_terminate_backend(${pid})`));
    };
    const lost = await lose(db, cut).catch((error: unknown) => error);
    expect(isAppError(lost, 'unavailable')).toBe(true);
    const { rows } = await db.asSystem((tx) => tx.execute(sql`select count(*)::int as n from probe where id = 500`));
    expect(rows).toEqual([{ n: 0 }]);
    await db.close();
  });

  test('a database that is not there is told as such', async () => {
    const db = createDatabase({
      connection: { connectionString: 'postgres://x@127.0.0.1:9/x' },
      maxConnections: 1,
      log: silentLog,
    });
    await expect(db.asSystem(async () => 1)).rejects.toMatchObject({ code: 'unavailable' });
    await db.close();
  });
});

describe.runIf(embedded)('the embedded database', () => {
  test('refuses COPY FROM STDIN, inside and outside a transaction, and lives on', async () => {
    const client = await connect();
    expect(await client.query('copy probe from stdin').catch(sqlStateOf)).toBe('0A000');
    await client.query('begin');
    expect(await client.query('copy probe from stdin').catch(sqlStateOf)).toBe('0A000');
    expect(await client.query('select 1').catch(sqlStateOf)).toBe('25P02');
    await client.query('rollback');
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await client.end();
  });
});
