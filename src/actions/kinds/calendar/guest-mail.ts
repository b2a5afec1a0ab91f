import { z } from 'zod';
import { othersAmong } from '../../../calendar/content.ts';
import { spanText, timesText } from '../../../calendar/when-text.ts';
import { mailAccounts } from '../../../mail/accounts.ts';
import { addressShown, toExact } from '../../../mail/address.ts';
import { makeMessageId } from '../../../mail/message-id.ts';
import { quoted } from '../../../mail/quoted.ts';
import { readBody, subjectAbout, titleInMail } from '../../../mail/wording.ts';
import type { EventContent, Guest } from '../../../ports/calendar.ts';
import type { MailAddress } from '../../../ports/mail.ts';
import type { MeetingMail } from '../../../ports/meeting.ts';
import type { CardFields, CardLine, OutsideContext } from '../../kind.ts';
import type { CalendarArgs } from './args.ts';
import type { GuestMail } from './tell-guests.ts';

const guestMailArgs = z.object({
  from: z.string(),
  to: z.array(z.object({ name: z.string(), address: z.string() })).readonly(),
  subject: z.string(),
  body: z.string(),
  uid: z.string(),
  /** RFC 5545 SEQUENCE of the event once it is changed. */
  sequence: z.int(),
  messageId: z.string(),
});

type GuestMailArgs = z.infer<typeof guestMailArgs>;

/** The mails that tell guests of a change, to the last byte; what they say to programs is what the event says (RFC 5546, 3.2.2 and 3.2.5). */
export const guestMailsArgs = {
  request: guestMailArgs.exactOptional(),
  cancel: guestMailArgs.exactOptional(),
};

export interface GuestMailsArgs {
  readonly request?: GuestMailArgs;
  readonly cancel?: GuestMailArgs;
}

export const guestMailFields: CardFields<GuestMailsArgs> = {
  request: (mail) => mailLine('Mail to the guests', 'REQUEST', mail),
  cancel: (mail) => mailLine('Mail that cancels', 'CANCEL', mail),
};

/**
 * The address that guests are told from, and answer to: that of the calendar's account where mail can be sent from it, else the first. Undefined
 * where the calendar's server tells them, and where no mail may go out.
 */
export function guestMailFrom(
  { eyes, profile }: Pick<OutsideContext, 'eyes' | 'profile'>,
  { silent }: CalendarArgs,
  account: string,
): string | undefined {
  if (!silent || !profile.settings.sharing.mail) return undefined;
  const all = mailAccounts(eyes).flatMap((each) => (each.onlyRead ? [] : [each.account]));
  return all.find((address) => address.toLowerCase() === account.toLowerCase()) ?? all[0];
}

/** What a mail tells: the event is new to all of them, is another now, or will not be; or it will be without them. */
type GuestNews = 'new' | 'changed' | 'cancelled' | 'without you';

interface Telling {
  readonly news: GuestNews;
  readonly content: EventContent;
  readonly guests: readonly Guest[];
  readonly uid: string;
  readonly sequence: number;
}

/** Undefined where none of the guests is somebody else to whom mail can go. */
export function composeGuestMail(
  { personId, source }: Pick<OutsideContext, 'personId' | 'source'>,
  from: string,
  { news, content, guests, uid, sequence }: Telling,
): GuestMailArgs | undefined {
  const to = othersAmong(guests, from).flatMap(mailable);
  if (to.length === 0) return undefined;
  const title = titleInMail(content.title, 'our meeting');
  const subject = subjectAbout(SUBJECTS[news], title);
  const head = `${WORDS[news]} ${quoted(title)}, ${spanText(content)}.`;
  const body = readBody([head, ...(news === 'new' || news === 'changed' ? detailsOf(content) : [])].join('\n'));
  const said = { from, to, subject, body, uid, sequence };
  return { ...said, messageId: makeMessageId(from, [personId, source, said]) };
}

/** What such a mail says to programs, beside what its arguments say. */
interface Part extends EventContent, Pick<MeetingMail, 'instead' | 'withoutThem'> {
  readonly method: 'request' | 'cancel';
}

export function outgoingGuestMail({ from, to, subject, body, uid, sequence, messageId }: GuestMailArgs, part: Part): GuestMail {
  const meeting: MeetingMail = { ...part, uid, sequence, organizer: from, comment: '', alternatives: [] };
  return { from, mail: { messageId, to, cc: [], bcc: [], subject, text: body, attachments: [], meeting } };
}

const SUBJECTS: Readonly<Record<GuestNews, string>> = {
  new: 'Invitation',
  changed: 'Updated invitation',
  cancelled: 'Cancelled',
  'without you': 'Cancelled for you',
};

const WORDS: Readonly<Record<GuestNews, string>> = {
  new: 'I invite you:',
  changed: 'This is how it stands now:',
  cancelled: 'This will not take place:',
  'without you': 'This takes place without you:',
};

function detailsOf(content: EventContent): string[] {
  const { location, description, recurrence } = content;
  return [
    ...(recurrence.length > 0 ? [`It repeats ${timesText(content)}.`] : []),
    ...(location === '' ? [] : [`Place: ${location.replaceAll(/\s+/g, ' ')}`]),
    ...(description === '' ? [] : ['', description]),
  ];
}

/** A calendar may name guests by what is no mail address. */
function mailable(guest: Guest): MailAddress[] {
  try {
    return [toExact(guest)];
  } catch {
    return [];
  }
}

function mailLine(label: string, method: string, { from, to, subject, body, uid, sequence, messageId }: GuestMailArgs): CardLine {
  const head = [
    `From: ${from}`,
    `To: ${to.map(addressShown).join(', ')}`,
    `Subject: ${subject}`,
    `For calendar programs: ${method} of ${quoted(uid)}, version ${sequence}`,
    `Message-ID: ${messageId}`,
  ];
  return { label, value: [...head, '', body].join('\n') };
}
