import { Temporal } from 'temporal-polyfill';
import type { CalendarEvent, EventTime, GuestAnswer } from '../ports/calendar.ts';
import type { Mail, MailSummary } from '../ports/mail.ts';
import type { MeetingMail } from '../ports/meeting.ts';
import { instantOf } from './event-time.ts';
import { occurrencesIn } from './series.ts';

/** What a guest answered, and when. */
export interface DatedAnswer extends GuestAnswer {
  /** ISO 8601 instant, whole seconds in UTC: of several answers of a guest the latest counts (RFC 5546, 2.1.5). */
  readonly stamp: string;
}

/** A mail that says something of a meeting. */
export type MeetingLetter = Pick<MailSummary, 'at'> & {
  readonly from: Pick<Mail['from'], 'address'>;
  readonly meeting: MeetingMail;
};

/**
 * The answer to this event that a mail brings (RFC 5546, 3.2.3). Undefined where it is not for its sender to say, answers an older version of the event, or
 * says nothing that the event does not say already.
 */
export function guestAnswer(event: CalendarEvent, letter: MeetingLetter, zone: string): DatedAnswer | undefined {
  const { meeting, at } = letter;
  const { method, stamp, instead: day } = meeting;
  const [said] = meeting.guests;
  const asked = guestIn(event, letter);
  if (method !== 'reply' || !asked || !stamp || !said || said.answer === 'needs-action') return undefined;
  if (day ? !hasDay(event, day, zone) : asked.answer === said.answer) return undefined;
  // A clock that runs ahead must not outdo later answers.
  const [written, arrived] = [Temporal.Instant.from(stamp), Temporal.Instant.from(at)];
  const dated = Temporal.Instant.compare(written, arrived) < 0 ? written : arrived;
  return { address: asked.address, answer: said.answer, ...(day && { day }), stamp: dated.toString({ smallestUnit: 'second' }) };
}

/** The guest of this own event who wrote the mail about the version that stands there, or a later one. */
export function guestIn({ id, uid = id, own, sequence = 0, guests }: CalendarEvent, { meeting, from }: MeetingLetter) {
  const [said, other] = meeting.guests;
  const isTheirs = other === undefined && said?.address.toLowerCase() === from.address.toLowerCase();
  if (!own || meeting.uid !== uid || meeting.sequence < sequence || !isTheirs) return undefined;
  return guests.find(({ address }) => address.toLowerCase() === from.address.toLowerCase());
}

/** Whether a series has this day, also where it was changed on its own. */
function hasDay(event: CalendarEvent, day: EventTime, zone: string): boolean {
  const from = instantOf(day, zone);
  const there = event.recurrence.length > 0 ? occurrencesIn(event, { from, until: from.add({ seconds: 1 }) }, zone, MOST) : [];
  return there.some(({ start }) => instantOf(start, zone).equals(from) && 'date' in start === 'date' in day);
}

const MOST = 20;
