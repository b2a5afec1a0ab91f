import type { Clock } from '../ground/clock.ts';
import { beginStamp, syncDatabase } from './embedded/sync-database.ts';
import { type HomeFiles, readIfThere, remove, writeMarker } from './home-files.ts';

/** What the last run and a restore left to deal with. */
export interface LastRun {
  /** True when the last run did not close the database: it was killed, or the power went. What it had committed is there. */
  readonly unclean: boolean;
  /** True when the machine itself went down while the database was open, so its last seconds may be missing: it never waits for the disk. */
  readonly writesMayBeLost: boolean;
  /** True when a snapshot took the place of the database: what happened after it is forgotten. */
  readonly restored: boolean;
  /** When that was noticed: the same at every start until `settle`, and another the next time. Empty when there is nothing. */
  readonly setbackId: string;
}

/**
 * Notes that the database is open now; resolves with how it was found. `writesMayBeLost` and `restored` are reported at every
 * start until `settle`, so that a crash before somebody has acted on them does not swallow them.
 */
export async function beginRun(files: HomeFiles, clock: Clock): Promise<LastRun> {
  const [before, boot] = [await readIfThere(files.openMarker), await bootId()];
  if (before !== undefined && (boot === undefined || before !== boot)) {
    await writeMarker(files.powerLostMarker, files.home, clock.now().toString());
    // Where boots cannot be told apart it was most likely a kill, which harms no file.
    const inCheckpoint = boot !== undefined && (await readIfThere(files.checkpointMarker)) !== undefined;
    if (inCheckpoint) await writeMarker(files.tornMarker, files.home, '');
  }
  await markOpen(files);
  return { ...(await readSetback(files)), unclean: before !== undefined };
}

/** What has to be dealt with, as it stands now. */
export async function readSetback(files: HomeFiles): Promise<Omit<LastRun, 'unclean'>> {
  const [powerLost, restored] = [await readIfThere(files.powerLostMarker), await readIfThere(files.restoredMarker)];
  return {
    writesMayBeLost: powerLost !== undefined,
    restored: restored !== undefined,
    setbackId: restored ?? powerLost ?? '',
  };
}

/** Notes that the database is open. */
export async function markOpen(files: HomeFiles): Promise<void> {
  await writeMarker(files.openMarker, files.home, (await bootId()) ?? '');
}

/** Somebody has dealt with a restore or with lost writes. */
export async function settle(files: HomeFiles): Promise<void> {
  await remove(files.restoredMarker);
  await remove(files.powerLostMarker);
  await remove(files.tornMarker);
}

/**
 * Does what ends in a checkpoint (opening, a snapshot, closing) and brings the database to the disk. A power cut in between may leave pages
 * from before the checkpoint that nothing repairs: the next start finds the marker (src/db/after-power-cut.ts). A kill leaves none.
 */
export async function throughCheckpoint<T>(files: HomeFiles, work: () => Promise<T>): Promise<T> {
  await writeMarker(files.checkpointMarker, files.home, '');
  await beginStamp(files.syncedStamp);
  const result = await work();
  await syncDatabase(files.database, files.syncedStamp);
  await remove(files.checkpointMarker);
  return result;
}

/** The database is closed in order. */
export async function endRun(files: HomeFiles): Promise<void> {
  await remove(files.openMarker);
}

/** Changes whenever the machine starts (Linux, random(4)); undefined elsewhere, where every unclean end counts as a power cut. */
function bootId(): Promise<string | undefined> {
  return readIfThere('/proc/sys/kernel/random/boot_id');
}
