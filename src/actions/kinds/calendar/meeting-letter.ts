import type { MeetingLetter } from '../../../calendar/guest-answer.ts';
import { copyOf, invitationBy } from '../../../calendar/invitation.ts';
import { calendarsOf } from '../../../calendar/look.ts';
import { AppError } from '../../../ground/errors.ts';
import { whatAnswers } from '../../../ground/what-answers.ts';
import { mailAccounts } from '../../../mail/accounts.ts';
import type { Calendar, CalendarEvent } from '../../../ports/calendar.ts';
import type { Eyes } from '../../../ports/connections.ts';
import type { Mail, MailReader } from '../../../ports/mail.ts';
import { notFound } from './account.ts';

/** By its handle, or by its Message-ID, which stays the same when it is moved. Rejects with `not-found`. */
export async function readMeetingMail(readers: readonly MailReader[], said: string, signal: AbortSignal): Promise<Mail> {
  const [first] = readers;
  if (!first) throw new AppError('unavailable', 'No mail account is connected. Connect one with /connect.');
  if (!said.startsWith('<')) return first.read(said, signal);
  const search = async (reader: MailReader) => ({ reader, found: await reader.search({ messageId: said }, 1, signal) });
  const { answers, missing } = await whatAnswers(readers, search, ({ account }) => account, signal);
  for (const { reader, found } of answers) if (found[0]) return reader.read(found[0].id, signal);
  throw notFound('The mail with this meeting is not there any more.', missing);
}

export interface Lettered {
  readonly letter: MeetingLetter;
  readonly calendar: Calendar;
  readonly event: CalendarEvent;
}

/** What a mail says of a meeting, in whichever account it lies, and the event as it stands. Rejects with `not-found`, `invalid` or `unavailable`. */
export async function letterAbout(eyes: Eyes, said: string, zone: string, signal: AbortSignal): Promise<Lettered> {
  const { calendar: reader } = eyes;
  if (!reader) throw new AppError('unavailable', 'No calendar is connected. Connect one with /connect.');
  const { meeting, from, at } = await readMeetingMail(mailAccounts(eyes), said, signal);
  if (!meeting) throw new AppError('invalid', 'This mail says nothing of a meeting.');
  const event = await copyOf(reader, invitationBy(meeting, []), zone, signal);
  const { calendars, missing } = await calendarsOf(reader, signal);
  const calendar = calendars.find(({ id }) => id === event?.calendarId);
  if (!event || !calendar) throw notFound('This meeting is not in your calendar any more.', missing);
  return { letter: { meeting, from, at }, calendar, event };
}
