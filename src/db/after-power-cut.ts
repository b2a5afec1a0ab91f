import type { Clock } from '../ground/clock.ts';
import { AppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import { checkDatabase } from './check-database.ts';
import { embeddedConnection } from './connection.ts';
import { type Embedded, openEmbedded } from './embedded/open-embedded.ts';
import { type HomeFiles, readIfThere, refuseHollow, remove } from './home-files.ts';
import { markOpen } from './last-run.ts';
import { placePrepared, prepareSnapshot } from './restore-snapshot.ts';
import { listSnapshots } from './snapshots.ts';

interface OpenOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly onProgress?: (sentence: string) => void;
  readonly onGone: (reason: string) => void;
}

/**
 * Opens the database after a power cut. Only what has been looked over is used. When the database is damaged, or the cut came in the middle
 * of a checkpoint so that nobody can tell, the newest snapshot that is whole takes its place; the damaged one is kept aside.
 */
export async function openAfterPowerCut(files: HomeFiles, options: OpenOptions): Promise<Embedded> {
  options.onProgress?.('The computer went down while Adjutant was running. Looking over the database.');
  const torn = (await readIfThere(files.tornMarker)) !== undefined;
  const opened = torn
    ? ((await fromSnapshot(files, options)) ?? (await asItIs(files, options)))
    : ((await asItIs(files, options)) ?? (await fromSnapshot(files, options)));
  if (opened) return opened;
  throw new AppError(
    'unavailable',
    `The database in ${files.database} was damaged when the computer went down, and no snapshot is whole. Move that folder elsewhere to start with an empty one.`,
  );
}

async function asItIs(files: HomeFiles, options: OpenOptions): Promise<Embedded | undefined> {
  try {
    return await openChecked(files.database, options);
  } catch (error) {
    options.log.error('database-broken', describeError(error));
    return undefined;
  }
}

/** Nothing is replaced before a snapshot has been found whole. */
async function fromSnapshot(files: HomeFiles, options: OpenOptions): Promise<Embedded | undefined> {
  for (const { name } of (await listSnapshots(files)).toReversed()) {
    try {
      await prepareSnapshot(files, name);
      const checked = await openChecked(files.unfinished, options);
      await checked.close();
    } catch (error) {
      options.log.error('snapshot-broken', { name, ...describeError(error) });
      continue;
    }
    options.onProgress?.(`The database is damaged. Going back to the snapshot ${name}; the damaged one is kept aside.`);
    await placePrepared(files, options.clock);
    await markOpen(files);
    await remove(files.tornMarker);
    return openChecked(files.database, options);
  }
  return undefined;
}

async function openChecked(folder: string, { onGone }: Pick<OpenOptions, 'onGone'>): Promise<Embedded> {
  await refuseHollow(folder);
  let opening = true;
  const checked = await openEmbedded({ folder, checks: true, onGone: (reason) => opening || onGone(reason) });
  try {
    await checkDatabase(embeddedConnection(checked));
    opening = false;
    return checked;
  } catch (error) {
    await checked.close();
    throw error;
  }
}
