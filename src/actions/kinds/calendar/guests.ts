import { othersAmong } from '../../../calendar/content.ts';
import { eventsIn } from '../../../calendar/look.ts';
import { AppError } from '../../../ground/errors.ts';
import { type Silent, silenceText } from '../../../ground/what-answers.ts';
import { domainOf } from '../../../mail/address.ts';
import { lookAlike } from '../../../mail/look-alike.ts';
import { findRecipients } from '../../../mail/recipients.ts';
import type { CalendarReader, Guest } from '../../../ports/calendar.ts';
import { shown } from '../../card/shown.ts';
import type { OutsideContext } from '../../kind.ts';
import { readerOf } from './account.ts';
import type { CalendarArgs } from './args.ts';

const MOST_GUESTS = 100;

/** Said of what was done; empty when nobody but the person is invited, and where what becomes of the mails to them says it. */
export function toldText({ silent }: CalendarArgs, others: readonly Guest[], byMail: boolean): string {
  if (others.length === 0 || byMail) return '';
  return silent
    ? ' The guests are not told.'
    : ` The guests are told: ${others.map(({ address }) => shown(address)).join(', ')}.`;
}

/** Who is meant, each once, by addresses or names of contacts; the person is part of their own events anyway. Rejects like `findRecipients`. */
export async function readGuests({ eyes, signal }: OutsideContext, said: readonly string[], account: string): Promise<Guest[]> {
  if (said.length > MOST_GUESTS) throw new AppError('invalid', `An event has at most ${MOST_GUESTS} guests.`);
  const found = await findRecipients(said, eyes.contacts, signal);
  const guests = found.map(({ name, address }): Guest => ({ name, address, answer: 'needs-action' }));
  const once = new Map(othersAmong(guests, account).map((guest) => [guest.address.toLowerCase(), guest]));
  return [...once.values()];
}

const LOOK_BACK = { hours: 24 * 365 };
const LOOK_AHEAD = { hours: 24 * 60 };
const MOST_LOOKED_THROUGH = 1000;

/** What to look at twice about guests: whom the person never met by the calendar, and whose domain looks like a known one. */
export async function guestWarnings(context: OutsideContext, guests: readonly Guest[]): Promise<string[]> {
  if (guests.length === 0) return [];
  const reader = readerOf(context);
  const { met, missing } = await guestsMet(context, reader);
  const fresh = guests.filter(({ address }) => !met.has(address.toLowerCase()));
  const known = new Set([...met, reader.account.toLowerCase()].map(domainOf));
  const domains = new Set(fresh.map(({ address }) => domainOf(address)));
  return [
    ...fresh.map(({ address }) => `You never had an event with ${address}.`),
    ...(fresh.length > 0 ? missing.map((each) => `${silenceText(each)} Whom you met there is not known.`) : []),
    ...[...domains].flatMap((domain) => lookAlike(domain, known) ?? []),
  ];
}

/** Addresses of everybody in the events that the person organized or accepted: an unanswered invitation makes nobody known. */
export async function guestsMet(
  { now, profile, signal }: Pick<OutsideContext, 'now' | 'profile' | 'signal'>,
  reader: CalendarReader,
): Promise<{ readonly met: ReadonlySet<string>; readonly missing: readonly Silent[] }> {
  const span = { from: now.subtract(LOOK_BACK), until: now.add(LOOK_AHEAD) };
  const look = { span, zone: profile.identity.timezone, limit: MOST_LOOKED_THROUGH };
  const { events, missing } = await eventsIn(reader, look, signal);
  const account = reader.account.toLowerCase();
  const met = events
    .filter(
      ({ own, guests }) =>
        own || guests.some(({ address, answer }) => address.toLowerCase() === account && answer === 'accepted'),
    )
    .flatMap(({ guests, organizer }) => [organizer, ...guests.map(({ address }) => address)]);
  return { met: new Set(met.map((address) => address.toLowerCase())), missing };
}
