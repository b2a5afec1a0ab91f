import { stretchOf } from '../../calendar/event-time.ts';
import { eventsIn } from '../../calendar/look.ts';
import type { CalendarEvent } from '../../ports/calendar.ts';
import type { EyesOf } from '../../ports/connections.ts';
import { clockText } from '../../reminders/moment-text.ts';
import type { FactSource, OnDay } from './fact.ts';

const MOST = 40;
/** Every connector has a deadline of its own. */
const signal = new AbortController().signal;

/** What is still to take place today, by the person's clock. */
export function calendarFacts(eyesOf: EyesOf): FactSource {
  return {
    name: 'calendar',
    area: 'calendar',
    isConnected: async ({ personId }) => (await eyesOf(personId)).calendar !== undefined,
    async read({ personId, profile, now }) {
      const { calendar } = await eyesOf(personId);
      if (!calendar) return [];
      const zone = profile.identity.timezone;
      const until = now.toZonedDateTimeISO(zone).toPlainDate().add({ days: 1 }).toZonedDateTime(zone).toInstant();
      const { events } = await eventsIn(calendar, { span: { from: now, until }, zone, limit: MOST }, signal);
      return events.map((event) => {
        const source = `event:${event.id} ${startText(event, zone)}`;
        return { section: 'Calendar', source, text: eventLine(event, zone), tainted: !event.own, onDay: onDay(event, zone) };
      });
    },
  };
}

/** `10:00-11:30 Budget, Oak room`, on one line whatever the event says. */
export function eventLine(event: CalendarEvent, zone: string): string {
  const place = event.location === '' ? '' : `, ${event.location}`;
  return `${startText(event, zone)} ${titleOf(event)}${place}`.replaceAll(/\s+/g, ' ');
}

function titleOf({ title }: CalendarEvent): string {
  return title || 'Busy';
}

function onDay(event: CalendarEvent, zone: string): OnDay {
  const title = titleOf(event);
  return 'date' in event.start ? { kind: 'whole day', title } : { kind: 'event', title, ...stretchOf(event, zone) };
}

function startText(event: CalendarEvent, zone: string): string {
  if ('date' in event.start) return 'All day:';
  const { from, until } = stretchOf(event, zone);
  const [begins, ends] = [from, until].map((at) => clockText(at.toZonedDateTimeISO(zone)));
  return begins === ends ? `${begins}` : `${begins}-${ends}`;
}
