import { Temporal } from 'temporal-polyfill';
import { attachmentHandle } from '../../../mail/attachments.ts';
import { quoted } from '../../../mail/quoted.ts';
import type { Mail, MailAddress, MailSummary } from '../../../ports/mail.ts';

/** Characters of a body that are read out at once. */
const MOST_CHARACTERS = 16_000;

/** Found mails for a model, two lines each: what others wrote stands in quotation marks, ids as they are used in other calls. */
export function mailListText(mails: readonly MailSummary[], limit: number, zone: string): string {
  if (mails.length === 0) return 'No mail matches.';
  const more = mails.length === limit ? ` There may be more: search on with until, or a larger limit.` : '';
  const count = mails.length === 1 ? '1 mail.' : `${mails.length} mails, the newest first.`;
  return [`${count}${more}`, ...mails.map((mail) => summaryText(mail, zone))].join('\n');
}

function summaryText(mail: MailSummary, zone: string): string {
  const { id, at, mailbox, unread, labels, from, to, subject, snippet } = mail;
  const place = [mailbox, ...(unread ? ['unread'] : []), ...labels.map(quoted)].join(', ');
  const who = mailbox === 'sent' || mailbox === 'drafts' ? `to ${peopleText(to)}` : `from ${oneText(from)}`;
  return `- id ${id}, ${timeText(at, zone)}, ${place}, ${who}, subject ${quoted(subject)}\n  ${quoted(snippet)}`;
}

/** One mail for a model: who and what, then the text as it came. */
export function mailText(mail: Mail, zone: string): string {
  const { id, mailbox, unread, labels, from, to, cc, bcc, replyTo, subject, at, text, attachments } = mail;
  const more = text.length > MOST_CHARACTERS ? [`(cut here after ${MOST_CHARACTERS} of ${text.length} characters)`] : [];
  return [
    `Mail ${id}, ${[mailbox, ...(unread ? ['unread'] : []), ...labels.map(quoted)].join(', ')}, ${timeText(at, zone)}`,
    `From: ${oneText(from)}`,
    `To: ${peopleText(to)}`,
    ...(cc.length > 0 ? [`Cc: ${peopleText(cc)}`] : []),
    ...(bcc.length > 0 ? [`Bcc: ${peopleText(bcc)}`] : []),
    ...(replyTo.length > 0 ? [`Answers go to: ${peopleText(replyTo)}`] : []),
    `Subject: ${quoted(subject)}`,
    ...attachments.map(
      ({ ref, name, mime, size }) => `Attachment ${attachmentHandle(id, ref)}: ${quoted(name)}, ${quoted(mime)}, ${size} bytes`,
    ),
    '',
    text.slice(0, MOST_CHARACTERS),
    ...more,
  ].join('\n');
}

/** `2026-11-20 09:12` on the wall clock of the zone. */
export function timeText(at: string, zone: string): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

function peopleText(people: readonly MailAddress[]): string {
  return people.map(oneText).join(', ') || 'nobody';
}

/** On one line, whatever its sender made of it. */
function oneText({ name, address }: MailAddress): string {
  const safe = /^[\x21-\x7e]+$/.test(address) ? address : quoted(address);
  return name === '' ? safe : `${quoted(name)} <${safe}>`;
}
