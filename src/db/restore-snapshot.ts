import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../ground/clock.ts';
import { AppError } from '../ground/errors.ts';
import { syncToDisk } from '../ground/sync-to-disk.ts';
import { copyDatabase, syncCopy } from './embedded/copy-database.ts';
import { lockFolder } from './embedded/folder-lock.ts';
import { type HomeFiles, homeFiles, makeHome, REPLACED, readIfThere, remove, writeMarker } from './home-files.ts';
import { listSnapshots, snapshotStamp } from './snapshots.ts';

interface RestoreOptions {
  readonly home: string;
  /** The snapshot's name, as `listSnapshots` tells it. */
  readonly name: string;
  readonly clock: Clock;
}

/**
 * Puts a snapshot in the place of the embedded database, which is kept aside. Rejects with `config` while Adjutant runs there,
 * with `not-found` for an unknown name, with `invalid` when the snapshot is of another Postgres. Killed anywhere, either
 * nothing has changed or the next start finishes it.
 */
export async function restoreSnapshot({ home, name, clock }: RestoreOptions): Promise<void> {
  await makeHome(home);
  const files = homeFiles(home);
  const lock = await lockFolder({ home, clock });
  try {
    await finishRestore(files, clock);
    await refuseMisfit(files, name);
    await prepareSnapshot(files, name);
    await placePrepared(files, clock);
  } finally {
    await lock.release();
  }
}

/** Copies a snapshot to where a database is made ready. For the holder of the lock. */
export async function prepareSnapshot(files: HomeFiles, name: string): Promise<void> {
  await remove(files.unfinished);
  const copied = await copyDatabase(join(files.snapshots, name, 'db'), files.unfinished);
  await syncCopy(files.unfinished, copied);
}

/** Puts what was made ready into the place of the database, which is kept aside. Once begun it is finished, if need be by the next start. */
export async function placePrepared(files: HomeFiles, clock: Clock): Promise<void> {
  await rename(files.unfinished, files.next);
  await finishRestore(files, clock);
}

/** Puts a restored database that stands ready into place; does nothing when there is none. For the holder of the lock. */
export async function finishRestore(files: HomeFiles, clock: Clock): Promise<void> {
  const names = await readdir(files.home);
  if (!names.includes('db.next')) return;
  await writeMarker(files.restoredMarker, files.home, clock.now().toString());
  if (names.includes('db')) {
    const time = clock.now().toString({ smallestUnit: 'millisecond' }).replaceAll(':', '-');
    await rename(files.database, join(files.home, `${REPLACED}${time}`));
  }
  await rename(files.next, files.database);
  await remove(files.openMarker);
  await syncToDisk(files.home);
}

async function refuseMisfit(files: HomeFiles, name: string): Promise<void> {
  const known = (await listSnapshots(files)).some((snapshot) => snapshot.name === name);
  const stamp = known ? await readIfThere(join(files.snapshots, name, 'snapshot.json')) : undefined;
  if (stamp === undefined) {
    throw new AppError('not-found', `There is no snapshot ${name}. Run \`npm run restore\` without a name to see them all.`);
  }
  const { postgres } = snapshotStamp.parse(JSON.parse(stamp));
  const current = (await readIfThere(join(files.database, 'PG_VERSION')))?.trim();
  if (current !== undefined && current !== postgres) {
    throw new AppError(
      'invalid',
      `The snapshot ${name} is of Postgres ${postgres}, this Adjutant has ${current}. Restore it with the version that made it.`,
    );
  }
}
