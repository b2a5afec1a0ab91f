import { Client } from 'pg';
import { systemClock } from '../ground/clock.ts';
import { readSettings } from '../ground/config.ts';
import { AppError } from '../ground/errors.ts';
import { createLog, type Log } from '../ground/log.ts';
import { type OpenDatabase, openDatabase } from './open.ts';

type Open = Pick<OpenDatabase, 'db' | 'connection'> & { readonly log: Log };

/** Lends a command the database of the settings. Where another process works on it, a server's is waited for, and the embedded one rejects. */
export async function withDatabase(say: (sentence: string) => void, work: (open: Open) => Promise<void>): Promise<void> {
  const { home, DATABASE_URL } = readSettings([]);
  const warnings = createLog({ level: 'warn', secrets: [DATABASE_URL ?? ''], write: (line) => process.stderr.write(line) });
  const info = (event: string) => event === 'standby' && say('Adjutant runs on this database. This goes on once it is stopped.');
  const log: Log = { ...warnings, info };
  const database = await openDatabase({ home, databaseUrl: DATABASE_URL, clock: systemClock, log, onProgress: say, onGone: say });
  try {
    await work({ ...database, log });
  } finally {
    await database.close();
  }
}

/** The same for a command that is given a file, with a connection of the tables' owner. */
export async function withFileAndDatabase(
  say: (sentence: string) => void,
  work: (path: string, client: Client, open: Open) => Promise<void>,
): Promise<void> {
  const path = process.argv[2];
  if (path === undefined) throw new AppError('config', 'Give a file, such as adjutant.jsonl.gz.');
  await withDatabase(say, async (open) => {
    const client = new Client(open.connection);
    client.on('error', () => undefined); // the statement under way rejects anyway
    await client.connect();
    await work(path, client, open)
      .catch((error: unknown) => {
        throw fileFailure(error, path);
      })
      .finally(() => client.end());
  });
}

function fileFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'EEXIST') return new AppError('config', `${path} exists already. Give another name.`);
  if (error.code === 'ENOENT') return new AppError('config', `There is no ${path}.`);
  return error;
}
