import { and, desc, eq } from 'drizzle-orm';
import { parseIncoming } from '../agent/incoming.ts';
import type { Tx } from '../db/client.ts';
import { inbox } from '../db/schema/chat.ts';
import { AppError } from '../ground/errors.ts';
import type { IncomingFile, IncomingMessage, Platform } from '../ports/chat.ts';
import { parseCommand } from './command-line.ts';

/** A transcript that came with a message: its text, or a file that the platform still holds. */
export type TranscriptSource = { readonly title: string } & ({ readonly text: string } | { readonly file: IncomingFile });

export type Download = (platform: Platform, ref: string, signal: AbortSignal) => Promise<Uint8Array>;

/** Shorter words are no conversation. */
const FEWEST_CHARACTERS = 300;
const READABLE = /\.(?:txt|vtt|srt|md)$/i;

/** Undefined when there is none in it: a file of text, else what was handed on, else the words behind the command. */
export function transcriptIn({ text, foreignText, files }: IncomingMessage): TranscriptSource | undefined {
  const file = files.find(({ name, mime }) => READABLE.test(name) || mime.startsWith('text/'));
  if (file) return { title: file.name, file };
  if (isLong(foreignText)) return { title: 'the conversation you handed on', text: foreignText };
  const own = parseCommand(text)?.argument ?? text;
  return isLong(own) ? { title: 'the conversation you pasted', text: own } : undefined;
}

/** Rejects like the platform's download. */
export async function textOf(
  source: TranscriptSource,
  platform: Platform,
  download: Download,
  signal: AbortSignal,
): Promise<string> {
  if ('text' in source) return source.text;
  return new TextDecoder().decode(await download(platform, source.file.ref, signal));
}

interface Place {
  readonly platform: Platform;
  readonly chat: string;
  /** The inbox key of the command. */
  readonly source: string;
  /** The message that the command answers, by the platform's id. */
  readonly replyTo: string | undefined;
}

/** The message that holds the transcript: that of the command itself, or the one it answers. Rejects with `invalid` when neither does. */
export async function messageWithTranscript(
  tx: Tx,
  personId: string,
  { source, platform, chat, replyTo }: Place,
): Promise<IncomingMessage> {
  const own = await messageUnder(tx, personId, source);
  if (own && transcriptIn(own)) return own;
  const answered = replyTo === undefined ? undefined : await messageAt(tx, personId, platform, chat, replyTo);
  if (answered && transcriptIn(answered)) return answered;
  throw new AppError('invalid', HOW);
}

/** The person's message with this inbox key; undefined when there is none. */
export async function messageUnder(tx: Tx, personId: string, key: string): Promise<IncomingMessage | undefined> {
  const [row] = await tx
    .select({ payload: inbox.payload })
    .from(inbox)
    .where(and(eq(inbox.personId, personId), eq(inbox.key, key), eq(inbox.kind, 'message')));
  return row && parseIncoming(row.payload);
}

async function messageAt(tx: Tx, personId: string, platform: Platform, chat: string, messageId: string) {
  const there = and(
    eq(inbox.platform, platform),
    eq(inbox.chat, chat),
    eq(inbox.messageId, messageId),
    eq(inbox.kind, 'message'),
  );
  const [row] = await tx
    .select({ payload: inbox.payload })
    .from(inbox)
    .where(and(eq(inbox.personId, personId), there))
    .orderBy(desc(inbox.seq))
    .limit(1);
  return row && parseIncoming(row.payload);
}

const HOW =
  'Send me the transcript with it: a .txt, .vtt or .srt file with /notes as its caption, the words behind /notes, a recording with that caption, or /notes as an answer to a message that holds one.';

function isLong(text: string | undefined): text is string {
  return text !== undefined && (text.trim().includes('\n') || text.length >= FEWEST_CHARACTERS);
}
