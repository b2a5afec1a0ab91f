import type { Mail, MailQuery, MailSummary } from '../../src/ports/mail.ts';
import { MAILBOX_LABELS } from './gmail-message.ts';

/**
 * What Gmail looks for (support.google.com/mail/answer/7190). It compares whole words, and times by the second; what it finds too much is left
 * out afterwards.
 */
export function toSearch({ text, from, to, messageId, mailbox, unread, since, until }: MailQuery): string {
  const terms = [
    ...words(text),
    ...words(from).map((word) => `from:${/^"[\w.@+-]+"$/.test(word) ? word.slice(1, -1) : word}`),
    // Its `to:` is told to leave out copies by some and to take them in by others.
    ...words(to),
    messageId && `rfc822msgid:${messageId.replace(/[<>\s"]/g, '')}`,
    ...(mailbox === undefined ? [] : mailboxTerms(mailbox)),
    unread !== undefined && (unread ? 'is:unread' : 'is:read'),
    since && `after:${seconds(since) - 1}`,
    until && `before:${seconds(until) + 1}`,
  ];
  return terms.filter(Boolean).join(' ');
}

function mailboxTerms(mailbox: NonNullable<MailQuery['mailbox']>): string[] {
  if (mailbox === 'archive') return Object.values(MAILBOX_LABELS).map((label) => `-label:${label.toLowerCase()}`);
  return [`label:${MAILBOX_LABELS[mailbox].toLowerCase()}`];
}

/** Each in quotation marks, so that nothing in it is an operator. */
function words(text = ''): string[] {
  return text
    .replace(/"/g, ' ')
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `"${word}"`);
}

function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}

/** True for what was looked for, among what Gmail has found. */
export function isMeant({ at, to, cc, mailbox }: MailSummary & Pick<Mail, 'cc'>, query: MailQuery): boolean {
  const isIn = query.mailbox === undefined || query.mailbox === mailbox;
  const receivers = [...to, ...cc].map(({ name, address }) => `${name} ${address}`.toLowerCase());
  const wanted = query.to?.toLowerCase();
  if (wanted !== undefined && !receivers.some((each) => each.includes(wanted))) return false;
  const ms = Date.parse(at);
  return isIn && ms >= Date.parse(query.since ?? at) && (query.until === undefined || ms < Date.parse(query.until));
}
