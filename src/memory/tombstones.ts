import { createHmac } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncToDisk } from '../ground/sync-to-disk.ts';

/**
 * Which memories are forgotten, in a file beside the database: a restored backup does not know it. A line is a sign and a keyed hash of
 * the memory's id, so that the file tells nothing to whom it falls into the hands of.
 */
export interface Tombstones {
  /** On the disk when it resolves. */
  bury(ids: readonly string[]): Promise<void>;
  /** The person has brought these back. */
  raise(ids: readonly string[]): Promise<void>;
  /** True when nothing is forgotten. */
  isEmpty(): Promise<boolean>;
  /** Those of these ids that are forgotten. */
  among(ids: readonly string[]): Promise<string[]>;
}

interface Deps {
  /** The data folder: beside the database, so that no backup takes this back in time. */
  readonly home: string;
  readonly key: Buffer;
}

export function createTombstones({ home, key }: Deps): Tombstones {
  const path = join(home, 'forgotten');
  let known: Promise<Set<string>> | undefined;
  let writing: Promise<void> = Promise.resolve();
  const load = () => {
    known ??= read(path);
    return known;
  };
  const hashOf = (id: string) => createHmac('sha256', key).update(id).digest('base64url').slice(0, HASH_LENGTH);

  async function write(sign: '+' | '-', ids: readonly string[]): Promise<void> {
    const buried = await load();
    const hashes = ids.map(hashOf).filter((hash) => buried.has(hash) === (sign === '-'));
    if (hashes.length === 0) return;
    await append(path, hashes.map((hash) => `${sign}${hash}\n`).join(''));
    for (const hash of hashes) sign === '+' ? buried.add(hash) : buried.delete(hash);
  }

  /** One after the other: two appends at once could mix their lines. */
  function inLine(work: () => Promise<void>): Promise<void> {
    const done = writing.then(work);
    writing = done.catch(() => undefined);
    return done;
  }

  return {
    bury: (ids) => inLine(() => write('+', ids)),
    raise: (ids) => inLine(() => write('-', ids)),
    isEmpty: async () => (await load()).size === 0,
    async among(ids) {
      const buried = await load();
      return buried.size === 0 ? [] : ids.filter((id) => buried.has(hashOf(id)));
    },
  };
}

const HASH_LENGTH = 22;
const LINE = /^([+-])([\w-]{22})$/;

/** A line that a power cut left torn says nothing. */
async function read(path: string): Promise<Set<string>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const buried = new Set<string>();
  for (const line of text.split('\n')) {
    const [, sign, hash = ''] = LINE.exec(line) ?? [];
    if (sign === '+') buried.add(hash);
    if (sign === '-') buried.delete(hash);
  }
  return buried;
}

async function append(path: string, lines: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'a', 0o600);
  try {
    const isNew = (await file.stat()).size === 0;
    // What stands before may be torn.
    await file.writeFile(isNew ? lines : `\n${lines}`);
    await file.sync();
    if (isNew) await syncToDisk(dirname(path));
  } finally {
    await file.close();
  }
}
