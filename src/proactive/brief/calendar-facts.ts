import { stretchOf } from '../../calendar/event-time.ts';
import { eventsIn } from '../../calendar/look.ts';
import { silenceText } from '../../ground/what-answers.ts';
import type { CalendarEvent } from '../../ports/calendar.ts';
import type { EyesOf } from '../../ports/connections.ts';
import { clockText } from '../../reminders/moment-text.ts';
import type { Fact, FactSource, OnDay } from './fact.ts';

const SECTION = 'Calendar';
const SILENT = { section: SECTION, tainted: false };
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
      const { events, missing } = await eventsIn(calendar, { span: { from: now, until }, zone, limit: MOST }, signal);
      const lines = events.map((event): Fact => {
        const source = `event:${event.id} ${startText(event, zone)}`;
        return { section: SECTION, source, text: eventLine(event, zone), tainted: !event.own, onDay: onDay(event, zone) };
      });
      const silent = missing.map((each): Fact => ({ ...SILENT, source: `calendar:${each.name}`, text: silenceText(each) }));
      return [...lines, ...silent];
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
