import { Temporal } from 'temporal-polyfill';
import { shown } from '../../actions/card/shown.ts';
import { eventsIn } from '../../calendar/look.ts';
import { spanText } from '../../calendar/when-text.ts';
import { silenceText } from '../../ground/what-answers.ts';
import type { CalendarEvent } from '../../ports/calendar.ts';
import { meetingOf } from '../../proactive/meetings/meeting.ts';
import type { Meeting } from '../store.ts';
import { section } from './section.ts';
import type { Found, GatherDeed, Sight } from './sight.ts';

const MOST_EVENTS = 40;
const NOT_CONNECTED: Found = { text: section('Meetings', [], 'No calendar is connected.'), tainted: false };

/** The meetings of so many days before and after now; with words, those that hold them. */
export async function meetings({ eyes, profile, now, signal }: Sight, { words, days }: GatherDeed): Promise<Found> {
  if (!eyes.calendar) return NOT_CONNECTED;
  const zone = profile.identity.timezone;
  const span = { from: now.subtract({ hours: 24 * days }), until: now.add({ hours: 24 * days }) };
  const look = { span, zone, text: words, limit: MOST_EVENTS };
  const { events, missing } = await eventsIn(eyes.calendar, look, signal);
  const heading = words === '' ? 'Meetings' : `Meetings: ${shown(words)}`;
  const lines = events.map((event) => `- ${eventText(event, zone)}`);
  const silent = missing.map((each) => shown(silenceText(each)));
  return { text: [section(heading, lines, 'None.'), ...silent].join('\n'), tainted: events.some(({ own }) => !own) };
}

/** One meeting, with what there is to know before it; of one that has begun, what stands in the calendar. */
export async function preparation(sight: Sight, meeting: Meeting): Promise<Found> {
  const { personId, profile, now } = sight;
  const event = await eventOf(sight, meeting);
  if (!event) return { text: section('Meeting', [], 'It does not stand in the calendar any more.'), tainted: false };
  const begins = Temporal.Instant.from(meeting.begins);
  if (Temporal.Instant.compare(begins, now) <= 0)
    return { text: `**Meeting:** ${eventText(event, profile.identity.timezone)}`, tainted: !event.own };
  const found = meetingOf(event, begins, sight.eyes.calendar?.account ?? '');
  if (!found) return { text: `**Soon:** ${eventText(event, profile.identity.timezone)}`, tainted: !event.own };
  const { text, message, tainted } = await sight.prepare({ personId, profile, now, meeting: found });
  return { text: message?.text ?? shown(text), tainted };
}

async function eventOf(
  { eyes, profile, signal }: Sight,
  { id, calendarId, begins }: Meeting,
): Promise<CalendarEvent | undefined> {
  if (!eyes.calendar) return undefined;
  const from = Temporal.Instant.from(begins);
  const look = { span: { from, until: from.add({ minutes: 1 }) }, zone: profile.identity.timezone, limit: MOST_EVENTS };
  const { events, missing } = await eventsIn(eyes.calendar, look, signal);
  const found = events.find((event) => event.id === id && event.calendarId === calendarId);
  const [silent] = missing;
  if (!found && silent) throw silent.error;
  return found;
}

function eventText(event: CalendarEvent, zone: string): string {
  const place = event.location === '' ? '' : `, ${shown(event.location)}`;
  const people = event.guests.map(({ name, address }) => shown(name || address)).join(', ');
  return `${spanText(event, zone)}: ${shown(event.title || 'Busy')}${place}${people === '' ? '' : `; with ${people}`}`;
}
