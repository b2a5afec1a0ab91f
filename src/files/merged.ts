import { AppError, isAppError } from '../ground/errors.ts';
import { type Silent, whatAnswers } from '../ground/what-answers.ts';
import type { FileInfo, FileReader, FileWriter } from '../ports/files.ts';

/** How a path begins that lies in an account and not on this computer. */
const IN_ACCOUNT = /^[a-z][a-z0-9]*:/;

/** True of a place that the person did not open on this computer: who else reads there is not known. */
export function isInAccount(path: string): boolean {
  return IN_ACCOUNT.test(path);
}

/**
 * The granted folders of this computer, for whoever has some, and the files of accounts as one. Searched as one, it rejects where one of them does not
 * answer; whoever can do with the others asks its parts.
 */
export function mergedFiles(folders: FileReader | undefined, accounts: readonly FileReader[]): FileReader {
  const all = [...(folders ? [folders] : []), ...accounts];
  const readersOf = (path: string) => (folders && !isInAccount(path) ? [folders] : accounts);
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

/** Each change goes to where the file lies. */
export function mergedFileWriters(
  folders: FileWriter | undefined,
  accounts: readonly { readonly reader: FileReader; readonly writer: FileWriter }[],
): FileWriter {
  async function writerOf(path: string, signal: AbortSignal): Promise<FileWriter> {
    if (folders && !isInAccount(path)) return folders;
    const look = (reader: FileReader) => reader.placeFor(path, signal).then(() => reader);
    const found = await whoeverHas(
      accounts.map(({ reader }) => reader),
      look,
      signal,
    );
    const owner = accounts.find(({ reader }) => reader === found);
    if (!owner) throw new AppError('not-found', NOT_THERE);
    return owner.writer;
  }
  return {
    write: async (path, bytes, before, signal) => (await writerOf(path, signal)).write(path, bytes, before, signal),
    remove: async (path, before, signal) => (await writerOf(path, signal)).remove(path, before, signal),
  };
}

const NOT_THERE = 'There is no such file. Search for it first.';

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
  throw silent ?? new AppError('not-found', NOT_THERE);
}
