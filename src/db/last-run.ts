import { type HomeFiles, readIfThere, remove, writeMarker } from './home-files.ts';

/** What the last run and a restore left to deal with. */
export interface LastRun {
  /** True when the last run did not close the database: it was killed, or the power went. What it had committed is there. */
  readonly unclean: boolean;
  /** True when the machine itself went down while the database was open, so its last seconds may be missing: it never waits for the disk. */
  readonly writesMayBeLost: boolean;
  /** True when a snapshot took the place of the database: what happened after it is forgotten. */
  readonly restored: boolean;
}

/**
 * Notes that the database is open now; resolves with how it was found. `writesMayBeLost` and `restored` are reported at every
 * start until `settle`, so that a crash before somebody has acted on them does not swallow them.
 */
export async function beginRun(files: HomeFiles): Promise<LastRun> {
  const [before, boot] = [await readIfThere(files.openMarker), await bootId()];
  if (before !== undefined && (boot === undefined || before !== boot)) await writeMarker(files.powerLostMarker, files.home, '');
  await writeMarker(files.openMarker, files.home, boot ?? '');
  return {
    unclean: before !== undefined,
    writesMayBeLost: (await readIfThere(files.powerLostMarker)) !== undefined,
    restored: (await readIfThere(files.restoredMarker)) !== undefined,
  };
}

/** Somebody has dealt with a restore or with lost writes. */
export async function settle(files: HomeFiles): Promise<void> {
  await remove(files.restoredMarker);
  await remove(files.powerLostMarker);
}

/** The database is closed in order. */
export async function endRun(files: HomeFiles): Promise<void> {
  await remove(files.openMarker);
}

/** Changes whenever the machine starts (Linux, random(4)); undefined elsewhere, where every unclean end counts as a power cut. */
function bootId(): Promise<string | undefined> {
  return readIfThere('/proc/sys/kernel/random/boot_id');
}
