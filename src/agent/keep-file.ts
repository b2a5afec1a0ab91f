import type { Temporal } from 'temporal-polyfill';
import { shown } from '../actions/card/shown.ts';
import type { Database } from '../db/client.ts';
import { storableText } from '../db/storable.ts';
import { isAppError } from '../ground/errors.ts';
import { namedUuid } from '../ground/named-uuid.ts';
import type { IncomingFile, IncomingMessage, Platform } from '../ports/chat.ts';
import type { Document, DocumentReader } from '../ports/documents.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import { asOutside } from './prompt.ts';

export interface HearDeps {
  readonly db: Database;
  readonly storedFiles: StoredFiles;
  readonly documents: DocumentReader;
  readonly download: (platform: Platform, ref: string, signal: AbortSignal) => Promise<Uint8Array>;
}

/** For whom, when, and until when it may take. */
export interface HearMoment {
  readonly personId: string;
  readonly now: Temporal.Instant;
  readonly signal: AbortSignal;
}

export interface KeptFile {
  /** What the model reads of it. */
  readonly request: string;
  readonly tainted: boolean;
  /** What the person has to be told of it. */
  readonly note?: string;
}

/** A longer text is cut here, and says so. */
const MOST_CHARACTERS = 20_000;

/** Stores a file that came with a message, once, and reads a document. What cannot be had or read becomes a note. */
export async function keepFile(
  deps: HearDeps,
  moment: HearMoment,
  message: IncomingMessage,
  file: IncomingFile,
): Promise<KeptFile> {
  const { personId, signal } = moment;
  // Whoever made a file may have named it: a name is somebody else's text, too. What a phone records has none to speak of.
  const tainted = file.kind === 'document';
  const request = tainted
    ? asOutside(`${file.name}, ${file.mime}`, 'the name of a file that was sent')
    : `(sent: ${KIND[file.kind]})`;
  try {
    const bytes = await deps.download(message.platform, file.ref, signal);
    const { name, mime } = file;
    const id = keptFileId(message.key, file.ref);
    await deps.db.asPerson(personId, (tx) => deps.storedFiles.keep(tx, personId, { name, mime, bytes }, id));
    if (file.kind !== 'document')
      return { request, tainted, note: unread(file, 'I read documents, not what is inside this one.') };
    return await readKept(deps.documents, { name, mime, bytes }, signal).catch((error: unknown) => {
      if (!isAppError(error)) throw error;
      return { request, tainted, note: unread(file, error.message) };
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!isAppError(error)) throw error;
    return { request, tainted, note: `${titleOf(file)}: ${error.message}` };
  }
}

async function readKept(documents: DocumentReader, document: Document, signal: AbortSignal): Promise<KeptFile> {
  const text = storableText(await documents.textOf(document, signal));
  const shownText = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}\n(cut here: the file is longer)` : text;
  return { request: asOutside(`${document.name}\n\n${shownText}`, 'a file that was sent'), tainted: true };
}

function unread(file: IncomingFile, reason: string): string {
  return `I kept ${titleOf(file)}. ${reason}`;
}

const KIND: Readonly<Record<IncomingFile['kind'], string>> = {
  voice: 'a voice note',
  audio: 'a recording',
  image: 'a picture',
  video: 'a video',
  document: 'a file',
};

/** For the person: a document by its name, anything else by its kind. */
function titleOf({ kind, name }: IncomingFile): string {
  return kind === 'document' ? shown(name) : KIND[kind];
}

/** A UUID made of the message's key and the file's handle (RFC 9562, version 8): a turn that starts over stores the file once. */
export function keptFileId(key: string, ref: string): string {
  return namedUuid(key, ref);
}
