import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, isAppError } from '../ground/errors.ts';
import type { Random } from '../ground/random.ts';
import { syncToDisk } from '../ground/sync-to-disk.ts';
import type { Place } from './granted-path.ts';
import { isStill, readPlace, sha256, toFileError } from './open-file.ts';

const OWNER_ONLY = 0o600;
const ANY_EXECUTE = 0o111;

/** Puts the bytes in place whole, or not at all. `before` is the hash of what stands there now, null for nothing: else rejects with `invalid`. */
export async function writePlace(place: Place, bytes: Uint8Array, before: string | null, random: Random): Promise<void> {
  const mode = await expect(place, before);
  const folder = dirname(place.real);
  // Beside it, so that the rename stays on one disk; with a name that no search and no grant shows.
  const fresh = join(folder, `.adjutant-${random.uuid()}`);
  try {
    await writeFresh(fresh, bytes, mode, place);
    // Once more, as late as can be: whoever saved the file meanwhile keeps what they saved.
    await expect(place, before);
    await rename(fresh, place.real);
  } catch (error) {
    await rm(fresh, { force: true });
    throw toFileError(error, place.path);
  }
  // It is written: that the disk may not have it yet is no reason to say otherwise.
  await syncToDisk(folder).catch(() => undefined);
}

/** Takes a file away that still holds what `before` says. */
export async function removePlace(place: Place, before: string): Promise<void> {
  await expect(place, before);
  await rm(place.real).catch((error: unknown) => {
    throw toFileError(error, place.path);
  });
}

/** The rights that the file has or gets. Rejects with `invalid` when something else stands there, `denied` when it can be run. */
async function expect(place: Place, before: string | null): Promise<number> {
  const there = await readPlace({ ...place, exists: true }).catch((error: unknown) => {
    if (isAppError(error, 'not-found')) return undefined;
    throw error;
  });
  if ((there ? sha256(there.bytes) : null) !== before)
    throw new AppError('invalid', `${place.path} has changed since. Nothing was written.`);
  if (!there) return OWNER_ONLY;
  if ((there.stats.mode & ANY_EXECUTE) !== 0)
    throw new AppError('denied', `${place.path} can be run as a program, and I never write those. Nothing was written.`);
  return there.stats.mode & 0o777;
}

async function writeFresh(fresh: string, bytes: Uint8Array, mode: number, { path }: Place): Promise<void> {
  const handle = await open(fresh, 'wx', OWNER_ONLY).catch((error: unknown) => {
    throw toFileError(error, `the folder of ${path}`);
  });
  try {
    await fill(handle, fresh, bytes, mode);
  } finally {
    await handle.close();
  }
}

async function fill(handle: FileHandle, fresh: string, bytes: Uint8Array, mode: number): Promise<void> {
  // Before anything is in it: the folder may have become a link to elsewhere.
  if (!(await isStill(handle, fresh))) throw new AppError('denied', 'The folder has moved meanwhile. Nothing was written.');
  await handle.writeFile(bytes);
  await handle.chmod(mode);
  await handle.sync();
}
