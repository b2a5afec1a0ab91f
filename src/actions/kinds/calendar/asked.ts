import { atSameTime, copyOf, type Invitation, invitationBy, invitationIn } from '../../../calendar/invitation.ts';
import { calendarsOf } from '../../../calendar/look.ts';
import { AppError } from '../../../ground/errors.ts';
import { mailAccounts } from '../../../mail/accounts.ts';
import type { Calendar, CalendarEvent } from '../../../ports/calendar.ts';
import type { OutsideContext } from '../../kind.ts';
import { notFound, readerOf } from './account.ts';
import { findEvent } from './find.ts';
import { readMeetingMail } from './meeting-letter.ts';

/** An invitation as it was found. */
export interface Asked {
  readonly invitation: Invitation;
  /** As it stands in one of the person's calendars. */
  readonly copy?: { readonly calendar: Calendar; readonly event: CalendarEvent };
  /** True when a mail asks for something else than that calendar has, and its server will not put it there. */
  readonly isNewer: boolean;
}

/**
 * The invitation that is meant: by an event's id or title, or by the mail that brought it. Rejects with `not-found`, and with `invalid` for what is
 * none or has been replaced since.
 */
export async function findAsked(
  context: OutsideContext,
  { event, mail }: { readonly event?: string | undefined; readonly mail?: string | undefined },
): Promise<Asked> {
  if (mail !== undefined) return askedByMail(context, mail);
  if (event === undefined) throw new AppError('invalid', 'Say which invitation: an event, or the mail that brought it.');
  const found = (await findEvent(context, event)).event;
  if (found.own) throw new AppError('invalid', 'The person organizes this event. Change it or delete it instead.');
  return { invitation: invitationIn(found, addressesOf(context)), copy: await placed(context, found), isNewer: false };
}

async function askedByMail(context: OutsideContext, said: string): Promise<Asked> {
  const { eyes, profile, signal } = context;
  const mail = await readMeetingMail(mailAccounts(eyes), said, signal);
  if (mail.meeting?.method !== 'request') throw new AppError('invalid', 'This mail asks to no meeting.');
  const invitation = invitationBy(mail.meeting, addressesOf(context));
  if (addressesOf(context).includes(invitation.organizer.toLowerCase()))
    throw new AppError('invalid', 'The person organizes this meeting. There is nothing to answer.');
  const found = eyes.calendar && (await copyOf(eyes.calendar, invitation, profile.identity.timezone, signal));
  if (!found) return { invitation, isNewer: true };
  if (found.organizer.toLowerCase() !== invitation.organizer.toLowerCase())
    throw new AppError('invalid', 'Somebody else organizes the event that your calendar has under this id. Look at it there.');
  if ((found.sequence ?? 0) > invitation.sequence)
    throw new AppError('invalid', 'This invitation has been changed since. Answer the latest one.');
  const copy = await placed(context, found);
  const isSame = atSameTime(found, invitation.content) && found.sequence === invitation.sequence;
  if (!copy.calendar.silent || isSame) return { invitation: invitationIn(found, addressesOf(context)), copy, isNewer: false };
  return { invitation, copy, isNewer: true };
}

/** The person's own, in lower case, the calendar's first. */
export function addressesOf({ eyes }: Pick<OutsideContext, 'eyes'>): readonly string[] {
  return [eyes.calendar?.account, eyes.mail?.account].flatMap((address) => address?.toLowerCase() ?? []);
}

async function placed(context: OutsideContext, event: CalendarEvent) {
  const { calendars, missing } = await calendarsOf(readerOf(context), context.signal);
  const calendar = calendars.find(({ id }) => id === event.calendarId);
  if (!calendar) throw notFound('This calendar is not there any more.', missing);
  return { calendar, event };
}
