import { z } from 'zod';
import { AppError } from '../../../ground/errors.ts';
import { addressShown, toExact } from '../../../mail/address.ts';
import {
  type AttachmentArgs,
  attachmentArgs,
  findAttachments,
  keepAttachments,
  loadAttachments,
} from '../../../mail/attachments.ts';
import { isMessageId, makeMessageId } from '../../../mail/message-id.ts';
import { quoted } from '../../../mail/quoted.ts';
import { eachOnce, findRecipients } from '../../../mail/recipients.ts';
import { readBody, readSubject, replySubject } from '../../../mail/wording.ts';
import type { Mail, MailAddress, OutgoingMail } from '../../../ports/mail.ts';
import type { StoredFiles } from '../../../vault/stored-files.ts';
import type { CardFields, CardLine, OutsideContext } from '../../kind.ts';
import { accountInput, mailToChange } from './account.ts';

/** Models write one entry as a plain string now and then. */
export const list = z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(z.string()));

/** What a model writes of a mail. */
export const mailInput = z.object({
  to: list.optional(),
  cc: list.optional(),
  bcc: list.optional(),
  subject: z.string().optional(),
  body: z.string().optional(),
  inReplyTo: z.string().optional(),
  attachments: list.optional(),
  account: accountInput,
});

type MailInput = z.infer<typeof mailInput>;

const mailbox = z.object({ name: z.string(), address: z.string() });

/** The mail that is answered. Its subject and people stand on the card, so that an answer into another thread is seen. */
const replyArgs = z.object({
  id: z.string(),
  subject: z.string(),
  participants: z.array(mailbox),
  messageId: z.string(),
  references: z.array(z.string()),
  threadId: z.string(),
});

/** A mail to the last byte. */
export const mailArgs = z.object({
  /** The account that writes it. */
  from: z.string(),
  to: z.array(mailbox),
  cc: z.array(mailbox),
  bcc: z.array(mailbox),
  subject: z.string(),
  inReplyTo: replyArgs.exactOptional(),
  body: z.string(),
  attachments: z.array(attachmentArgs),
  messageId: z.string(),
});

export type MailArgs = z.infer<typeof mailArgs>;

interface ComposeDeps {
  readonly storedFiles: StoredFiles;
}

/** Makes the wish exact: each recipient one address, each file bound to its content. What is not said is taken from the draft or the mail answered. */
export async function compose(deps: ComposeDeps, context: OutsideContext, input: MailInput, draft?: Mail): Promise<MailArgs> {
  const mail = mailToChange(context, input.account);
  const shelf = { ...deps, ...context, mail };
  const answered = input.inReplyTo ? await mail.read(input.inReplyTo, context.signal) : undefined;
  const recipients = await recipientsOf(context, input, draft, answered);
  const said = draft ? await keepAttachments(shelf, draft.id, draft.attachments) : [];
  const subject = input.subject ?? draft?.subject ?? (answered && replySubject(answered.subject)) ?? '';
  const reply = answered ? replyTo(answered) : draft && threadOf(draft);
  const content = {
    from: mail.account,
    ...recipients,
    subject: readSubject(subject),
    ...(reply && { inReplyTo: reply }),
    body: readBody(input.body ?? draft?.text ?? ''),
    attachments: await findAttachments(shelf, input.attachments ?? said),
  };
  return { ...content, messageId: makeMessageId(mail.account, [context.personId, context.source, content]) };
}

/** The bytes to hand over. Rejects with `invalid` when a file is no longer what the card showed. */
export async function toOutgoing(deps: ComposeDeps, context: OutsideContext, args: MailArgs): Promise<OutgoingMail> {
  const { to, cc, bcc, subject, body: text, messageId, inReplyTo } = args;
  const attachments = await loadAttachments({ ...deps, ...context }, args.attachments);
  const thread = inReplyTo && {
    inReplyTo: { messageId: inReplyTo.messageId, references: inReplyTo.references, threadId: inReplyTo.threadId },
  };
  return { messageId, to, cc, bcc, subject, text, ...thread, attachments };
}

