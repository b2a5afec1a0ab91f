import type { MeetingLetter } from '../../../calendar/guest-answer.ts';
import { copyOf, invitationBy } from '../../../calendar/invitation.ts';
import { AppError } from '../../../ground/errors.ts';
import { mailAccounts } from '../../../mail/accounts.ts';
import type { Calendar, CalendarEvent } from '../../../ports/calendar.ts';
import type { Eyes } from '../../../ports/connections.ts';
import type { Mail, MailReader } from '../../../ports/mail.ts';

/** By its handle, or by its Message-ID, which stays the same when it is moved. Rejects with `not-found`. */
export async function readMeetingMail(readers: readonly MailReader[], said: string, signal: AbortSignal): Promise<Mail> {
  const [first] = readers;
  if (!first) throw new AppError('unavailable', 'No mail account is connected. Connect one with /connect.');
  if (!said.startsWith('<')) return first.read(said, signal);
  for (const reader of readers) {
    const [found] = await reader.search({ messageId: said }, 1, signal);
    if (found) return reader.read(found.id, signal);
  }
  throw new AppError('not-found', 'The mail with this meeting is not there any more.');
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
  const calendar = event && (await reader.calendars(signal)).find(({ id }) => id === event.calendarId);
  if (!event || !calendar) throw new AppError('not-found', 'This meeting is not in your calendar any more.');
  return { letter: { meeting, from, at }, calendar, event };
}
