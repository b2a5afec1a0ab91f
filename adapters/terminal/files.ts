import { mkdir, writeFile } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import type { OutgoingFile } from '../../src/ports/chat.ts';

export interface SavedFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Absolute. */
  readonly path: string;
}

const MOST_OF_ONE_NAME = 1000;
/** Bytes of a name that every file system takes, with room for a number. */
const LONGEST_NAME = 200;

/** Writes the file into `folder`, readable by its owner alone, under a name that is free there. Rejects as the file system does. */
export async function saveFile(folder: string, file: OutgoingFile): Promise<SavedFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { name, ext } = parse(safeName(file.name));
  for (let count = 1; count < MOST_OF_ONE_NAME; count += 1) {
    const path = resolve(join(folder, count === 1 ? `${name}${ext}` : `${name} (${count})${ext}`));
    if (await wrote(path, file.bytes)) return { name: file.name, size: file.bytes.length, path };
  }
  throw new Error('no free name is left for a file');
}

/** The last part of the name without anything that hides, misleads or leaves the folder. */
function safeName(name: string): string {
  const last = name.split(/[/\\]/u).at(-1) ?? '';
  const plain = last
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '_')
    .replace(/^\.+/u, '')
    .trim();
  const { name: stem, ext } = parse(plain === '' ? 'file' : plain);
  const short = Buffer.from(stem).subarray(0, LONGEST_NAME - Math.min(ext.length, 20));
  return `${short.toString().replace(/(?<!\ufffd)\ufffd+$/u, '')}${ext.slice(0, 20)}`;
}

async function wrote(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
