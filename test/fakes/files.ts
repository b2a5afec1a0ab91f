import { createHash } from 'node:crypto';
import { isRunnable, mimeOf } from '../../src/files/file-type.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { FileInfo, FileReader, FileWriter } from '../../src/ports/files.ts';

/** One change, in the order in which they happened. */
export type FileWrite =
  | { readonly did: 'write'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly did: 'remove'; readonly path: string };

export interface FakeFiles {
  readonly reader: FileReader;
  readonly writer: FileWriter;
  /** Everything that was changed by the writer so far. */
  readonly journal: readonly FileWrite[];
  /** A file lies there from now on, with the folders it needs. */
  put(path: string, content: string | Uint8Array): void;
  /** The text that stands there; undefined for no file. */
  text(path: string): string | undefined;
}

interface FakeFilesOptions {
  /** The one folder that is granted. */
  readonly root?: string;
  /** Path within the root, and text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Told of each change as it happens. */
  readonly onWrite?: (write: FileWrite) => void;
}

const MOST_BYTES = 5 * 1024 * 1024;

/** A disk in memory. Each change is a second after the one before, from 2026-11-21 08:00 UTC on. */
export function createFakeFiles({ root = '~/Documents', files = {}, onWrite }: FakeFilesOptions = {}): FakeFiles {
  const disk = new Map<string, { readonly bytes: Uint8Array; readonly changedAt: string }>();
  const folders = new Set([root]);
  const journal: FileWrite[] = [];
  let seconds = Date.parse('2026-11-21T08:00:00Z') / 1000;

  function place(path: string): string {
    const inside = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
    const names = inside.split('/');
    if (/^[/~]/.test(inside) || inside.includes('\0') || names.some((name) => name.startsWith('.') || name === ''))
      throw new AppError('denied', `That lies outside of what I may see: ${root}.`);
    return `${root}/${inside}`;
  }
  function writable(path: string): string {
    const found = place(path);
    if (isRunnable(found.slice(found.lastIndexOf('/') + 1))) throw new AppError('denied', 'I never write programs.');
    const folder = found.slice(0, found.lastIndexOf('/'));
    if (!folders.has(folder)) throw new AppError('not-found', `There is no folder for ${found}.`);
    return found;
  }
  function infoOf(path: string): FileInfo {
    const file = disk.get(path);
    if (!file) throw new AppError('not-found', `There is no file ${path}.`);
    return { path, mime: mimeOf(path), size: file.bytes.length, changedAt: file.changedAt };
  }
  function expectBefore(path: string, before: string | null): void {
    const there = disk.get(path);
    if ((there ? createHash('sha256').update(there.bytes).digest('hex') : null) !== before)
      throw new AppError('invalid', `${path} has changed since. Nothing was written.`);
  }
  function set(path: string, bytes: Uint8Array): void {
    seconds += 1;
    disk.set(path, { bytes: Uint8Array.from(bytes), changedAt: new Date(seconds * 1000).toISOString() });
  }
  function record(write: FileWrite): void {
    journal.push(write);
    onWrite?.(write);
  }
  function put(path: string, content: string | Uint8Array): void {
    const found = place(path);
    for (let end = found.indexOf('/', root.length); end > 0; end = found.indexOf('/', end + 1)) folders.add(found.slice(0, end));
    set(found, Buffer.from(content));
  }
  for (const [path, text] of Object.entries(files)) put(path, text);

  return {
    journal,
    put,
    text: (path) => {
      const file = disk.get(place(path));
      return file && Buffer.from(file.bytes).toString();
    },
    reader: {
      name: 'The folders of this computer',
      async search(text, limit, signal) {
        signal.throwIfAborted();
        const words = text.toLowerCase().split(/\s+/).filter(Boolean);
        return [...disk.keys()]
          .map(infoOf)
          .filter(({ path }) => {
            const all = `${path}\n${Buffer.from(disk.get(path)?.bytes ?? []).toString()}`.toLowerCase();
            return words.every((word) => all.includes(word));
          })
          .sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1))
          .slice(0, limit);
      },
      async read(path, signal) {
        signal.throwIfAborted();
        const info = infoOf(place(path));
        if (info.size > MOST_BYTES) throw new AppError('invalid', `${info.path} is larger than 5 MB, more than I read.`);
        return { ...info, bytes: disk.get(info.path)?.bytes ?? new Uint8Array() };
      },
      placeFor: async (path) => writable(path),
    },
    writer: {
      async write(path, bytes, before, signal) {
        signal.throwIfAborted();
        const found = writable(path);
        expectBefore(found, before);
        set(found, bytes);
        record({ did: 'write', path: found, bytes: Uint8Array.from(bytes) });
      },
      async remove(path, before, signal) {
        signal.throwIfAborted();
        const found = writable(path);
        expectBefore(found, before);
        disk.delete(found);
        record({ did: 'remove', path: found });
      },
    },
  };
}
