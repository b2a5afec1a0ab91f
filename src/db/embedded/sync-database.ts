import { open, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncToDisk } from '../../ground/sync-to-disk.ts';

/** Most of the time a disk that is asked for one file after the other does nothing. */
const SIDE_BY_SIDE = 4;

/** How long what was committed may wait for the disk. */
const LOG_WAITS_MS = 250;

/**
 * Brings to the disk what was written to a database's folder since the last call, by the times of the files: the embedded Postgres itself
 * never does. `stamp` is a file beside the folder that remembers when that was; without it, everything.
 */
export async function syncDatabase(folder: string, stamp: string): Promise<void> {
  const since = await changedAt(stamp);
  const next = await now(`${stamp}.next`);
  const waiting = await readdir(folder, { recursive: true, withFileTypes: true });
  const lane = async () => {
    for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
      const path = join(entry.parentPath, entry.name);
      if ((await changedAt(path)) >= since) await syncToDisk(path);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  await syncToDisk(folder);
  await beginStamp(stamp);
  await utimes(stamp, next / 1000, next / 1000);
}

/** Without a stamp what stands there by now counts as stored: it was put there long ago, or by somebody else. */
export async function beginStamp(stamp: string): Promise<void> {
  await (await open(stamp, 'a', 0o600)).close();
}

/** Brings the log of a running database to the disk, a quarter of a second after something was written. */
export interface LogSync {
  /** To be called whenever the database may have written. */
  soon(): void;
  /** Resolves when none is under way any more. */
  stop(): Promise<void>;
}

export function createLogSync(folder: string, startTimer: (ms: number, run: () => void) => () => void): LogSync {
  const log = join(folder, 'pg_wal');
  let since = 0;
  let waiting = false;
  let cancel = () => {};
  let running: Promise<void> = Promise.resolve();

  async function sync(): Promise<void> {
    let latest = since;
    for (const entry of await readdir(log, { withFileTypes: true })) {
      const at = entry.isFile() ? await changedAt(join(log, entry.name)) : 0;
      if (at < since) continue;
      await syncToDisk(join(log, entry.name));
      latest = Math.max(latest, at);
    }
    since = latest;
  }

  return {
    soon() {
      if (waiting) return;
      waiting = true;
      cancel = startTimer(LOG_WAITS_MS, () => {
        waiting = false;
        // A segment may be renamed under our hands; the next sync finds it under its new name.
        running = running.then(sync).catch(() => undefined);
      });
    },
    async stop() {
      cancel();
      await running;
    },
  };
}

/** Milliseconds; 0 for what is not there (any more). */
async function changedAt(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.mtimeMs,
    () => 0,
  );
}

/** The time by the clock of the file system. */
async function now(path: string): Promise<number> {
  await writeFile(path, '');
  const at = await changedAt(path);
  await rm(path);
  return at;
}
