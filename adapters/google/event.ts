import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js';
import { Temporal } from 'temporal-polyfill';
import type { CalendarEvent, EventContent, EventTime, Guest } from '../../src/ports/calendar.ts';

type GoogleEvent = calendar_v3.Schema$Event;
type GoogleTime = calendar_v3.Schema$EventDateTime;

/** RFC 5545's PARTSTAT in Google's words (Events resource, `attendees[].responseStatus`). */
const ANSWERS = { needsAction: 'needs-action', accepted: 'accepted', declined: 'declined', tentative: 'tentative' } as const;
const RESPONSES = { 'needs-action': 'needsAction', accepted: 'accepted', declined: 'declined', tentative: 'tentative' } as const;

/** The calendar that an event stands in; its zone is that of times without one. */
interface Where {
  readonly id: string;
  readonly zone: string;
}

/** An event as the port tells it. An occurrence takes what belongs to the whole from its `series`. */
export function toEvent(event: GoogleEvent, calendar: Where, account: string, series: GoogleEvent = event): CalendarEvent {
  return {
    id: series.id ?? '',
    ...(series.iCalUID && { uid: series.iCalUID }),
    ...(series.sequence && { sequence: series.sequence }),
    calendarId: calendar.id,
    etag: series.etag ?? '',
    ...whoseIs(event, account),
    title: event.summary ?? '',
    description: event.description ?? '',
    location: event.location ?? '',
    start: toTime(event.start, calendar),
    end: toTime(event.end, calendar),
    recurrence: series.recurrence ?? [],
    guests: (event.attendees ?? []).filter(({ resource }) => resource !== true).map(toGuest),
    ...(event.transparency === 'transparent' && { free: true }),
    ...(keepsMore(series) && { partial: true }),
  };
}

function whoseIs({ organizer, guestsCanModify }: GoogleEvent, account: string): Pick<CalendarEvent, 'organizer' | 'own'> {
  const address = organizer?.email ?? account;
  const own = organizer?.self !== false && address.toLowerCase() === account.toLowerCase() && guestsCanModify !== true;
  return { organizer: address, own };
}

function toGuest({ displayName, email, responseStatus }: calendar_v3.Schema$EventAttendee): Guest {
  const known = Object.entries(ANSWERS).find(([theirs]) => theirs === responseStatus);
  return { name: displayName ?? '', address: email ?? '', answer: known?.[1] ?? 'needs-action' };
}

/** `dateTime` carries an offset of Google's choice; the zone that was meant stands beside it. */
export function toTime(time: GoogleTime | undefined, { zone: usual }: Where): EventTime {
  if (time?.date) return { date: time.date };
  const zone = time?.timeZone ?? usual;
  return { at: Temporal.Instant.from(time?.dateTime ?? '1970-01-01T00:00:00Z').toString(), zone };
}

/** What a new event with the same words would not have. */
function keepsMore(event: GoogleEvent): boolean {
  const more = [
    event.attachments?.length,
    event.conferenceData,
    event.extendedProperties,
    event.colorId,
    event.hangoutLink,
    event.gadget,
  ];
  return more.some(Boolean) || event.reminders?.useDefault === false || (event.transparency ?? 'opaque') !== 'opaque';
}

/**
 * The content as Google takes it. In a change a member that is left out stays, so the other form of a time is taken away by null, and a guest
 * keeps whatever else `before` says of them.
 */
export function fromContent(content: EventContent, before: GoogleEvent = {}): GoogleEvent {
  const { title, description, location, start, end, recurrence, guests } = content;
  return {
    summary: title,
    description,
    location,
    start: fromTime(start),
    end: fromTime(end),
    recurrence: [...recurrence],
    attendees: [
      ...guests.map((guest) => fromGuest(guest, before)),
      ...(before.attendees ?? []).filter((each) => each.resource === true),
    ],
  };
}

function fromGuest({ name, address, answer }: Guest, before: GoogleEvent): calendar_v3.Schema$EventAttendee {
  const same = before.attendees?.find(({ email }) => email?.toLowerCase() === address.toLowerCase());
  return { ...same, email: address, ...(name !== '' && { displayName: name }), responseStatus: RESPONSES[answer] };
}

function fromTime(time: EventTime): GoogleTime {
  return 'date' in time
    ? { date: time.date, dateTime: null, timeZone: null }
    : { date: null, dateTime: time.at, timeZone: time.zone };
}

/** The same event with the account's own answer; undefined when the account is not among those invited. */
export function answering(event: GoogleEvent, account: string, answer: Guest['answer']): GoogleEvent['attendees'] {
  const isTheirs = ({ self, email }: calendar_v3.Schema$EventAttendee) =>
    self === true || email?.toLowerCase() === account.toLowerCase();
  if (!event.attendees?.some(isTheirs)) return undefined;
  return event.attendees.map((each) => (isTheirs(each) ? { ...each, responseStatus: RESPONSES[answer] } : each));
}
