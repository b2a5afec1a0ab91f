import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import type { EventTime } from '../../src/ports/calendar.ts';
import type { MeetingMail, MeetingTime } from '../../src/ports/meeting.ts';
import { calendarText, newCalendar, setTime } from './write-event.ts';

/**
 * What goes to the calendar program of whoever gets the mail (RFC 5546, 3.2). A counter may hold one event only (3.2.7), so the first time that is
 * proposed stands in it as its time, and the others in a property of ours besides the words of the mail.
 */
export function meetingObject(meeting: MeetingMail, now: Temporal.Instant): string {
  const { calendar, event } = eventOf(meeting, now);
  calendar.addPropertyWithValue('method', meeting.method.toUpperCase());
  if (meeting.method === 'cancel' && !meeting.withoutThem) event.addPropertyWithValue('status', 'CANCELLED');
  if (meeting.comment !== '') event.addPropertyWithValue('comment', meeting.comment);
  for (const each of meeting.alternatives) event.addProperty(slotProperty(each));
  return calendarText(calendar);
}

/** What stands in the calendar of a guest: the event of its organizer. */
export function filedObject(meeting: MeetingMail, now: Temporal.Instant): string {
  return calendarText(eventOf(meeting, now).calendar);
}

function eventOf(meeting: MeetingMail, now: Temporal.Instant) {
  const { uid, sequence, organizer, instead } = meeting;
  const { calendar, event } = newCalendar(uid, meeting, { now, account: organizer });
  event.addPropertyWithValue('sequence', sequence);
  if (!event.hasProperty('organizer')) event.addPropertyWithValue('organizer', `mailto:${organizer}`);
  if (instead) setTime(calendar, event, 'recurrence-id', instead);
  return { calendar, event };
}

function slotProperty({ start, end }: MeetingTime): ICAL.Property {
  return ICAL.Property.fromString(`X-ADJUTANT-SLOT:${stamp(start)}/${stamp(end)}`);
}

/** In UTC. */
function stamp(time: EventTime): string {
  const at = 'at' in time ? Temporal.Instant.from(time.at) : Temporal.Instant.from(`${time.date}T00:00:00Z`);
  return at.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');
}
