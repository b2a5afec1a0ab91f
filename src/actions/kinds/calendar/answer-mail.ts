import { z } from 'zod';
import type { Invitation } from '../../../calendar/invitation.ts';
import { spanText } from '../../../calendar/when-text.ts';
import { toExact } from '../../../mail/address.ts';
import { makeMessageId } from '../../../mail/message-id.ts';
import { quoted } from '../../../mail/quoted.ts';
import { subjectAbout, titleInMail } from '../../../mail/wording.ts';
import type { EventContent, Guest } from '../../../ports/calendar.ts';
import type { OutgoingMail } from '../../../ports/mail.ts';
import type { MeetingMail, MeetingTime } from '../../../ports/meeting.ts';
import type { CardFields, OutsideContext } from '../../kind.ts';
import { eventTime } from './args.ts';

/** What the calendar program of the organizer is told beside the words (RFC 5546). */
const part = z.object({
  uid: z.string(),
  sequence: z.int(),
  /** The address that was invited, which may be another one than the mail comes from. */
  invited: z.string(),
  /** The one day of a series. */
  instead: eventTime.nullable(),
});

/** The mail that carries an answer, to the last byte. */
export const answerMailArgs = z.object({
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  body: z.string(),
  part,
  messageId: z.string(),
});

export type AnswerMailArgs = z.infer<typeof answerMailArgs>;

export const meetingTimes = z.array(z.object({ start: eventTime, end: eventTime })).readonly();

/** An answer, or `proposed`: other times in the place of the one that was asked for. */
export const ANSWERS = ['accepted', 'declined', 'tentative', 'proposed'] as const;
export type Answer = (typeof ANSWERS)[number];

interface Said {
  readonly answer: Answer;
  /** Of `proposed`. */
  readonly times: readonly MeetingTime[];
}

/** Words it for people; what it says to programs is made of the same arguments. Rejects with `invalid` for an organizer no mail can go to. */
export function composeAnswer(
  { personId, source }: OutsideContext,
  from: string,
  { invitation, answer, times }: Said & { readonly invitation: Invitation },
): AnswerMailArgs {
  const { uid, sequence, invited, instead = null, organizer, content } = invitation;
  const title = titleInMail(content.title, 'your meeting');
  const said = {
    from,
    to: toExact({ name: '', address: organizer }).address,
    subject: subjectAbout(SUBJECTS[answer], title),
    body: [`${WORDS[answer]} ${quoted(title)}, ${spanText(content)}.`, ...timesText(times)].join('\n'),
    part: { uid, sequence, invited, instead },
  };
  return { ...said, messageId: makeMessageId(from, [personId, source, said]) };
}

export const answerMailFields: CardFields<AnswerMailArgs> = {
  from: (from) => ({ label: 'Mail from', value: from }),
  to: (to) => ({ label: 'To', value: to }),
  subject: (subject) => ({ label: 'Subject', value: subject }),
  body: (body) => ({ label: 'Mail text', value: body }),
  part: ({ uid, sequence, invited, instead }) => ({
    label: 'For calendar programs',
    value: [`${quoted(uid)}, version ${sequence}, as ${invited}`, ...(instead ? [`Only the day ${timeKey(instead)}`] : [])].join(
      '\n',
    ),
  }),
  messageId: (id) => ({ label: 'Message-ID', value: id }),
};

/** The mail with its part for programs: an answer names the time that was asked for, a proposal its first time (see write-meeting.ts). */
export function outgoingAnswer(
  { to, subject, body, part: { uid, sequence, invited, instead }, messageId }: AnswerMailArgs,
  { answer, times }: Said,
  asked: EventContent,
  organizer: string,
): OutgoingMail {
  const [first, ...alternatives] = times;
  const partstat = answer === 'proposed' ? 'tentative' : answer;
  const meeting: MeetingMail = {
    method: answer === 'proposed' ? 'counter' : 'reply',
    ...{ uid, sequence, organizer, title: asked.title, description: '', location: '', recurrence: [] },
    ...(first ?? { start: asked.start, end: asked.end }),
    ...(instead && { instead }),
    guests: [{ name: '', address: invited, answer: partstat }],
    comment: answer === 'proposed' ? timesText(times).join('\n') : '',
    alternatives,
  };
  return { messageId, to: [{ name: '', address: to }], cc: [], bcc: [], subject, text: body, attachments: [], meeting };
}

/** The event as it is kept in the person's own calendar, with their answer in it. */
export function filedMeeting(
  { part: { uid, sequence, invited } }: AnswerMailArgs,
  answer: Guest['answer'],
  asked: EventContent,
  organizer: string,
): MeetingMail {
  const others = asked.guests.filter(({ address }) => address.toLowerCase() !== invited.toLowerCase());
  const self = asked.guests.find(({ address }) => address.toLowerCase() === invited.toLowerCase());
  const guests = [...others, { name: self?.name ?? '', address: invited, answer }];
  return { ...asked, guests, method: 'request', uid, sequence, organizer, comment: '', alternatives: [] };
}

const SUBJECTS: Readonly<Record<Answer, string>> = {
  accepted: 'Accepted',
  declined: 'Declined',
  tentative: 'Tentative',
  proposed: 'New time proposed',
};

const WORDS: Readonly<Record<Answer, string>> = {
  accepted: 'I will come:',
  declined: 'I cannot come:',
  tentative: 'I may come:',
  proposed: 'I cannot come at this time:',
};

/** Every time in full: the first is no better than the others. */
function timesText(times: readonly MeetingTime[]): string[] {
  return times.length === 0 ? [] : ['Each of these would do:', ...times.map((time) => `- ${spanText(time)}`)];
}

function timeKey(time: z.infer<typeof eventTime>): string {
  return 'date' in time ? time.date : `${time.at} ${time.zone}`;
}
