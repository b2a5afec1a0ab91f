import { type OpenDatabase, openDatabase } from '../src/db/open.ts';
import { systemClock } from '../src/ground/clock.ts';
import type { Log } from '../src/ground/log.ts';
import type { Place } from './place.ts';

/** Says only what went wrong, on stderr. */
export const quietLog: Log = { debug() {}, info() {}, warn() {}, error: (event) => void process.stderr.write(`${event}\n`) };

/** Opens the database of a place whose program does not run. */
export function openPlace({ home, databaseUrl }: Pick<Place, 'home' | 'databaseUrl'>): Promise<OpenDatabase> {
  const onGone = (reason: string) => void process.stderr.write(`${reason}\n`);
  return openDatabase({ home, databaseUrl, clock: systemClock, log: quietLog, onGone });
}
