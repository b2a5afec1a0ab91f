import type { gmail_v1 } from 'googleapis/build/src/apis/gmail/index.js';
import { Temporal } from 'temporal-polyfill';
import type { Mail, MailAddress, Mailbox, MailSummary } from '../../src/ports/mail.ts';
import { bulkOf, type Letter } from '../mime/read.ts';

type Message = gmail_v1.Schema$Message;

/** Names of the person's own labels by their ids. */
export type LabelNames = ReadonlyMap<string, string>;

/** In Gmail a mailbox is a label; what has none of these left the inbox (Gmail API, "Manage labels"). */
export const MAILBOX_LABELS = { drafts: 'DRAFT', trash: 'TRASH', junk: 'SPAM', inbox: 'INBOX', sent: 'SENT' } as const;

/** The headers that a summary is made of. */
export const SUMMARY_HEADERS = [
  ...['From', 'To', 'Cc', 'Subject', 'Message-ID'],
  ...['Auto-Submitted', 'List-Id', 'List-Unsubscribe', 'List-Post', 'Precedence'],
];

/** Characters: what is longer is cut before it is read. */
const LONGEST_HEADER = 16_000;

/** Gmail's snippet is HTML. */
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** A message without its body, and its Cc, which is searched but not part of a summary. */
export async function toSummary(message: Message, labels: LabelNames): Promise<MailSummary & Pick<Mail, 'cc'>> {
  const header = (name: string) =>
    (message.payload?.headers?.find((each) => each.name?.toLowerCase() === name)?.value ?? '').slice(0, LONGEST_HEADER);
  const { decodeWords } = await import('postal-mime');
  const [from] = await people(header('from'));
  const bulk = bulkOf(header);
  return {
    ...marks(message, labels),
    from: from ?? { name: '', address: '' },
    to: await people(header('to')),
    cc: await people(header('cc')),
    subject: decodeWords(header('subject')),
    messageId: /<[^<>\s]+>/.exec(header('message-id'))?.[0] ?? '',
    ...(bulk && { bulk }),
  };
}

/** A message of which the letter is known. */
export function toMail(message: Message, labels: LabelNames, letter: Letter): Mail {
  const { from, to, cc, bcc, replyTo, subject, messageId, references, text, attachments, meeting, bulk } = letter;
  const said = { from, to, cc, bcc, replyTo, subject, messageId, references, text, attachments };
  return { ...marks(message, labels), ...said, ...(bulk && { bulk }), ...(meeting && { meeting }) };
}

/** `raw` is base64 in its URL-safe letters (Users.messages). */
export function bytesOf({ raw }: Message): Uint8Array {
  return Buffer.from(raw ?? '', 'base64url');
}

/** What only Gmail knows of a message. */
function marks(message: Message, labels: LabelNames) {
  const ids = message.labelIds ?? [];
  const at = Temporal.Instant.fromEpochMilliseconds(Number(message.internalDate ?? 0));
  return {
    id: message.id ?? '',
    threadId: message.threadId ?? '',
    mailbox: mailboxOf(ids),
    at: at.toString(),
    unread: ids.includes('UNREAD'),
    labels: ids.flatMap((id) => labels.get(id) ?? []).sort(),
    snippet: (message.snippet ?? '').replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity).slice(0, 200),
  };
}

function mailboxOf(ids: readonly string[]): Mailbox {
  const [found] = (['drafts', 'trash', 'junk', 'inbox', 'sent'] as const).filter((mailbox) =>
    ids.includes(MAILBOX_LABELS[mailbox]),
  );
  return found ?? 'archive';
}

async function people(header: string): Promise<MailAddress[]> {
  const { addressParser, decodeWords } = await import('postal-mime');
  const flat = addressParser(header).flatMap((one) => one.group ?? [one]);
  return flat.flatMap(({ name, address }) => (address ? [{ name: decodeWords(name), address }] : []));
}
