import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { AppError } from '../../src/ground/errors.ts';
import { damaged, locked, monstrous } from './refused.ts';

/** The parts of a document that is a ZIP file: OOXML (ECMA-376, part 2) and OpenDocument (part 2, 3). */
export interface Parts {
  readonly names: readonly string[];
  /** The characters of a part, chunk by chunk; none for one that is not there. */
  read(name: string): AsyncIterable<string>;
}

const MOST_ENTRIES = 10_000;
/** Bytes of all parts together as they are read. */
const MOST_INFLATED = 100 * 1024 * 1024;
/** What a part may grow to from its bytes in the file; DEFLATE itself ends at 1,032. A small one may be anything. */
const MOST_RATIO = 500;
const SMALL = 1024 * 1024;
/** Local file header (APPNOTE 4.3.7) without its name. */
const HEADER_BYTES = 30;

/** Rejects with `invalid` for what no office program writes: names that lead out, names twice, links, overlapping or swollen entries. */
export async function openParts(bytes: Uint8Array): Promise<Parts> {
  const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
    lazyEntries: true,
    autoClose: false,
  }).catch(() => {
    throw damaged();
  });
  const entries = await listed(zip);
  let inflated = 0;
  return {
    names: [...entries.keys()],
    async *read(name) {
      const entry = entries.get(name);
      if (!entry) return;
      const decoder = new TextDecoder();
      for await (const chunk of opened(zip, entry)) {
        inflated += chunk.length;
        if (inflated > MOST_INFLATED) throw monstrous();
        yield decoder.decode(chunk, { stream: true });
      }
    },
  };
}

async function listed(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES) throw monstrous();
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName) || isLink(entry)) throw damaged();
      if (entries.size >= MOST_ENTRIES || isSwollen(entry)) throw monstrous();
      if (entry.isEncrypted()) throw locked();
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    throw toOurs(error);
  }
  if (overlap([...entries.values()])) throw damaged();
  return entries;
}

async function* opened(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  try {
    yield* await zip.openReadStreamPromise(entry);
  } catch (error) {
    throw toOurs(error);
  }
}

/** Whatever the parser complains of: one that gives more than it declared, too. */
function toOurs(error: unknown): AppError {
  return error instanceof AppError ? error : damaged();
}

/** A symbolic link by its Unix mode, which stands in the upper half (APPNOTE 4.3.12). */
function isLink({ externalFileAttributes }: Entry): boolean {
  const TYPE = 0o170000;
  const LINK = 0o120000;
  return ((externalFileAttributes >>> 16) & TYPE) === LINK;
}

/** By what it declares, which the parser holds it to. */
function isSwollen({ compressedSize, uncompressedSize }: Entry): boolean {
  return uncompressedSize > MOST_INFLATED || (uncompressedSize > SMALL && uncompressedSize > compressedSize * MOST_RATIO);
}

/** True when two entries share bytes: then a few of them unpack to anything. */
function overlap(entries: readonly Entry[]): boolean {
  const byPlace = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  return byPlace.some((entry, index) => {
    const next = byPlace[index + 1];
    const end = entry.relativeOffsetOfLocalHeader + HEADER_BYTES + entry.fileNameLength + entry.compressedSize;
    return next !== undefined && next.relativeOffsetOfLocalHeader < end;
  });
}
