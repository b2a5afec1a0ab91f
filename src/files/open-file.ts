import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { AppError } from '../ground/errors.ts';
import type { Place } from './granted-path.ts';

/** The largest file that is read, searched or replaced. */
export const MOST_FILE_BYTES = 5 * 1024 * 1024;

/** The SHA-256 of some bytes, in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * A file's bytes. Nothing that was put in its place since it was found is read: no link is followed, and no pipe or device is waited for.
 * Rejects with `not-found`, and `invalid` for what is no file or too large.
 */
export async function readPlace({ real, path, exists }: Place): Promise<{ readonly bytes: Uint8Array; readonly stats: Stats }> {
  if (!exists) throw gone(path);
  const handle = await openPlainly(real, path);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new AppError('invalid', `${path} is no file. Name one, or search for it.`);
    if (stats.size > MOST_FILE_BYTES) throw new AppError('invalid', `${path} is larger than 5 MB, more than I read.`);
    return { bytes: await readWhole(handle, stats.size, path), stats };
  } finally {
    await handle.close();
  }
}

/** A file that grows while it is read is not the one that was found. */
async function readWhole(handle: FileHandle, size: number, path: string): Promise<Uint8Array> {
  const room = Buffer.alloc(size + 1);
  let filled = 0;
  while (filled <= size) {
    const { bytesRead } = await handle.read(room, filled, room.length - filled);
    if (bytesRead === 0) return room.subarray(0, filled);
    filled += bytesRead;
  }
  throw new AppError('unavailable', `${path} is being written just now. Please try again.`);
}

async function openPlainly(real: string, path: string): Promise<FileHandle> {
  const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((error: unknown) => {
    throw toFileError(error, path);
  });
  if (await isStill(handle, real)) return handle;
  await handle.close();
  throw gone(path);
}

/** True when what is open is what stands at the path, with no link on the way: a folder may have become one since it was looked at. */
export async function isStill(handle: FileHandle, real: string): Promise<boolean> {
  const there = await realpath(real).catch(() => undefined);
  if (there !== real) return false;
  const [opened, named] = await Promise.all([handle.stat(), lstat(real).catch(() => undefined)]);
  return named?.ino === opened.ino && named.dev === opened.dev;
}

/** What the system said, for the person. */
export function toFileError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return gone(path);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError('denied', `This computer does not let me at ${path}.`);
    case 'ELOOP':
      return new AppError('denied', `${path} is a link. I do not follow it.`);
    case 'ENOSPC':
      return new AppError('unavailable', 'The disk is full. Nothing was written.');
    default:
      return new AppError('unavailable', `${path} could not be reached just now.`, { cause: error });
  }
}

function gone(path: string): AppError {
  return new AppError('not-found', `There is no file ${path}.`);
}
