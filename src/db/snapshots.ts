import { mkdir, readdir, rename, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Clock } from '../ground/clock.ts';
import { AppError } from '../ground/errors.ts';
import type { Log } from '../ground/log.ts';
import { syncToDisk } from '../ground/sync-to-disk.ts';
import { syncCopy } from './embedded/copy-database.ts';
import type { Embedded } from './embedded/open-embedded.ts';
import { folderSize } from './folder-size.ts';
import { dropReplaced, type HomeFiles, readIfThere, remove, writeMarker } from './home-files.ts';
import { throughCheckpoint } from './last-run.ts';

export interface Snapshots {
  /** True while there is none at all. */
  none(): Promise<boolean>;
  /** Takes a snapshot, drops those that are no longer kept, and resolves with its name. Rejects with `unavailable` on a full disk. */
  take(reason: SnapshotReason): Promise<string>;
  /** What is being erased must be gone from the snapshots as well. On the disk when it resolves: call it before the transaction ends. */
  outdate(): Promise<void>;
  /** True while the database or a snapshot may hold what was erased. */
  areOutdated(): Promise<boolean>;
  /** Runs `clean`, then takes a snapshot and drops every older one and all that restores have replaced. */
  replaceAll(clean: () => Promise<void>): Promise<string>;
}

export type SnapshotReason = 'hourly' | 'before-migration' | 'after-forgetting';

export interface Snapshot {
  /** The folder's name, the UTC instant of the snapshot: they sort by age. */
  readonly name: string;
  readonly takenAt: Temporal.Instant;
}

interface SnapshotsDeps {
  readonly files: HomeFiles;
  readonly embedded: Embedded;
  readonly clock: Clock;
  readonly log: Log;
}

/** What stands beside the files of a snapshot. */
export const snapshotStamp = z.object({ reason: z.string(), takenAt: z.string(), postgres: z.string() });

const HOURLY = 24;
const DAILY = 7;
/** Free space that a snapshot must leave. */
const SPARE_BYTES = 200 * 1024 * 1024;
const UNFINISHED = '.new-';

export function createSnapshots({ files, embedded, clock, log }: SnapshotsDeps): Snapshots {
  let last = Promise.resolve('');
  let erasings = 0;

  const take = async (reason: SnapshotReason): Promise<string> => {
    const started = clock.now();
    const name = started.toString({ smallestUnit: 'millisecond' }).replaceAll(':', '-');
    const unfinished = join(files.snapshots, `${UNFINISHED}${name}`);
    await makeRoom(files);
    await mkdir(unfinished, { mode: 0o700 });
    const previous = (await listSnapshots(files)).at(-1);
    const older = previous && join(files.snapshots, previous.name, 'db');
    const copied = await throughCheckpoint(files, () => embedded.copyTo(join(unfinished, 'db'), older));
    await syncCopy(join(unfinished, 'db'), copied);
    const postgres = (await readIfThere(join(unfinished, 'db', 'PG_VERSION'))) ?? '';
    const stamp: z.infer<typeof snapshotStamp> = { reason, takenAt: started.toString(), postgres: postgres.trim() };
    await writeMarker(join(unfinished, 'snapshot.json'), unfinished, JSON.stringify(stamp));
    await rename(unfinished, join(files.snapshots, name));
    await syncToDisk(files.snapshots);
    log.info('snapshot', { name, reason, ms: clock.now().since(started).total('milliseconds'), copiedFiles: copied.length });
    return name;
  };
  const drop = async (names: readonly string[]) => {
    for (const name of names) await remove(join(files.snapshots, name));
  };
  /** One after another: two at once would copy for nothing. */
  const queue = (work: () => Promise<string>): Promise<string> => {
    last = last.then(work, work);
    return last;
  };

  return {
    none: async () => (await listSnapshots(files)).length === 0,
    take: (reason) =>
      queue(async () => {
        const name = await take(reason);
        await drop(outdatedSnapshots(await listSnapshots(files)));
        return name;
      }),
    async outdate() {
      erasings += 1;
      await writeMarker(files.erasedMarker, files.home, '');
    },
    areOutdated: async () => (await readIfThere(files.erasedMarker)) !== undefined,
    replaceAll: (clean) =>
      queue(async () => {
        const before = erasings;
        await clean();
        const name = await take('after-forgetting');
        await drop((await listSnapshots(files)).map((each) => each.name).filter((each) => each !== name));
        await dropReplaced(files);
        // What was erased meanwhile may have come too late for this one.
        if (erasings === before) await remove(files.erasedMarker);
        return name;
      }),
  };
}

/** The complete snapshots, oldest first. */
export async function listSnapshots(files: HomeFiles): Promise<Snapshot[]> {
  await mkdir(files.snapshots, { recursive: true, mode: 0o700 });
  const names = (await readdir(files.snapshots)).filter((name) => TIME_NAME.test(name)).sort();
  return names.map((name) => ({ name, takenAt: Temporal.Instant.from(name.replace(TIME_NAME, '$1T$2:$3:$4Z')) }));
}

const TIME_NAME = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})Z$/;

/** Which of these, oldest first, need not be kept: all but the newest 24 and the newest of each of the last 7 days (UTC) that have one. */
export function outdatedSnapshots(snapshots: readonly Snapshot[]): string[] {
  const names = snapshots.map((snapshot) => snapshot.name);
  const newestOfDay = new Map(names.map((name) => [name.slice(0, 10), name]));
  const kept = new Set([...names.slice(-HOURLY), ...[...newestOfDay.values()].slice(-DAILY)]);
  return names.filter((name) => !kept.has(name));
}

/** Throws away what a killed snapshot left; rejects when the disk has too little room for another. */
async function makeRoom(files: HomeFiles): Promise<void> {
  await mkdir(files.snapshots, { recursive: true, mode: 0o700 });
  for (const name of await readdir(files.snapshots)) {
    if (name.startsWith(UNFINISHED)) await remove(join(files.snapshots, name));
  }
  const { bavail, bsize } = await statfs(files.snapshots);
  const need = (await folderSize(files.database)) + SPARE_BYTES;
  if (bavail * bsize < need) {
    throw new AppError(
      'unavailable',
      `There is no room for a snapshot: make ${Math.ceil(need / 1e6)} MB free on the disk of ${files.home}.`,
    );
  }
}
