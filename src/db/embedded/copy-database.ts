import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { syncToDisk } from '../../ground/sync-to-disk.ts';

/** Both are written by a running server for itself only. */
const NOT_COPIED = new Set(['postmaster.pid', 'postmaster.opts']);

/**
 * Copies a database folder that nobody writes to meanwhile; resolves with the files that were really copied.
 * A file that `previous`, an older copy, holds with the same size and time is linked to it instead: copies are never written to,
 * so a snapshot costs only what has changed since the last.
 */
export async function copyDatabase(from: string, to: string, previous?: string): Promise<string[]> {
  await mkdir(to, { mode: 0o700 });
  const copied: string[] = [];
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (NOT_COPIED.has(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    const older = previous && join(previous, entry.name);
    if (entry.isDirectory()) copied.push(...(await copyDatabase(source, target, older)));
    else if (await copyOrLink(source, target, older)) copied.push(target);
  }
  return copied;
}

/** Brings a copy to the disk, so that it outlives a power cut. */
export async function syncCopy(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) await syncToDisk(file);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) await syncToDisk(join(entry.parentPath, entry.name));
  }
  await syncToDisk(folder);
}

async function copyOrLink(source: string, target: string, older: string | undefined): Promise<boolean> {
  const found = await stat(source);
  if (older && (await isSame(older, found))) {
    await link(older, target);
    return false;
  }
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  await utimes(target, found.atimeMs / 1000, found.mtimeMs / 1000);
  return true;
}

async function isSame(older: string, found: { readonly size: number; readonly mtimeMs: number }): Promise<boolean> {
  try {
    const before = await stat(older);
    return before.size === found.size && Math.floor(before.mtimeMs) === Math.floor(found.mtimeMs);
  } catch {
    return false;
  }
}
