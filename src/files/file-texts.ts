import { isAppError } from '../ground/errors.ts';
import type { DocumentReader } from '../ports/documents.ts';
import type { FileInfo } from '../ports/files.ts';

/** The text of a file in lower case; undefined for what cannot be read. `id` is its own among all files, `read` gives its bytes. */
export type FileText = (
  id: string,
  info: FileInfo,
  read: () => Promise<Uint8Array>,
  signal: AbortSignal,
) => Promise<string | undefined>;

/** Characters of all that is kept. */
const MOST_KEPT = 4_000_000;

interface Kept {
  /** What its size and time were. */
  readonly version: string;
  readonly text: string | undefined;
}

/** Reads the text of files and keeps what it read last, in memory, for as long as the file stays as it was: parsing takes long. */
export function createFileText({ documents }: { readonly documents: DocumentReader }): FileText {
  const kept = new Map<string, Kept>();
  let length = 0;

  function forget(path: string): void {
    length -= kept.get(path)?.text?.length ?? 0;
    kept.delete(path);
  }

  function keep(path: string, entry: Kept): void {
    forget(path);
    kept.set(path, entry);
    length += entry.text?.length ?? 0;
    for (const oldest of kept.keys()) {
      if (length <= MOST_KEPT) break;
      forget(oldest);
    }
  }

  return async (id, info, read, signal) => {
    const version = `${info.size} ${info.changedAt}`;
    const known = kept.get(id);
    if (known?.version === version) return known.text;
    try {
      const text = await textOf(documents, info, read, signal);
      keep(id, { version, text });
      return text;
    } catch (error) {
      signal.throwIfAborted();
      if (isAppError(error, 'invalid')) keep(id, { version, text: undefined });
      return undefined; // what cannot be read is not found; what failed for another reason is tried again
    }
  };
}

async function textOf(documents: DocumentReader, { path, mime }: FileInfo, read: () => Promise<Uint8Array>, signal: AbortSignal) {
  return (await documents.textOf({ name: path, mime, bytes: await read() }, signal)).toLowerCase();
}
