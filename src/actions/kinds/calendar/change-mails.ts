import { othersAmong } from '../../../calendar/content.ts';
import type { CalendarEvent, EventContent, Guest } from '../../../ports/calendar.ts';
import type { OutsideContext } from '../../kind.ts';
import { composeGuestMail, type GuestMailsArgs, outgoingGuestMail } from './guest-mail.ts';
import type { GuestMail } from './tell-guests.ts';

/** The mails from `from` that tell of a change: one to all who are invited from now on, and one to those who are not any more. */
export function composeChangeMails(
  context: OutsideContext,
  from: string,
  event: CalendarEvent,
  content: EventContent,
): GuestMailsArgs {
  const { id: uid, sequence: version = 0, guests: before } = event;
  const named = { content, uid, sequence: version + 1 };
  const news = othersAmong(before, from).length > 0 ? 'changed' : 'new';
  const request = composeGuestMail(context, from, { ...named, news, guests: content.guests });
  const cancel = composeGuestMail(context, from, { ...named, news: 'without you', guests: takenOff(before, content.guests) });
  return { ...(request && { request }), ...(cancel && { cancel }) };
}

/** What `composeChangeMails` composed, as it is handed over; `before` are those who were invited. */
export function changeMails(
  { request, cancel }: GuestMailsArgs,
  before: readonly Guest[],
  content: EventContent,
): readonly GuestMail[] {
  const guests = takenOff(before, content.guests);
  return [
    ...(request ? [outgoingGuestMail(request, { ...content, method: 'request' })] : []),
    ...(cancel ? [outgoingGuestMail(cancel, { ...content, guests, method: 'cancel', withoutThem: true })] : []),
  ];
}

/** Whoever said that they come said so of the time before (RFC 5546, 2.1.4): all but `account` are asked again. */
export function askedAnew(guests: readonly Guest[], account: string): Guest[] {
  const others = new Set(othersAmong(guests, account));
  return guests.map((guest) => (others.has(guest) ? { ...guest, answer: 'needs-action' } : guest));
}

function takenOff(before: readonly Guest[], after: readonly Guest[]): Guest[] {
  const stay = new Set(after.map(({ address }) => address.toLowerCase()));
  return before.filter(({ address }) => !stay.has(address.toLowerCase()));
}
