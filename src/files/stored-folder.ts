import { AppError, isAppError } from '../ground/errors.ts';
import type { DocumentReader } from '../ports/documents.ts';
import type { FileInfo, FileReader, FileWriter } from '../ports/files.ts';
import type { ObjectStore, StoredObject } from '../ports/object-store.ts';
import { createFileText } from './file-texts.ts';
import { isRunnable, mimeOf } from './file-type.ts';
import { matchFiles } from './match-files.ts';
import { isInAccount } from './merged.ts';
import { MOST_FILE_BYTES, sha256 } from './open-file.ts';

interface StoredFolderDeps {
  readonly store: ObjectStore;
  /** How paths in it begin, without a slash at the end. */
  readonly root: string;
  readonly readOnly: boolean;
  readonly documents: DocumentReader;
}

/** A search brings over no more than this of what it has not read before. */
const MOST_BYTES = 20 * 1024 * 1024;
const MOST_READ = 200;
/** What no text is in. */
const WITHOUT_TEXT = /^(?:image\/|application\/(?:zip|octet-stream)$)/;

/** The files of a storage below one root, with the rules of the folders of this computer: nothing hidden, nothing outside, nothing that runs. */
export function createStoredFolder({ store, root, readOnly, documents }: StoredFolderDeps): {
  readonly reader: FileReader;
  readonly writer: FileWriter;
} {
  const textOf = createFileText({ documents });

  function keyOf(path: string): string {
    const wanted = path.trim();
    const key = wanted.startsWith(`${root}/`) ? wanted.slice(root.length + 1) : wanted;
    if (isInAccount(wanted) && !wanted.startsWith(root.slice(0, root.indexOf(':') + 1)))
      throw new AppError('not-found', 'There is no such file in this storage.');
    if (!isInside(key)) throw new AppError('denied', `That lies outside of what I may see: ${root} (without hidden files).`);
    return key;
  }

  function infoOf({ key, size, changedAt }: StoredObject): FileInfo {
    return { path: `${root}/${key}`, mime: mimeOf(key), size, changedAt };
  }

  async function writable(path: string, signal: AbortSignal): Promise<string> {
    const key = keyOf(path);
    if (readOnly) throw new AppError('denied', `${root} is opened for reading only. Nothing was written.`);
    if (isRunnable(key.slice(key.lastIndexOf('/') + 1)))
      throw new AppError(
        'denied',
        'I never write programs, scripts or anything else that a computer would run. Nothing was written.',
      );
    if (!(await store.hasFolder(key.slice(0, key.lastIndexOf('/') + 1), signal)))
      throw new AppError('not-found', `There is no folder for ${root}/${key}. I make files, not folders.`);
    return key;
  }

  /** The version that stands there, null for nothing; rejects with `invalid` where its bytes are not those of `before`. */
  async function expected(key: string, before: string | null, signal: AbortSignal): Promise<string | null> {
    const there = await store.read(key, MOST_FILE_BYTES, signal).catch((error: unknown) => {
      if (isAppError(error, 'not-found')) return undefined;
      throw error;
    });
    if ((there ? sha256(there.bytes) : null) !== before)
      throw new AppError('invalid', `${root}/${key} has changed since. Nothing was written.`);
    return there?.etag ?? null;
  }

  return {
    reader: {
      name: root,
      async search(text, limit, signal) {
        const objects = (await store.list(signal)).filter(({ key }) => isInside(key));
        let read = 0;
        const candidates = objects.map((object) => ({
          info: infoOf(object),
          text: async () => {
            if (WITHOUT_TEXT.test(mimeOf(object.key))) return undefined;
            return textOf(object.key, infoOf(object), () => once(object.key), signal);
          },
        }));
        async function once(key: string): Promise<Uint8Array> {
          read += 1;
          if (read > MOST_READ) throw new AppError('unavailable', 'No more is read in one search.');
          return (await store.read(key, MOST_FILE_BYTES, signal)).bytes;
        }
        return matchFiles(candidates, text, { limit, mostFileBytes: MOST_FILE_BYTES, mostBytes: MOST_BYTES }, signal);
      },
      async read(path, signal) {
        const { bytes, ...object } = await store.read(keyOf(path), MOST_FILE_BYTES, signal);
        return { ...infoOf(object), bytes };
      },
      placeFor: async (path, signal) => `${root}/${await writable(path, signal)}`,
    },
    writer: {
      async write(path, bytes, before, signal) {
        const key = await writable(path, signal);
        await store.put(key, bytes, await expected(key, before, signal), signal);
      },
      async remove(path, before, signal) {
        const key = await writable(path, signal);
        const etag = await expected(key, before, signal);
        if (etag !== null) await store.remove(key, etag, signal);
      },
    },
  };
}

/** False for what leads out, what is hidden, and what no file is called. */
function isInside(key: string): boolean {
  const names = key.split('/');
  return !/^~|[\0\\]/.test(key) && !isInAccount(key) && names.every((name) => name !== '' && !name.startsWith('.'));
}
