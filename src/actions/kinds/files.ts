import { createHash } from 'node:crypto';
import { z } from 'zod';
import { storableText } from '../../db/storable.ts';
import { isInAccount, searchFiles } from '../../files/merged.ts';
import { AppError, isAppError } from '../../ground/errors.ts';
import { silenceText } from '../../ground/what-answers.ts';
import { quoted } from '../../mail/quoted.ts';
import type { DocumentReader } from '../../ports/documents.ts';
import type { FileContent, FileReader, FileWriter } from '../../ports/files.ts';
import type { StoredFiles } from '../../vault/stored-files.ts';
import { shown } from '../card/shown.ts';
import { type ActionResult, defineOutsideKind, type HandsContext, type OutsideContext, type OutsideKind } from '../kind.ts';

const MOST_FOUND = 20;
/** A longer text is cut here, and says so. */
const MOST_CHARACTERS = 20_000;

const path = z.string().min(1).max(1000);
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

const search = defineOutsideKind({
  name: 'file_search',
  description: "Find the person's files by words in name or text.",
  effect: 'read',
  verb: 'Search',
  area: 'file',
  needs: 'files',
  input: z.object({ text: z.string().optional() }),
  args: z.object({ text: z.string() }),
  resolve: async (_, { text = '' }) => ({ text: text.trim() }),
  fields: { text: (text) => ({ label: 'Search files for', value: text || 'everything' }) },
  async run(context, { text }) {
    const { files: found, missing } = await searchFiles(readerOf(context), text, MOST_FOUND, context.signal);
    const silent = missing.map(silenceText);
    if (found.length === 0) return { said: ['No file matches.', ...silent].join('\n') };
    const lines = found.map((file) => `- ${quoted(storableText(file.path))}, ${bytesText(file.size)}, changed ${file.changedAt}`);
    const more = found.length === MOST_FOUND ? ['There may be more: search with more words.'] : [];
    return { said: [...lines, ...more, ...silent].join('\n'), tainted: true };
  },
  undoData: z.never(),
  undo: async () => 'A search changes nothing.',
});

function fileRead(documents: DocumentReader): OutsideKind {
  return defineOutsideKind({
    name: 'file_read',
    description: 'Read a file.',
    effect: 'read',
    verb: 'Read',
    area: 'file',
    needs: 'files',
    input: z.object({ path: z.string() }),
    args: z.object({ path }),
    resolve: async (_, input) => input,
    fields: { path: (value) => ({ label: 'File', value }) },
    async run(context, args) {
      const file = await readerOf(context).read(args.path, context.signal);
      const text = storableText(await documents.textOf({ ...file, name: file.path }, context.signal));
      const cut = text.length > MOST_CHARACTERS ? `\n(cut here after ${MOST_CHARACTERS} of ${text.length} characters)` : '';
      return { said: `File ${quoted(storableText(file.path))}\n\n${text.slice(0, MOST_CHARACTERS)}${cut}`, tainted: true };
    },
    undoData: z.never(),
    undo: async () => 'Reading changes nothing.',
  });
}

/** What stands in the file's place before it is written. */
const before = z.object({ sha256: sha256Hex.nullable(), size: z.int() });
const writeArgs = z.object({ path, text: z.string(), before });
type WriteArgs = z.infer<typeof writeArgs>;
/** `kept`: the stored file that holds what was replaced. */
const written = z.object({ path, sha256: sha256Hex, kept: z.uuid().nullable(), before: before.shape.sha256 });
type Written = z.infer<typeof written>;

