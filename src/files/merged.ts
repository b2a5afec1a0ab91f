import { AppError, isAppError } from '../ground/errors.ts';
import { type Silent, whatAnswers } from '../ground/what-answers.ts';
import type { FileInfo, FileReader } from '../ports/files.ts';

/** How a path begins that lies in an account and not on this computer. */
const IN_ACCOUNT = /^[a-z]+:/;

/**
 * The granted folders of this computer, for whoever has some, and the files of accounts as one. Searched as one, it rejects where one of them does not
 * answer; whoever can do with the others asks its parts.
 */
export function mergedFiles(folders: FileReader | undefined, accounts: readonly FileReader[]): FileReader {
  const all = [...(folders ? [folders] : []), ...accounts];
  const readersOf = (path: string) => (folders && !IN_ACCOUNT.test(path) ? [folders] : accounts);
  return {
    name: all.map(({ name }) => name).join(', '),
    parts: all,
    async search(text, limit, signal) {
      const found = (await Promise.all(all.map((reader) => reader.search(text, limit, signal)))).flat();
      return byLatest(found).slice(0, limit);
    },
    read: (path, signal) => whoeverHas(readersOf(path), (reader) => reader.read(path, signal), signal),
    placeFor: (path, signal) => whoeverHas(readersOf(path), (reader) => reader.placeFor(path, signal), signal),
  };
}

/** The files of those places that answer, the latest first, at most `limit`; rejects where none does. */
export async function searchFiles(
  reader: FileReader,
  text: string,
  limit: number,
  signal: AbortSignal,
): Promise<{ readonly files: readonly FileInfo[]; readonly missing: readonly Silent[] }> {
  const search = (part: FileReader) => part.search(text, limit, signal);
  const { answers, missing } = await whatAnswers(reader.parts ?? [reader], search, ({ name }) => name, signal);
  return { files: byLatest(answers.flat()).slice(0, limit), missing };
}

function byLatest(files: readonly FileInfo[]): FileInfo[] {
  return [...files].sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1));
}

/** One that does not answer is passed over; where none of the others has the file, that is the error. */
async function whoeverHas<T>(
  readers: readonly FileReader[],
  look: (reader: FileReader) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let silent: AppError | undefined;
  for (const reader of readers) {
    try {
      return await look(reader);
    } catch (error) {
      if (signal.aborted || !isAppError(error)) throw error;
      if (error.code !== 'not-found') silent ??= error;
    }
  }
  throw silent ?? new AppError('not-found', 'There is no such file. Search for it first.');
}
