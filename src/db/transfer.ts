import { Client } from 'pg';
import { systemClock } from '../ground/clock.ts';
import { readSettings } from '../ground/config.ts';
import { AppError } from '../ground/errors.ts';
import { createLog, type Log } from '../ground/log.ts';
import type { Database } from './client.ts';
import { openDatabase } from './open.ts';

/** Opens the database of the settings for a command that is given a file, and lends it a connection of the tables' owner. */
export async function withFileAndDatabase(
  say: (sentence: string) => void,
  work: (path: string, client: Client, open: { readonly db: Database; readonly log: Log }) => Promise<void>,
): Promise<void> {
  const path = process.argv[2];
  if (path === undefined) throw new AppError('config', 'Give a file, such as adjutant.jsonl.gz.');
  const { home, DATABASE_URL } = readSettings([]);
  const log = createLog({ level: 'warn', secrets: [DATABASE_URL ?? ''], write: (line) => process.stderr.write(line) });
  const database = await openDatabase({ home, databaseUrl: DATABASE_URL, clock: systemClock, log, onProgress: say, onGone: say });
  try {
    const client = new Client(database.connection);
    client.on('error', () => undefined); // the statement under way rejects anyway
    await client.connect();
    await work(path, client, { ...database, log }).finally(() => client.end());
  } catch (error) {
    throw fileFailure(error, path);
  } finally {
    await database.close();
  }
}

function fileFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'EEXIST') return new AppError('config', `${path} exists already. Give another name.`);
  if (error.code === 'ENOENT') return new AppError('config', `There is no ${path}.`);
  return error;
}
