import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncToDisk } from '../ground/sync-to-disk.ts';

/** Where the embedded database and what belongs to it lie under the data folder. */
export function homeFiles(home: string) {
  return {
    home,
    database: join(home, 'db'),
    /** A database that is being made; what a killed first start leaves is thrown away. */
    unfinished: join(home, 'db.new'),
    /** A restored database, complete, about to take the place of `database`. */
    next: join(home, 'db.next'),
    /** Stands while the database is open; found at a start, the last run did not end in order. */
    openMarker: join(home, 'db.open'),
    /** Stands from a restore until somebody has dealt with it. */
    restoredMarker: join(home, 'db.restored'),
    /** Stands from a start after a power cut until somebody has dealt with it. */
    powerLostMarker: join(home, 'db.power-lost'),
    /** Stands while what a checkpoint has written is not on the disk yet. */
    checkpointMarker: join(home, 'db.checkpoint'),
    /** Stands from a power cut in the middle of a checkpoint until the database is replaced. */
    tornMarker: join(home, 'db.torn'),
    /** Tells by its time when the database was last brought to the disk. */
    syncedStamp: join(home, 'db.synced'),
    /** Stands from the erasing of what was forgotten until no snapshot holds it any more. */
    erasedMarker: join(home, 'db.erased'),
    snapshots: join(home, 'snapshots'),
  };
}

export type HomeFiles = ReturnType<typeof homeFiles>;

/** Begins the name of a database that a restore replaced. */
export const REPLACED = 'db.before-';

/** Drops the databases that restores have replaced. */
export async function dropReplaced(files: HomeFiles): Promise<void> {
  for (const name of await readdir(files.home)) {
    if (name.startsWith(REPLACED)) await remove(join(files.home, name));
  }
}

export async function makeHome(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
}

/** Writes a small file so that it outlives a power cut. */
export async function writeMarker(path: string, folder: string, text: string): Promise<void> {
  const handle = await open(path, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncToDisk(folder);
}

/** Rejects for a folder that holds no database: the embedded Postgres would make a new, empty one in it. */
export async function refuseHollow(folder: string): Promise<void> {
  if (!/^\d+\s*$/.test((await readIfThere(join(folder, 'PG_VERSION'))) ?? '')) throw new Error(`${folder} holds no database`);
}

/** The text of a file; undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
