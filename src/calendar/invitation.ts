import { Temporal } from 'temporal-polyfill';
import { isAppError } from '../ground/errors.ts';
import { namedUuid } from '../ground/named-uuid.ts';
import type { CalendarEvent, CalendarReader, EventContent, EventTime } from '../ports/calendar.ts';
import type { MeetingMail } from '../ports/meeting.ts';
import { contentOf } from './content.ts';
import { stretchOf } from './event-time.ts';
import { calendarsOf, eventsIn } from './look.ts';

/** A meeting that somebody else asks the person to, wherever it was found. */
export interface Invitation {
  /** RFC 5545 UID. */
  readonly uid: string;
  readonly sequence: number;
  /** The organizer's address; whose word it is, nobody has checked. */
  readonly organizer: string;
  /** The person's own address, as it was invited. */
  readonly invited: string;
  /** The one day of a series that it is about. */
  readonly instead?: EventTime;
  readonly content: EventContent;
}

/** What an event of a calendar asks; `addresses` are the person's own, the one to answer from first. */
export function invitationIn(event: CalendarEvent, addresses: readonly string[]): Invitation {
  const { id, uid = id, sequence = 0, organizer } = event;
  return { uid, sequence, organizer, invited: invitedIn(event, addresses), content: contentOf(event) };
}

/** What a mail asks. */
export function invitationBy(meeting: MeetingMail, addresses: readonly string[]): Invitation {
  const { uid, sequence, organizer, instead } = meeting;
  const asked = { uid, sequence, organizer, invited: invitedIn(meeting, addresses), content: contentOf(meeting) };
  return { ...asked, ...(instead && { instead }) };
}

/** A name for this meeting at this time: the same wherever it was found, another one once it is moved. */
export function nameOf({ uid, instead, content }: Invitation): string {
  const times = [content.start, content.end, ...(instead ? [instead] : [])].map(timeKey);
  return namedUuid(uid, ...times);
}

/** True when both take place at the same time. */
export function atSameTime(one: EventContent, other: EventContent): boolean {
  return timeKey(one.start) === timeKey(other.start) && timeKey(one.end) === timeKey(other.end);
}

const NEAR = { hours: 24 };
const MOST_NEAR = 200;

/** The same meeting as those of the person's calendars have it that answer, a series as a whole; undefined when it stands in none. */
export async function copyOf(
  reader: CalendarReader,
  { uid, content }: Invitation,
  zone: string,
  signal: AbortSignal,
): Promise<CalendarEvent | undefined> {
  const { from, until } = stretchOf(content, zone);
  const span = { from: from.subtract(NEAR), until: until.add(NEAR) };
  const { events } = await eventsIn(reader, { span, zone, limit: MOST_NEAR }, signal);
  const near = events.find((event) => (event.uid ?? event.id) === uid);
  if (near) return reader.event(near.calendarId, near.id, signal);
  // It may have stood at another time before.
  const { calendars } = await calendarsOf(reader, signal);
  for (const { id } of calendars) {
    const event = await reader.event(id, uid, signal).catch(whenNone);
    if (event) return event;
  }
  return undefined;
}

function invitedIn({ guests }: Pick<EventContent, 'guests'>, addresses: readonly string[]): string {
  const own = addresses.map((address) => address.toLowerCase());
  return guests.find(({ address }) => own.includes(address.toLowerCase()))?.address ?? addresses[0] ?? '';
}

function timeKey(time: EventTime): string {
  return 'date' in time ? time.date : `${Temporal.Instant.from(time.at).epochMilliseconds}`;
}

/** Where ids follow other rules, a UID is no id at all. */
function whenNone(error: unknown): undefined {
  if (isAppError(error, 'not-found') || isAppError(error, 'invalid')) return undefined;
  throw error;
}
