import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { AppError } from '../ground/errors.ts';
import type { MailAttachment, MailFile, MailReader } from '../ports/mail.ts';
import type { StoredFile, StoredFiles } from '../vault/stored-files.ts';
import { quoted } from './quoted.ts';

/** A stored file as it is attached: bound to its content, so that what was shown is what goes. */
export const attachmentArgs = z.object({
  /** Id of the stored file. */
  file: z.uuid(),
  name: z.string(),
  mime: z.string(),
  bytes: z.int(),
  /** Of the content, in hex. */
  sha256: z.string(),
});

export type AttachmentArgs = z.infer<typeof attachmentArgs>;

export interface FileShelf {
  readonly storedFiles: StoredFiles;
  readonly personId: string;
  readonly inDb: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}

interface MailShelf extends FileShelf {
  readonly mail: MailReader;
  readonly signal: AbortSignal;
}

const MOST_FILES = 20;
/** In base64 this stays under the 25 MB that the large providers take. */
const MOST_BYTES = 18_000_000;

/** How an attachment of a mail is called where a file can be named. */
export function attachmentHandle(mailId: string, ref: string): string {
  return `${mailId}#${ref}`;
}

export interface AttachmentOfMail extends MailAttachment {
  readonly mailId: string;
}

/** The attachment of a mail that a handle means; undefined for what is none. Rejects with `not-found` when the mail is gone. */
export async function attachmentOf(mail: MailReader, handle: string, signal: AbortSignal): Promise<AttachmentOfMail | undefined> {
  const at = handle.lastIndexOf('#');
  if (at < 1) return undefined;
  const mailId = handle.slice(0, at);
  const { attachments } = await mail.read(mailId, signal);
  const found = attachments.find(({ ref }) => ref === handle.slice(at + 1));
  return found && { ...found, mailId };
}

/** The files that the entries mean: by a stored file's id or name (the latest of that name), or an attachment of a mail by its handle. */
export async function findAttachments(shelf: MailShelf, said: readonly string[]): Promise<AttachmentArgs[]> {
  if (said.length > MOST_FILES) throw new AppError('invalid', `One mail carries at most ${MOST_FILES} files.`);
  const found: AttachmentArgs[] = [];
  for (const entry of said) found.push(exactly(await findFile(shelf, entry)));
  if (found.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_BYTES)
    throw new AppError('invalid', 'The files are larger than 18 MB together, more than a mail can carry. Send fewer at once.');
  return found;
}

/** Stores the attachments of a mail, each once, so that they can go out again. */
export async function keepAttachments(shelf: MailShelf, mailId: string, refs: readonly MailAttachment[]): Promise<string[]> {
  const ids: string[] = [];
  for (const attachment of refs) ids.push(await keep(shelf, mailId, attachment));
  return ids;
}

/** The very content that was shown. Rejects with `invalid` when it is gone or another one. */
export async function loadAttachments(
  { storedFiles, personId, inDb }: FileShelf,
  shown: readonly AttachmentArgs[],
): Promise<MailFile[]> {
  const ids = shown.map(({ file }) => file);
  const stored = await inDb((tx) => storedFiles.load(tx, personId, ids));
  return shown.map(({ file, name, mime, sha256 }) => {
    const bytes = stored.find(({ id }) => id === file)?.bytes;
    if (!bytes || digestOf(bytes) !== sha256)
      throw new AppError(
        'invalid',
        `The file ${quoted(name)} has changed since the card was shown. Nothing was sent; ask again.`,
      );
    return { name, mime, bytes };
  });
}

async function findFile(shelf: MailShelf, said: string): Promise<StoredFile> {
  const id = z.uuid().safeParse(said).success
    ? said.toLowerCase()
    : ((await idByName(shelf, said)) ?? (await ofMail(shelf, said)));
  const [file] = id === undefined ? [] : await shelf.inDb((tx) => shelf.storedFiles.load(tx, shelf.personId, [id]));
  if (!file) throw new AppError('not-found', `I have no file ${quoted(said.slice(0, 100))}. Give its id or its whole name.`);
  return file;
}

async function idByName({ storedFiles, personId, inDb }: FileShelf, name: string): Promise<string | undefined> {
  const all = await inDb((tx) => storedFiles.list(tx, personId));
  return all.findLast((file) => file.name === name)?.id;
}

async function ofMail(shelf: MailShelf, said: string): Promise<string | undefined> {
  const found = await attachmentOf(shelf.mail, said, shelf.signal);
  return found && keep(shelf, found.mailId, found);
}

async function keep(shelf: MailShelf, mailId: string, attachment: MailAttachment): Promise<string> {
  const { mail, storedFiles, personId, inDb, signal } = shelf;
  const { ref, name, mime, size } = attachment;
  if (size > MOST_BYTES) throw new AppError('invalid', `The attachment ${quoted(name)} is larger than 18 MB.`);
  const bytes = await mail.attachment(mailId, ref, signal);
  const id = toUuid(JSON.stringify([personId, mail.account, mailId, ref, digestOf(bytes)]));
  return inDb((tx) => storedFiles.keep(tx, personId, { name, mime, bytes }, id));
}

function exactly({ id, name, mime, bytes }: StoredFile): AttachmentArgs {
  return {
    file: id,
    name: name.replace(/\p{Cc}+/gu, ' ').trim() || 'file',
    mime: /^[\w.+-]+\/[\w.+-]+$/.test(mime) ? mime.toLowerCase() : 'application/octet-stream',
    bytes: bytes.length,
    sha256: digestOf(bytes),
  };
}

function digestOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** RFC 9562, version 8. */
function toUuid(name: string): string {
  const hex = digestOf(name);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
