import type { Address, Attachment, Email, Mailbox } from 'postal-mime';
import { AppError } from '../../src/ground/errors.ts';
import type { Mail, MailAttachment } from '../../src/ports/mail.ts';
import type { MeetingMail } from '../../src/ports/meeting.ts';
import { htmlToText } from '../web/html-text.ts';

/** What the bytes of a mail say by themselves; where it lies and how it is marked only its server knows. */
export interface Letter
  extends Pick<
    Mail,
    | 'from'
    | 'to'
    | 'cc'
    | 'bcc'
    | 'replyTo'
    | 'subject'
    | 'messageId'
    | 'references'
    | 'text'
    | 'attachments'
    | 'meeting'
    | 'bulk'
  > {
  /** The Date header as it stands there; empty without one. */
  readonly date: string;
}

/** A letter with what is attached to it. */
export interface OpenLetter extends Letter {
  /** Of each attachment, in the same order. */
  readonly contents: readonly Uint8Array[];
}

/** Bytes of a mail that is read at all: providers take none over 50 MB. */
export const MOST_MAIL_BYTES = 50_000_000;
/** A line that begins so may begin a part; the parser compares each with every boundary that is open. */
const MOST_DASHED_LINES = 20_000;
const BOUNDS = { maxNestingDepth: 50, maxHeadersSize: 512 * 1024, maxRfc822NestingDepth: 5 } as const;
/** Characters. */
const LONGEST_TEXT = 1_000_000;
const MOST_PEOPLE = 1000;
const LONGEST_PERSON = 1000;
const MOST_REFERENCES = 100;
const LONGEST_NAME = 200;
const SNIPPET = 200;
/** Bytes: what is said of one meeting is a few kilobytes, and its description is cut off by nobody. */
const MOST_MEETING_BYTES = 200_000;

/** Reads RFC 5322 bytes, also ones that are cut off. Rejects with `invalid` when a mail is built so that reading it would hold up everybody. */
export async function readMime(bytes: Uint8Array): Promise<OpenLetter> {
  if (bytes.length > MOST_MAIL_BYTES || hasDashedLines(bytes, MOST_DASHED_LINES)) throw monstrous();
  const { default: PostalMime } = await import('postal-mime');
  const email = await PostalMime.parse(bytes, BOUNDS).catch(() => {
    throw monstrous();
  });
  const contents = email.attachments.map(bytesOf);
  const meeting = await meetingIn(email.attachments, contents);
  const header = (name: string) => email.headers.find(({ key }) => key === name)?.value ?? '';
  const bulk = bulkOf(header);
  return {
    from: people(email.from ? [email.from] : [])[0] ?? { name: '', address: '' },
    to: people(email.to),
    cc: people(email.cc),
    bcc: people(email.bcc),
    replyTo: people(email.replyTo),
    subject: (email.subject ?? '').slice(0, 2000),
    messageId: idsIn(email.messageId)[0] ?? '',
    references: threadIds(email),
    text: await textOf(email),
    attachments: email.attachments.map((attachment, index) => toAttachment(attachment, index, contents[index])),
    contents,
    ...(meeting && { meeting }),
    ...(bulk && { bulk }),
    date: header('date'),
  };
}

/** The first words of a body on one line. */
export function snippetOf(text: string): string {
  return text.slice(0, 2000).replace(/\s+/g, ' ').trim().slice(0, SNIPPET);
}

/** Whether its headers say that it went to a list, or was written by a machine; `header` gives the first of a name, or nothing. */
export function bulkOf(header: (name: string) => string): 'list' | 'automatic' | undefined {
  const sentBy = header('auto-submitted').trim().toLowerCase();
  if (sentBy !== '' && sentBy !== 'no') return 'automatic';
  const isList = ['list-id', 'list-unsubscribe', 'list-post'].some((name) => header(name) !== '');
  return isList || /^\s*(bulk|list|junk)\b/i.test(header('precedence')) ? 'list' : undefined;
}

/** By what all mails of a thread are known where the server has no name for it: the first Message-ID of it. */
export function threadOf({ messageId, references }: Pick<Mail, 'messageId' | 'references'>): string {
  return references[0] ?? messageId;
}

/** Whether more lines than `most` begin so that they may begin a part. */
export function hasDashedLines(bytes: Uint8Array, most: number): boolean {
  const LINE_FEED = 10;
  const DASH = 45;
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1 && count <= most; at = bytes.indexOf(LINE_FEED, at + 1))
    if (bytes[at + 1] === DASH && bytes[at + 2] === DASH) count += 1;
  return count > most;
}

function monstrous(): AppError {
  return new AppError('invalid', 'This mail is too large or too deeply nested to be read here. Open it in your mail program.');
}

async function textOf({ text, html }: Email): Promise<string> {
  const plain = text?.trim() || html === undefined ? (text ?? '') : (await htmlToText(html, '')).text;
  return plain.slice(0, LONGEST_TEXT).replace(/\r\n?/g, '\n');
}

function people(list: readonly Address[] | undefined): Mailbox[] {
  const flat = (list ?? []).slice(0, MOST_PEOPLE).flatMap((one) => one.group ?? [one]);
  return flat.slice(0, MOST_PEOPLE).map(({ name, address }) => ({
    name: oneLine(name).slice(0, LONGEST_PERSON),
    address: oneLine(address).slice(0, LONGEST_PERSON),
  }));
}

/** The ids before it, the oldest first (RFC 5322, 3.6.4): what is answered stands last even when References lacks it. */
function threadIds({ references, inReplyTo }: Email): string[] {
  const known = idsIn(references);
  const [answered] = idsIn(inReplyTo);
  return answered === undefined || known.includes(answered) ? known : [...known, answered];
}

function idsIn(header: string | undefined): string[] {
  return ((header ?? '').slice(0, 100_000).match(/<[^<>\s]{1,998}>/g) ?? []).slice(-MOST_REFERENCES);
}

function toAttachment({ filename, mimeType }: Attachment, index: number, content: Uint8Array | undefined): MailAttachment {
  return { ref: `${index + 1}`, name: fileName(filename ?? ''), mime: mimeType, size: content?.length ?? 0 };
}

/** Of the first part that calendar programs act on. */
async function meetingIn(attachments: readonly Attachment[], contents: readonly Uint8Array[]): Promise<MeetingMail | undefined> {
  const at = attachments.findIndex(({ mimeType }) => mimeType === 'text/calendar' || mimeType === 'application/ics');
  const bytes = contents[at];
  if (!bytes || bytes.length > MOST_MEETING_BYTES) return undefined;
  const { readMeeting } = await import('../ics/read-meeting.ts');
  return readMeeting(new TextDecoder().decode(bytes));
}

/** The last part of whatever path its sender made of it. */
function fileName(said: string): string {
  const name = oneLine(said.split(/[\\/]/).at(-1) ?? '').replace(/^\.+/, '');
  return name.slice(-LONGEST_NAME) || 'file';
}

function bytesOf({ content }: Attachment): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}
