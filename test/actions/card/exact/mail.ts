import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import type { Exact } from './own-data.ts';
import { address, handle, line, mailbox, messageId, minute, sha256, text, uuid, ZONE } from './values.ts';

interface Person {
  readonly name: string;
  readonly address: string;
}

const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
const PERSON = `([^\\s,]+@[^\\s,:]+)(?: \\(named (${QUOTED})\\))?`;

/** As in a JSON string, with what is not seen written `\u{202e}`. */
export function readQuoted(shown: string): string {
  const json = shown.replaceAll(/\\u\{([0-9a-f]+)\}/g, (_, code: string) =>
    JSON.stringify(String.fromCodePoint(Number.parseInt(code, 16))).slice(1, -1),
  );
  return JSON.parse(json);
}

function readPerson(match: RegExpMatchArray | null): Person {
  const [, found = '', name] = match ?? [];
  return { name: name === undefined ? '' : readQuoted(name), address: found };
}

export function readPeople(shown: string): Person[] {
  if (shown === 'nobody' || shown === '') return [];
  return [...shown.matchAll(new RegExp(`${PERSON}(?:, |$)`, 'g'))].map(readPerson);
}

const reply = fc.record({
  id: handle,
  subject: text,
  participants: fc.array(mailbox, { maxLength: 3 }),
  messageId: handle.map((id) => `<last-${id}@x>`),
  references: fc.uniqueArray(messageId, { maxLength: 3 }),
  threadId: handle,
});

function readReply(shown: string) {
  const [, subject = '', participants = '', id, threadId, ids = ''] =
    new RegExp(`^(${QUOTED}), with (.*)\\nmail (\\S+), thread (\\S+), (.*)$`).exec(shown) ?? [];
  const references = ids.split(' ');
  const messageId = references.pop();
  return { id, subject: readQuoted(subject), participants: readPeople(participants), messageId, references, threadId };
}

const attachment = fc.record({
  file: uuid,
  name: line,
  mime: fc.constantFrom('application/pdf', 'text/plain'),
  bytes: fc.nat(),
  sha256,
});

function readAttachments(shown: string) {
  const files = shown.matchAll(/^(.*), (\S+), (\d+) bytes, SHA-256 ([0-9a-f]{64}), file (\S+)$/gm);
  return [...files].map(([, name, mime, bytes, hash, file]) => ({ file, name, mime, bytes: Number(bytes), sha256: hash }));
}

const mail = {
  from: address,
  to: fc.array(mailbox, { minLength: 1, maxLength: 3 }),
  cc: fc.array(mailbox, { maxLength: 2 }),
  bcc: fc.array(mailbox, { maxLength: 2 }),
  subject: fc.oneof(fc.constant(''), line),
  inReplyTo: reply,
  body: text,
  attachments: fc.uniqueArray(attachment, { maxLength: 3, selector: ({ file }) => file }),
  messageId,
};
const always = ['from', 'to', 'cc', 'bcc', 'subject', 'body', 'attachments', 'messageId'] as const;

const readMail: Exact['read'] = (of, lines) => {
  const found = (label: string) => [...lines].find(([name]) => name === label || name.startsWith(`${label} (`))?.[1] ?? '';
  return {
    from: of('From'),
    to: readPeople(found('To')),
    cc: readPeople(found('Cc')),
    bcc: readPeople(found('Bcc, hidden from the others')),
    subject: of('Subject'),
    ...(lines.has('Answers') && { inReplyTo: readReply(of('Answers')) }),
    body: of('Text'),
    attachments: readAttachments(found('Files')),
    messageId: of('Message-ID'),
  };
};

/** An hour that comes twice is not told apart here. */
function showLocal(at: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(ZONE).toPlainDateTime().toString({ smallestUnit: 'minute' });
}

function readLocal(shown: string): string {
  return Temporal.PlainDateTime.from(shown.replace(' ', 'T')).toZonedDateTime(ZONE).toInstant().toString();
}

const batchMail = fc.record({
  id: handle,
  messageId,
  mailbox: fc.constantFrom('inbox', 'archive', 'sent', 'drafts', 'trash', 'junk'),
  labels: fc.array(line, { maxLength: 2 }),
  from: mailbox,
  subject: text.map((subject) => [...subject].slice(0, 50).join('')),
  // It only tells which mail is meant, by the minute.
  at: minute.filter((at) => readLocal(showLocal(at)) === at),
});

function readBatch(shown: string) {
  const label = new RegExp(QUOTED, 'g');
  const one = new RegExp(`^(\\S+ \\S+), ${PERSON}: (${QUOTED}), (\\w+)((?:, ${QUOTED})*), (\\S+), (\\S+)$`);
  return shown.split('\n').map((written) => {
    const [, at = '', found = '', name, subject = '', place, labels = '', id, mailId] = one.exec(written) ?? [];
    return {
      id,
      messageId: mailId,
      mailbox: place,
      labels: (labels.match(label) ?? []).map(readQuoted),
      from: { name: name === undefined ? '' : readQuoted(name), address: found },
      subject: readQuoted(subject),
      at: readLocal(at),
    };
  });
}

const batch = { account: address, mails: fc.array(batchMail, { minLength: 1, maxLength: 3 }) };
const readMails: Exact['read'] = (of, lines) => ({
  account: of('Account'),
  mails: readBatch([...lines].find(([label]) => /^Mails?\b/.test(label))?.[1] ?? ''),
});
const readList = (shown: string) => (shown.match(new RegExp(QUOTED, 'g')) ?? []).map(readQuoted);

/** Mail, sent, drafted and tidied. Of a draft's content the card shows the first digits of its print. */
export const MAIL: Readonly<Record<string, Exact>> = {
  mail_draft: { args: fc.record(mail, { requiredKeys: [...always] }), read: readMail },
  mail_send: {
    args: fc.record(
      { ...mail, draft: fc.record({ id: handle, print: sha256.map((print) => print.slice(0, 12)) }) },
      { requiredKeys: [...always] },
    ),
    read(of, lines) {
      const [, id, print] = /^(.*) \(([0-9a-f]{12})\), deleted once it is sent$/.exec(lines.get('Draft') ?? '') ?? [];
      return { ...readMail(of, lines), ...(id !== undefined && { draft: { id, print } }) };
    },
  },
  mail_archive: { args: fc.record(batch), read: readMails },
  mail_trash: { args: fc.record(batch), read: readMails },
  mail_junk: { args: fc.record(batch), read: readMails },
  mail_not_junk: { args: fc.record(batch), read: readMails },
  mail_to_inbox: { args: fc.record(batch), read: readMails },
  mail_label: {
    args: fc.record({ ...batch, add: fc.array(line, { maxLength: 3 }), remove: fc.array(line, { maxLength: 3 }) }),
    read: (of, lines) => ({ ...readMails(of, lines), add: readList(of('Add')), remove: readList(of('Remove')) }),
  },
};
