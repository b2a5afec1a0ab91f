import { Client } from 'pg';
import type { Log } from '../ground/log.ts';
import type { Connection } from './connection.ts';
import { failureOf } from './failure.ts';

export interface ServerLock {
  release(): Promise<void>;
}

interface ServerLockOptions {
  readonly connection: Connection;
  readonly log: Log;
  /** Gives up waiting. */
  readonly signal?: AbortSignal;
  /** Called once when the connection is lost: another process may hold the lock from now on. */
  readonly onLost: () => void;
}

/** Any number, the same for every Adjutant: the lock is per database. */
const PROCESS_LOCK = 4_170_330;
/** A server notices within 5 + 2 * 3 seconds that our machine is gone, and gives the lock to the next. */
const NOTICE_DEATH = 'SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 2';

/**
 * Makes this process the only one that works on a server's database. While another holds the lock we stand by, for as long as
 * it lives, and take over when its connection ends. The lock lies on a connection of its own, which must not go through a
 * pooler that shares connections.
 */
export async function lockServer({ connection, log, signal, onLost }: ServerLockOptions): Promise<ServerLock> {
  signal?.throwIfAborted();
  const client = new Client({
    ...connection,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
    connectionTimeoutMillis: 10_000,
  });
  let released = false;
  client.on('error', () => undefined);
  client.once('end', () => {
    if (!released) onLost();
  });
  const release = async () => {
    released = true;
    await client.end();
  };
  const giveUp = () => void release();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    await client.connect();
    await client.query(NOTICE_DEATH);
    const { rows } = await client.query(`SELECT pg_try_advisory_lock(${PROCESS_LOCK}) AS taken`);
    if (rows[0]?.taken !== true) {
      log.info('standby');
      await client.query(`SELECT pg_advisory_lock(${PROCESS_LOCK})`);
      log.info('takeover');
    }
  } catch (error) {
    released = true;
    await client.end().catch(() => undefined);
    signal?.throwIfAborted();
    throw failureOf(error, 'connect');
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
  return { release };
}
