import { access, mkdir, rename } from 'node:fs/promises';
import type { Clock } from '../ground/clock.ts';
import { AppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import { syncToDisk } from '../ground/sync-to-disk.ts';
import { openAfterPowerCut } from './after-power-cut.ts';
import { createDatabase, type Database } from './client.ts';
import { type Connection, embeddedConnection, serverConnection } from './connection.ts';
import { lockFolder } from './embedded/folder-lock.ts';
import { type Embedded, openEmbedded } from './embedded/open-embedded.ts';
import { syncDatabase } from './embedded/sync-database.ts';
import { dropReplaced, type HomeFiles, homeFiles, makeHome, refuseHollow, remove } from './home-files.ts';
import { beginRun, endRun, type LastRun, readSetback, settle, throughCheckpoint } from './last-run.ts';
import { migrate } from './migrate.ts';
import { finishRestore } from './restore-snapshot.ts';
import { lockServer } from './server-lock.ts';
import { createSnapshots, type Snapshots } from './snapshots.ts';

interface OpenOptions {
  readonly home: string;
  /** A Postgres with pgvector; without it the embedded one under `home`. */
  readonly databaseUrl?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Called with a sentence for the person when something takes seconds. */
  readonly onProgress?: (sentence: string) => void;
  /** Called once when the database is lost for good: the process must end, and be started anew. */
  readonly onGone: (reason: string) => void;
  /** Called when the embedded database has no room to write on the disk, and when it has some again. */
  readonly onRoom?: (enough: boolean) => void;
  /** Gives up standing by for another process on the same server. */
  readonly signal?: AbortSignal;
}

export interface OpenDatabase extends LastRun {
  readonly db: Database;
  readonly kind: 'embedded' | 'server';
  /** For what keeps connections of its own: the jobs and the housekeeping. */
  readonly connection: Connection;
  /** Only the embedded database has snapshots; a server's are its administrator's. */
  readonly snapshots: Snapshots | undefined;
  /** What follows from `restored` and `writesMayBeLost` is done and stored: they are not reported again. */
  settled(): Promise<void>;
  /** Call when everything that uses `connection` has stopped. */
  close(): Promise<void>;
}

/** Opens the one database of this process, brings its tables up to date, and keeps every other process out of it. */
export function openDatabase(options: OpenOptions): Promise<OpenDatabase> {
  return options.databaseUrl === undefined ? openUnderHome(options) : openServer(options, options.databaseUrl);
}

async function openServer({ log, onGone, signal }: OpenOptions, connectionString: string): Promise<OpenDatabase> {
  const connection = serverConnection(connectionString);
  const onLost = () => onGone('the connection that keeps other processes out was lost');
  const lock = await lockServer({ connection: { connectionString }, log, onLost, ...(signal && { signal }) });
  try {
    await migrate({ connection: { connectionString } });
  } catch (error) {
    await lock.release();
    throw error;
  }
  const db = createDatabase({ connection, maxConnections: 10, log });
  const close = async () => {
    await db.close();
    await lock.release();
  };
  const lastRun: LastRun = { unclean: false, writesMayBeLost: false, restored: false, setbackId: '' };
  return { ...lastRun, db, kind: 'server', connection, snapshots: undefined, settled: async () => {}, close };
}

async function openUnderHome(options: OpenOptions): Promise<OpenDatabase> {
  const { home, clock } = options;
  await makeHome(home);
  const lock = await lockFolder({ home, clock });
  try {
    const files = homeFiles(home);
    await finishRestore(files, clock);
    await makeDatabase(files, options);
    const lastRun = await beginRun(files, clock);
    const opener = lastRun.writesMayBeLost ? openAfterPowerCut : openFolder;
    const embedded = await throughCheckpoint(files, () => opener(files, options));
    const setback = await readSetback(files);
    const snapshots = createSnapshots({ ...options, files, embedded });
    const connection = embeddedConnection(embedded);
    await migrateEmbedded(embedded, connection, snapshots);
    if (!lastRun.unclean && !setback.restored) await dropReplaced(files);
    const db = createDatabase({ connection, maxConnections: 4, log: options.log });
    const close = async () => {
      await db.close();
      await throughCheckpoint(files, () => embedded.close());
      await endRun(files);
      await lock.release();
    };
    return { ...lastRun, ...setback, db, kind: 'embedded', connection, snapshots, settled: () => settle(files), close };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A new database comes to its place only when it is whole, for one that was killed half-way may look like a good one. */
async function makeDatabase(files: HomeFiles, { onProgress }: OpenOptions): Promise<void> {
  const there = await access(files.database).then(
    () => true,
    () => false,
  );
  if (there) return;
  await remove(files.unfinished);
  onProgress?.('Preparing the database, about five seconds, only this once.');
  await mkdir(files.unfinished, { mode: 0o700 });
  // Making it takes far more memory than running it; that memory goes with this thread.
  const embedded = await openEmbedded({ folder: files.unfinished, onGone: () => undefined });
  await embedded.close();
  await remove(files.syncedStamp);
  await syncDatabase(files.unfinished, files.syncedStamp);
  await rename(files.unfinished, files.database);
  await syncToDisk(files.home);
}

async function openFolder(files: HomeFiles, { log, onGone, onRoom }: OpenOptions): Promise<Embedded> {
  try {
    await refuseHollow(files.database);
    return await openEmbedded({ folder: files.database, onGone, ...(onRoom && { onRoom }) });
  } catch (error) {
    log.error('database-broken', describeError(error));
    const advice = 'If it stays so, `npm run restore` lists the snapshots and puts one in its place.';
    throw new AppError('unavailable', `The database in ${files.database} cannot be opened. Try again. ${advice}`, {
      cause: error,
    });
  }
}

async function migrateEmbedded(embedded: Embedded, connection: Connection, snapshots: Snapshots): Promise<void> {
  const beforeChange = async () => void (await snapshots.take('before-migration'));
  try {
    await migrate({ connection, beforeChange });
  } catch (error) {
    await embedded.close();
    throw error;
  }
}
