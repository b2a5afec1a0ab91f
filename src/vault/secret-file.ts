import { link, mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Random } from '../ground/random.ts';
import { syncToDisk } from '../ground/sync-to-disk.ts';

/** The file's text without the white space around it; undefined when there is none. Rejects with the system's error when it cannot be read. */
export async function readSecret(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Writes a new file that only its owner reads, and gives the text that stands there afterwards: another's, when one was there before.
 * It appears whole and on disk, or not at all, and never replaces a file (hence a link, where a rename would).
 */
export async function makeSecret(path: string, text: string, random: Random): Promise<string> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fresh = `${path}.${random.uuid()}.new`;
  try {
    await writeDurably(fresh, `${text}\n`);
    await link(fresh, path);
    await syncToDisk(folder);
    return text;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    return (await readSecret(path)) ?? text;
  } finally {
    await rm(fresh, { force: true });
  }
}

/** The file holds this text from now on, and on the disk: the whole of it, or what stood there before. */
export async function replaceSecret(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  const next = `${target}.next`;
  await rm(next, { force: true }); // of a process that was killed
  await writeDurably(next, `${text}\n`);
  await rename(next, target);
  await syncToDisk(dirname(target));
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
