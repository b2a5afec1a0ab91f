import { Temporal } from 'temporal-polyfill';
import { type Conflict, conflictKey, conflictsAmong, type Scenery, type Seen } from '../../calendar/conflicts.ts';
import { sightOf } from '../../calendar/look.ts';
import { type WayOut, waysOut } from '../../calendar/ways-out.ts';
import { uuidOf } from '../../ground/named-uuid.ts';
import type { Profile } from '../../people/profile.ts';
import type { CalendarReader } from '../../ports/calendar.ts';

/** A way out, by a name that stands for exactly this one: the pair, their times, and where something would move to. */
export interface NamedWay {
  readonly id: string;
  readonly way: WayOut;
}

export interface ComingConflict {
  readonly conflict: Conflict;
  /** The same as long as the pair and its times are. */
  readonly key: string;
}

export interface OpenConflict extends ComingConflict {
  readonly ways: readonly NamedWay[];
}

/** So far ahead conflicts are looked for, and places for what moves. */
export const DAYS_AHEAD = 14;
const MOST_EVENTS = 500;

/** Everything in the days ahead, of what answers. */
export async function sceneryOf(
  reader: CalendarReader,
  { identity }: Profile,
  now: Temporal.Instant,
  signal: AbortSignal,
): Promise<Seen> {
  const zone = identity.timezone;
  const look = { span: { from: now, until: now.add({ hours: 24 * DAYS_AHEAD }) }, zone, limit: MOST_EVENTS };
  const { events, calendars, missing } = await sightOf(reader, look, signal);
  return { events, calendars, missing, account: reader.account, zone };
}

/** R31: what overlaps and has not begun to. */
export function comingConflicts(scenery: Scenery, now: Temporal.Instant): ComingConflict[] {
  return conflictsAmong(scenery)
    .filter(({ from }) => from.epochMilliseconds > now.epochMilliseconds)
    .map((conflict) => ({ conflict, key: conflictKey(conflict, scenery.zone) }));
}

/** The same, each with what can be done about it. */
export function openConflicts(
  scenery: Scenery,
  profile: Profile,
  now: Temporal.Instant,
  coming: readonly ComingConflict[] = comingConflicts(scenery, now),
): OpenConflict[] {
  const reach = { from: now, until: now.add({ hours: 24 * DAYS_AHEAD }) };
  return coming.map(({ conflict, key }) => {
    const ways = waysOut(conflict, scenery, profile, reach).map((way) => ({ id: nameOf(key, way), way }));
    return { conflict, key, ways };
  });
}

/** What is wished for by a way out, as the person could have said it; undefined where nothing is to be done. */
export function wishOf(way: WayOut, zone: string): { readonly kind: string; readonly input: object } | undefined {
  switch (way.way) {
    case 'keep':
      return undefined;
    case 'decline':
      return { kind: 'calendar_respond', input: { event: way.event.id, answer: 'declined' } };
    case 'move': {
      const start = way.to.from.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
      const event = way.event.id;
      if (way.event.recurrence.length === 0) return { kind: 'calendar_update', input: { event, start } };
      return { kind: 'calendar_move', input: { event, date: dayOf(way.event, zone), start } };
    }
  }
}

function dayOf({ start }: Conflict['first'], zone: string): string {
  if ('date' in start) return start.date;
  return Temporal.Instant.from(start.at).toZonedDateTimeISO(zone).toPlainDate().toString();
}

function nameOf(key: string, way: WayOut): string {
  if (way.way === 'keep') return uuidOf(`${key} keep`);
  const to = way.way === 'move' ? way.to.from.toString() : '';
  return uuidOf(`${key} ${way.way} ${JSON.stringify([way.event.calendarId, way.event.id, way.event.start])} ${to}`);
}
