import { AppError, isAppError } from '../ground/errors.ts';
import type { FileReader } from '../ports/files.ts';

/** How a path begins that lies in an account and not on this computer. */
const IN_ACCOUNT = /^[a-z]+:/;

/**
 * The granted folders of this computer, for whoever has some, and the files of accounts as one; what does not answer is never passed over
 * in silence.
 */
export function mergedFiles(folders: FileReader | undefined, accounts: readonly FileReader[]): FileReader {
  const all = [...(folders ? [folders] : []), ...accounts];
  const readersOf = (path: string) => (folders && !IN_ACCOUNT.test(path) ? [folders] : accounts);
  return {
    async search(text, limit, signal) {
      const found = (await Promise.all(all.map((reader) => reader.search(text, limit, signal)))).flat();
      return found.sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1)).slice(0, limit);
    },
    read: (path, signal) => whoeverHas(readersOf(path), (reader) => reader.read(path, signal)),
    placeFor: (path, signal) => whoeverHas(readersOf(path), (reader) => reader.placeFor(path, signal)),
  };
}

async function whoeverHas<T>(readers: readonly FileReader[], look: (reader: FileReader) => Promise<T>): Promise<T> {
  for (const reader of readers) {
    try {
      return await look(reader);
    } catch (error) {
      if (!isAppError(error, 'not-found')) throw error;
    }
  }
  throw new AppError('not-found', 'There is no such file. Search for it first.');
}