function fileWrite(storedFiles: StoredFiles): OutsideKind {
  return defineOutsideKind({
    name: 'file_write',
    description: 'Write a text file, replacing it whole.',
    effect: ({ path: where }) => (isInAccount(where) ? 'outbound' : 'private'),
    usualEffect: 'private',
    verb: 'Write',
    area: 'file',
    needs: 'files',
    mainInput: 'text',
    input: z.object({ path: z.string(), text: z.string() }),
    args: writeArgs,
    async resolve(context, { path: wanted, text }) {
      const place = await readerOf(context).placeFor(wanted, context.signal);
      const there = await standing(context, place);
      return { path: place, text, before: { sha256: there ? sha256(there.bytes) : null, size: there?.bytes.length ?? 0 } };
    },
    fields: {
      path: (value) => ({ label: 'File', value }),
      text: (value) => ({ label: 'Text', value }),
      before: ({ sha256: hash, size }) => ({
        label: 'Replaces',
        value: hash === null ? 'nothing, the file is new' : `the ${bytesText(size)} that stand there; Undo brings them back`,
      }),
    },
    run: (context, args) => replace(context, args, storedFiles),
    async find(context, { path: where, text, before: old }) {
      const bytes = Buffer.from(text);
      const there = await standing(context, where);
      const hash = there ? sha256(there.bytes) : null;
      if (hash === sha256(bytes)) return outcome(context, where, bytes, old.sha256);
      return hash === old.sha256 ? 'nothing' : { unknown: 'the file has been changed since' };
    },
    undoData: written,
    undo: (context, data) => restore(context, data, storedFiles),
  });
}

interface FileKindDeps {
  readonly storedFiles: StoredFiles;
  readonly documents: DocumentReader;
}

/** The person's files in the folders that were opened: looked at by words, written with an exact way back. */
export function fileKinds({ storedFiles, documents }: FileKindDeps): readonly OutsideKind[] {
  return [search, fileRead(documents), fileWrite(storedFiles)];
}

/** What is replaced is kept first, and thrown away again when it was not replaced after all. */
async function replace(context: HandsContext, { path: where, text, before: old }: WriteArgs, storedFiles: StoredFiles) {
  const { personId, actionId, inDb, signal } = context;
  const bytes = Buffer.from(text);
  const there = await standing(context, where);
  if ((there ? sha256(there.bytes) : null) !== old.sha256)
    throw new AppError('invalid', `${shown(where)} has changed since. Nothing was written; ask again.`);
  if (there) await inDb((tx) => storedFiles.keep(tx, personId, there, actionId));
  try {
    await writerOf(context).write(where, bytes, old.sha256, signal);
  } catch (error) {
    if (isAppError(error)) await inDb((tx) => storedFiles.remove(tx, personId, actionId));
    throw error;
  }
  return outcome(context, where, bytes, old.sha256);
}

function outcome({ actionId }: HandsContext, where: string, bytes: Uint8Array, old: string | null): ActionResult<Written> {
  const undo = { path: where, sha256: sha256(bytes), kept: old === null ? null : actionId, before: old };
  return { said: `${shown(where)} is written (${bytesText(bytes.length)}).`, undo };
}

async function restore(context: HandsContext, done: Written, storedFiles: StoredFiles): Promise<string> {
  const there = await standing(context, done.path);
  const hash = there ? sha256(there.bytes) : null;
  const name = shown(done.path);
  if (hash !== done.before && hash !== done.sha256)
    throw new AppError('invalid', `${name} has been changed since, so I leave it as it is.`);
  if (done.kept === null) {
    if (hash !== null) await writerOf(context).remove(done.path, done.sha256, context.signal);
    return `${name} is gone again: there was no such file before.`;
  }
  const kept = done.kept;
  if (hash !== done.before) {
    const [old] = await context.inDb((tx) => storedFiles.load(tx, context.personId, [kept]));
    if (!old) throw new AppError('invalid', `What stood in ${name} before is no longer kept, so it cannot be brought back.`);
    await writerOf(context).write(done.path, old.bytes, done.sha256, context.signal);
  }
  await context.inDb((tx) => storedFiles.remove(tx, context.personId, kept));
  return `${name} is as it was before.`;
}

/** What stands there now; undefined for nothing. */
async function standing(context: OutsideContext, where: string): Promise<(FileContent & { readonly name: string }) | undefined> {
  try {
    const file = await readerOf(context).read(where, context.signal);
    return { ...file, name: storableText(file.path) };
  } catch (error) {
    if (isAppError(error, 'not-found')) return undefined;
    throw error;
  }
}

function readerOf({ eyes }: OutsideContext): FileReader {
  if (!eyes.files) throw new AppError('unavailable', 'No folder is opened to me. Whoever runs me can name some in FILE_ROOTS.');
  return eyes.files;
}

function writerOf({ hands }: HandsContext): FileWriter {
  if (!hands.files) throw new AppError('unavailable', 'No folder is opened to me for writing.');
  return hands.files;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function bytesText(size: number): string {
  return size === 1 ? '1 byte' : `${size} bytes`;
}
