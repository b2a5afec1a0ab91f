import type { EventContent, EventTime } from './calendar.ts';

/** A time for a meeting. */
export interface MeetingTime {
  readonly start: EventTime;
  readonly end: EventTime;
}

/** What a mail about a meeting is for (iTIP methods, RFC 5546, 1.4; the others are not read). */
export type MeetingMethod = 'request' | 'reply' | 'cancel' | 'counter';

/** What a mail says of one meeting to calendar programs (iMIP, RFC 6047). All of it is the sender's word. */
export interface MeetingMail extends EventContent {
  readonly method: MeetingMethod;
  /** RFC 5545 UID: the same in every calendar and in every mail about it. */
  readonly uid: string;
  /** Grows with each change of time (RFC 5546, 2.1.4); an answer repeats the one that it answers. */
  readonly sequence: number;
  /** The organizer's address. */
  readonly organizer: string;
  /** The one day of a series that it is about, as the series has it. */
  readonly instead?: EventTime;
  /** Of `cancel`: true where only those whom it names as guests are taken off, and the others meet (RFC 5546, 3.2.5). */
  readonly withoutThem?: true;
  /** When it was written (RFC 5545 DTSTAMP), an ISO 8601 instant: of several answers the latest counts (RFC 5546, 2.1.5). */
  readonly stamp?: string;
  readonly comment: string;
  /** Of `counter`: times that would do as well as the one in `start` and `end`, which is not among them. */
  readonly alternatives: readonly MeetingTime[];
}
