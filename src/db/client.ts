import { AsyncLocalStorage } from 'node:async_hooks';
import { NodePgTransaction } from 'drizzle-orm/node-postgres';
import { PgDialect } from 'drizzle-orm/pg-core';
import { Pool, type PoolClient } from 'pg';
import { describeError, type Log } from '../ground/log.ts';
import type { Connection } from './connection.ts';
import { failureOf, sqlStateOf } from './failure.ts';
import { createNamedSessions, type NamedSession } from './named-session.ts';

/** An open transaction. Its `transaction` method makes a savepoint. */
export type Tx = NodePgTransaction<Record<string, never>, Record<string, never>>;

/** The only door to the data. Nothing that waits for a model, a network or a person belongs inside `work`: it blocks everybody else. */
export interface Database {
  /** One transaction that sees and writes only this person's rows. */
  asPerson<T>(personId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * The owner's transaction, past row-level security: only for what belongs to nobody yet or to all (inbox keys, identities,
   * the scheduler's due rows, migrations). One that a platform waits for goes `ahead`: on a line that all the others leave free.
   */
  asSystem<T>(work: (tx: Tx) => Promise<T>, how?: { readonly ahead: boolean }): Promise<T>;
  close(): Promise<void>;
}

interface DatabaseOptions {
  readonly connection: Connection;
  /** Beside the one that is kept for what goes ahead. */
  readonly maxConnections: number;
  readonly log: Log;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const dialect = new PgDialect();

/** Two transactions stood in each other's way, and this one was given up so that the other could go on (serialization_failure, deadlock_detected). */
const GIVEN_UP = new Set(['40001', '40P01']);
const MOST_TRIES = 5;

/**
 * Both kinds of transaction reject with `unavailable` when the database went away: that call is lost (a commit may still have
 * happened), the next one connects anew. One that was given up for another is done again, `work` and all. A transaction inside a transaction is a bug and throws.
 */
export function createDatabase({ connection, maxConnections, log }: DatabaseOptions): Database {
  const poolOf = (max: number) => new Pool({ ...connection, max, connectionTimeoutMillis: 10_000 });
  const [pool, aheadPool] = [poolOf(maxConnections), poolOf(1)];
  const sessionOn = createNamedSessions(dialect);
  const inside = new AsyncLocalStorage<{ open: boolean }>();
  // Both handlers must stand: without them the loss of an idle connection would end the process.
  const onLost = (error: Error) => log.warn('database-connection-lost', describeError(error));
  for (const each of [pool, aheadPool]) {
    each.on('error', onLost);
    each.on('connect', (client) => client.on('error', () => undefined));
  }

  const transact = async <T>(begin: string, work: (tx: Tx) => Promise<T>, from = pool): Promise<T> => {
    if (inside.getStore()?.open) throw new Error('a transaction was opened inside another; pass the outer one on instead');
    return untilThrough(() => once(from, begin, work), log);
  };

  const once = async <T>(from: Pool, begin: string, work: (tx: Tx) => Promise<T>): Promise<T> => {
    const client = await from.connect().catch((error: unknown) => {
      throw failureOf(error, 'connect');
    });
    const state = { open: true };
    try {
      const result = await inside.run(state, () => runOn({ client, begin, session: sessionOn(client) }, work));
      client.release();
      return result;
    } catch (error) {
      client.release(await leave(client));
      throw failureOf(error, 'query');
    } finally {
      state.open = false;
    }
  };

  return {
    async asPerson(personId, work) {
      if (!UUID.test(personId)) throw new Error('a transaction was opened for something that is no person id');
      return transact(`BEGIN; SET LOCAL ROLE adjutant_app; SET LOCAL app.person_id = '${personId}'`, work);
    },
    asSystem: (work, how) => transact('BEGIN', work, how?.ahead ? aheadPool : pool),
    async close() {
      await Promise.all([pool.end(), aheadPool.end()]);
    },
  };
}

async function untilThrough<T>(transaction: () => Promise<T>, log: Log): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (tries === MOST_TRIES || !GIVEN_UP.has(sqlStateOf(error) ?? '')) throw error;
      log.debug('transaction-again', { tries });
    }
  }
}

interface Opening {
  readonly client: PoolClient;
  readonly begin: string;
  readonly session: NamedSession;
}

async function runOn<T>({ client, begin, session }: Opening, work: (tx: Tx) => Promise<T>): Promise<T> {
  await client.query(begin);
  const result = await work(new NodePgTransaction(dialect, session, undefined));
  const { command } = await client.query('COMMIT');
  // Postgres answers the COMMIT of a failed transaction with ROLLBACK and no error.
  if (command !== 'COMMIT') throw new Error('a failed statement was swallowed inside a transaction, so nothing of it was kept');
  return result;
}

/** Rolls back; true when the connection is of no more use. */
async function leave(client: PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return false;
  } catch {
    return true;
  }
}