export const mailFields: CardFields<MailArgs> = {
  from: (from) => ({ label: 'From', value: from }),
  to: (to) => peopleLine('To', to),
  cc: (cc) => peopleLine('Cc', cc),
  bcc: (bcc) => peopleLine('Bcc, hidden from the others', bcc),
  subject: (subject) => ({ label: 'Subject', value: subject }),
  inReplyTo: (reply) => ({
    label: 'Answers',
    value: [
      `${quoted(reply.subject)}, with ${reply.participants.map(addressShown).join(', ')}`,
      `mail ${reply.id}, thread ${reply.threadId}, ${[...new Set([...reply.references, reply.messageId])].join(' ')}`,
    ].join('\n'),
  }),
  body: (body) => ({ label: 'Text', value: body }),
  attachments: filesLine,
  messageId: (messageId) => ({ label: 'Message-ID', value: messageId }),
};

/** `To` and the others on one line each; an empty one is said, too, so that nobody is overlooked. */
function peopleLine(label: string, people: readonly MailAddress[]): CardLine {
  if (people.length === 0) return { label, value: 'nobody' };
  return { label: people.length > 1 ? `${label} (${people.length})` : label, value: people.map(addressShown).join(', ') };
}

function filesLine(files: readonly AttachmentArgs[]): CardLine {
  if (files.length === 0) return { label: 'Files', value: '' };
  const lines = files.map(
    ({ file, name, mime, bytes, sha256 }) => `${name}, ${mime}, ${bytes} bytes, SHA-256 ${sha256}, file ${file}`,
  );
  return { label: `Files (${files.length})`, value: lines.join('\n'), files: files.map(({ file }) => file) };
}

async function recipientsOf(
  { eyes, signal }: OutsideContext,
  input: MailInput,
  draft: Mail | undefined,
  answered: Mail | undefined,
) {
  const read = async (said: readonly string[] | undefined, otherwise: readonly MailAddress[] = []) =>
    said ? findRecipients(said, eyes.contacts, signal) : otherwise.map(toExact);
  const recipients = eachOnce({
    to: await read(input.to, draft?.to ?? (answered && backTo(answered))),
    cc: await read(input.cc, draft?.cc),
    bcc: await read(input.bcc, draft?.bcc),
  });
  if (recipients.to.length === 0) throw new AppError('invalid', 'Say who the mail goes to.');
  return recipients;
}

function backTo({ replyTo, from }: Mail): readonly MailAddress[] {
  return replyTo.length > 0 ? replyTo : [from];
}

/** Longer threads are cut in the middle, as RFC 5537, 3.4.4 advises: the first and the latest stay. */
const MOST_REFERENCES = 10;

function replyTo(mail: Mail): z.infer<typeof replyArgs> {
  const { id, subject, from, to, cc, threadId, messageId } = mail;
  if (!isMessageId(messageId))
    throw new AppError(
      'invalid',
      'This mail has no usable Message-ID, so it cannot be answered in its thread. Write a new mail.',
    );
  const earlier = mail.references.filter(isMessageId);
  const all = [...earlier, messageId];
  const references = all.length > MOST_REFERENCES ? [...all.slice(0, 1), ...all.slice(1 - MOST_REFERENCES)] : all;
  return { id, subject, participants: people([from, ...to, ...cc]), messageId, references, threadId };
}

/** The thread of a draft that answers something. */
function threadOf({ id, subject, to, cc, references, threadId }: Mail): z.infer<typeof replyArgs> | undefined {
  const known = references.filter(isMessageId).slice(-MOST_REFERENCES);
  const messageId = known.at(-1);
  return messageId === undefined
    ? undefined
    : { id, subject, participants: people([...to, ...cc]), messageId, references: known, threadId };
}

function people(all: readonly MailAddress[]): MailAddress[] {
  return [...new Map(all.map(({ name, address }) => [address, { name, address }])).values()];
}
