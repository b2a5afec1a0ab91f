import { Client } from 'pg';
import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { OpenDatabase } from './open.ts';

interface HousekeepingDeps {
  readonly database: Pick<OpenDatabase, 'kind' | 'connection' | 'snapshots'>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Housekeeping {
  /** Works once an hour until the signal aborts, the first time after a minute where there is no snapshot yet; never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /**
   * One round, now: vacuums the tables that changed, and takes a snapshot when our own tables did. Where something was erased, no file of
   * the database and no snapshot holds it afterwards.
   */
  round(): Promise<void>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What the embedded database lacks: nobody vacuums there, and nobody backs it up. On a server that is the server's own business. */
export function createHousekeeping({ database, clock, log }: HousekeepingDeps): Housekeeping {
  let snapshotAt: string | undefined;

  const round = async () => {
    const { connection, snapshots } = database;
    if (!snapshots) return;
    const client = new Client(connection);
    client.on('error', () => undefined);
    await client.connect();
    try {
      const isOutdated = await snapshots.areOutdated();
      if (!isOutdated) await vacuum(client);
      const changes = await countChanges(client);
      if (isOutdated) await snapshots.replaceAll(() => rewrite(client));
      else if (changes === snapshotAt) return;
      else await snapshots.take('hourly');
      snapshotAt = changes;
    } finally {
      await client.end();
    }
  };

  return {
    round,
    async run(signal) {
      const first = await database.snapshots?.none().catch(() => false);
      for (let pauseMs = first ? MINUTE_MS : HOUR_MS; !signal.aborted; pauseMs = HOUR_MS) {
        await clock.sleep(pauseMs, signal).catch(() => undefined);
        if (signal.aborted) return;
        await round().catch((error: unknown) => log.error('housekeeping', describeError(error)));
      }
    },
  };
}

/** One table a statement, so that others have their turn in between. */
async function vacuum(client: Client): Promise<void> {
  const changed = `SELECT format('%I.%I', schemaname, relname) AS name FROM pg_stat_user_tables WHERE n_dead_tup + n_mod_since_analyze > 0`;
  const { rows } = await client.query<{ name: string }>(changed);
  for (const { name } of rows) await client.query(`VACUUM (ANALYZE) ${name}`);
}

/** Vacuuming leaves the bytes of what was erased where they are; so does the log, and the statistics hold words. */
async function rewrite(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(OUR_TABLES);
  // Of a table that is empty now ANALYZE would keep what it noted before.
  await client.query('DELETE FROM pg_catalog.pg_statistic WHERE starelid IN (SELECT relid FROM pg_stat_user_tables)');
  for (const { name } of rows) await client.query(`VACUUM (${name === VECTORS ? '' : 'FULL, '}ANALYZE) ${name}`);
  await client.query('VACUUM FULL pg_catalog.pg_statistic');
  await client.query('SELECT pg_switch_wal()');
}

const OUR_TABLES = `SELECT format('%I.%I', schemaname, relname) AS name FROM pg_stat_user_tables ORDER BY 1`;
/** They are no words, and to make their index anew takes minutes. */
const VECTORS = 'public.vectors';

/** Grows with every row of our own tables that is written; starts anew with the process. The jobs' tables change all the time and do not count. */
async function countChanges(client: Client): Promise<string> {
  const counted = `SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::text AS changes FROM pg_stat_user_tables WHERE schemaname = 'public'`;
  const { rows } = await client.query<{ changes: string }>(counted);
  return rows[0]?.changes ?? '';
}
