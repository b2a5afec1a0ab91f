import { Temporal } from 'temporal-polyfill';
import type { OutgoingMail } from '../../src/ports/mail.ts';
import type { MeetingMail } from '../../src/ports/meeting.ts';

interface Letterhead {
  /** The account's own address. */
  readonly from: string;
  /** The Date header; the same mail at the same moment has the same bytes. */
  readonly at: Date;
  /** Whether a Bcc header names the blind copies: among the person's own mails, never on the way to others. */
  readonly bcc: 'shown' | 'hidden';
}

/** A mail as RFC 5322 bytes. Fetches and opens nothing, whatever stands in it. */
export async function composeMime(mail: OutgoingMail, { from, at, bcc }: Letterhead): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const { messageId, to, cc, subject, text, inReplyTo, attachments, meeting } = mail;
  const node = new MailComposer({
    from: { name: '', address: from },
    to: [...to],
    cc: [...cc],
    ...(bcc === 'shown' && { bcc: [...mail.bcc] }),
    subject,
    messageId,
    date: at,
    text,
    ...(inReplyTo && { inReplyTo: inReplyTo.messageId, references: [...inReplyTo.references] }),
    attachments: attachments.map(({ name, mime, bytes }) => ({
      filename: name,
      contentType: mime,
      content: Buffer.from(bytes),
      contentTransferEncoding: 'base64',
    })),
    ...(meeting && { icalEvent: await calendarPart(meeting, at) }),
    disableUrlAccess: true,
    disableFileAccess: true,
  }).compile();
  node.keepBcc = bcc === 'shown';
  // Else it would be one that tells more of this machine than of the mail; the same for the same mail, so that it can be compared.
  node.baseBoundary = messageId.replace(/[^a-z0-9]/gi, '').slice(0, 40);
  return node.build();
}

/** RFC 6047, 2.4: the part names the method that stands in it. */
async function calendarPart(meeting: MeetingMail, at: Date) {
  const { meetingObject } = await import('../ics/write-meeting.ts');
  const content = meetingObject(meeting, Temporal.Instant.fromEpochMilliseconds(at.getTime()));
  return { method: meeting.method.toUpperCase(), content };
}
