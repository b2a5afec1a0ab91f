import { Temporal } from 'temporal-polyfill';
import { type Stretch, stretchOf } from '../calendar/event-time.ts';
import { answerOf, eventsIn } from '../calendar/look.ts';
import type { EyesOf } from '../ports/connections.ts';
import type { Meeting } from './store.ts';

const MOST_EVENTS = 200;
const { compare } = Temporal.Instant;

/** The meetings that begin in the stretch, by their beginning: no whole days, and none that the person declined. */
export async function meetingsIn(...look: Parameters<typeof meetingsWithin>): Promise<Meeting[]> {
  const [, , { from }] = look;
  const all = await meetingsWithin(...look);
  return all
    .filter(({ at }) => compare(at.from, from) > 0)
    .sort((a, b) => compare(a.at.from, b.at.from))
    .map(({ meeting }) => meeting);
}

/** The same of those that end in the stretch, each with its end, by that. */
export async function meetingsEndingIn(
  ...look: Parameters<typeof meetingsWithin>
): Promise<{ readonly meeting: Meeting; readonly ends: Temporal.Instant }[]> {
  const [, , { from, until }] = look;
  const all = await meetingsWithin(...look);
  return all
    .map(({ meeting, at }) => ({ meeting, ends: at.until }))
    .filter(({ ends }) => compare(ends, from) > 0 && compare(ends, until) <= 0)
    .sort((a, b) => compare(a.ends, b.ends));
}

async function meetingsWithin(
  eyesOf: EyesOf,
  personId: string,
  span: Stretch,
  zone: string,
  signal: AbortSignal,
): Promise<{ readonly meeting: Meeting; readonly at: Stretch }[]> {
  const { calendar } = await eyesOf(personId);
  if (!calendar) return [];
  const { events } = await eventsIn(calendar, { span, zone, limit: MOST_EVENTS }, signal);
  return events
    .filter((event) => 'at' in event.start && answerOf(event, calendar.account) !== 'declined')
    .map((event) => {
      const at = stretchOf(event, zone);
      return { meeting: { id: event.id, calendarId: event.calendarId, begins: at.from.toString() }, at };
    });
}
