import type { MeetingMail } from './meeting.ts';

/** A point in time with the IANA zone it was meant in, or a whole day. */
export type EventTime = { readonly at: string; readonly zone: string } | { readonly date: string };

export interface Guest {
  readonly name: string;
  readonly address: string;
  /** RFC 5545 PARTSTAT. */
  readonly answer: 'needs-action' | 'accepted' | 'declined' | 'tentative';
}

export interface Calendar {
  readonly id: string;
  readonly name: string;
  /** True when anybody but the person can see it, or when that cannot be known. */
  readonly shared: boolean;
  readonly writable: boolean;
  /** True where its server tells neither guests nor organizer of a change (CalDAV without RFC 6638). */
  readonly silent?: boolean;
}

/** What an event says, without its identity. */
export interface EventContent {
  readonly title: string;
  readonly description: string;
  readonly location: string;
  readonly start: EventTime;
  /** Exclusive, as in RFC 5545. */
  readonly end: EventTime;
  /** RRULE, RDATE and EXDATE lines (RFC 5545, 3.8.5); empty when it happens once. */
  readonly recurrence: readonly string[];
  readonly guests: readonly Guest[];
}

export interface CalendarEvent extends EventContent {
  readonly id: string;
  /** RFC 5545 UID, where it is not the id: the same in every calendar that holds the event. */
  readonly uid?: string;
  /** RFC 5545 SEQUENCE, where the server tells it. */
  readonly sequence?: number;
  readonly calendarId: string;
  /** Changes with every change: what is written names the version it was made from. */
  readonly etag: string;
  /** The organizer's address; the account's own for the person's events. */
  readonly organizer: string;
  /** True when nobody is busy by it (RFC 5545, 3.8.2.7: TRANSP:TRANSPARENT), such as where a colleague is away. */
  readonly free?: boolean;
  /** True when the person organizes it and nobody else may change it: only then is its text theirs, and may be changed by us. */
  readonly own: boolean;
  /**
   * True when the server keeps more of it than stands here, such as alarms or single occurrences changed on their own: an update leaves that
   * as it is, but once removed the event cannot be given back exactly.
   */
  readonly partial?: boolean;
  /**
   * All that the server keeps of it, as text that `restore` gives back byte for byte. Only of an event that was read by itself, and absent where
   * that cannot be; an event that has it is never partial.
   */
  readonly whole?: string;
}

export interface EventQuery {
  /** ISO 8601 instants: everything that overlaps them, `until` excluded. A whole day lasts as long as in the calendar's own zone. */
  readonly from: string;
  readonly until: string;
  /** Words that all occur in title, description, place or guests. */
  readonly text?: string;
  readonly calendarId?: string;
}

/** Looks into the calendars of one account. */
export interface CalendarReader {
  /** The account's own address; of a feed, where it lies. */
  readonly account: string;
  /** Where several accounts and feeds are seen as one: each of them. */
  readonly parts?: readonly CalendarReader[];
  /** The person's main calendar first. */
  calendars(signal: AbortSignal): Promise<readonly Calendar[]>;
  /**
   * By start, at most `limit`; occurrences of a series one by one, each with the id, etag and recurrence of the series and with start and end
   * of its own.
   */
  events(query: EventQuery, limit: number, signal: AbortSignal): Promise<readonly CalendarEvent[]>;
  /** A series as a whole, from its first occurrence. Rejects with `not-found`. */
  event(calendarId: string, id: string, signal: AbortSignal): Promise<CalendarEvent>;
}

/** What a guest answered by other ways than the calendar's server. */
export interface GuestAnswer {
  readonly address: string;
  readonly answer: Exclude<Guest['answer'], 'needs-action'>;
  /** The one day of a series that it is for, as the series has it; absent where it is for all of it. */
  readonly day?: EventTime;
}

/** No answer came, so it may have happened. */
export interface NoAnswer {
  readonly noAnswer: string;
}

/**
 * Changes calendars. Each call rejects when it surely did nothing: with `invalid` when the etag is not the current one, with `not-found` when
 * calendar or event are gone, with `denied` when the calendar is only to be read. Times and texts are kept as they are given.
 */
export interface CalendarWriter {
  /** `id` is ours (RFC 5545 UID): creating the same id again changes nothing and gives the event that is there. Guests are told by the server. */
  create(calendarId: string, id: string, content: EventContent, signal: AbortSignal): Promise<CalendarEvent | NoAnswer>;
  /** Guests, old and new, are told by the server. */
  update(
    calendarId: string,
    id: string,
    etag: string,
    content: EventContent,
    signal: AbortSignal,
  ): Promise<CalendarEvent | NoAnswer>;
  /**
   * Gives back exactly what `whole` was, over the version `etag`, or anew when that is null. Absent where events have no `whole`.
   * Rejects as `update` does, and with `invalid` when an event is there that was to be anew.
   */
  restore?(
    calendarId: string,
    id: string,
    etag: string | null,
    whole: string,
    signal: AbortSignal,
  ): Promise<CalendarEvent | NoAnswer>;
  /** Guests are told by the server. */
  remove(calendarId: string, id: string, etag: string, signal: AbortSignal): Promise<'removed' | NoAnswer>;
  /**
   * Puts there what somebody else organizes, as their mail says it, in the place of an earlier version; nobody is told. Absent where that cannot be;
   * rejects with `denied` when an own event stands under that UID.
   */
  file?(calendarId: string, meeting: MeetingMail, signal: AbortSignal): Promise<CalendarEvent | NoAnswer>;
  /**
   * Notes what a guest of an own event answered, and changes nothing else of it; nobody is told. Absent where the server does that by itself. Rejects as
   * `update` does, and with `not-found` for somebody who is no guest and a day that the series does not have.
   */
  note?(
    calendarId: string,
    id: string,
    etag: string,
    answer: GuestAnswer,
    signal: AbortSignal,
  ): Promise<CalendarEvent | NoAnswer>;
  /** Answers an invitation; the organizer is told, unless the calendar is silent. */
  respond(calendarId: string, id: string, answer: Guest['answer'], signal: AbortSignal): Promise<CalendarEvent | NoAnswer>;
}
