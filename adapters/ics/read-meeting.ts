import { Temporal } from 'temporal-polyfill';
import type { MeetingMail, MeetingMethod, MeetingTime } from '../../src/ports/meeting.ts';
import { type FeedEvent, readEvent } from './event.ts';
import { scan } from './scan.ts';
import { zonesOf } from './zones.ts';

/** RFC 5546, 1.4. */
const METHODS: ReadonlyMap<string, MeetingMethod> = new Map([
  ['REQUEST', 'request'],
  ['REPLY', 'reply'],
  ['CANCEL', 'cancel'],
  ['COUNTER', 'counter'],
]);

/** A mail is about one meeting; a series may bring days of its own along. */
const MOST_EVENTS = 50;
const MOST_ALTERNATIVES = 10;
/** For times that name no zone: which one its writer means, nobody can tell. */
const ZONE = 'UTC';

/** What a calendar part of a mail says; undefined for one of another method, or that cannot be read. */
export function readMeeting(text: string): MeetingMail | undefined {
  try {
    const { method, events, zones } = scan(text);
    const known = METHODS.get(method);
    const zoneOf = zonesOf(zones, ZONE, yearOf(events[0] ?? []));
    const read = events.slice(0, MOST_EVENTS).map((lines) => ({ lines, event: readEvent(lines, { zoneOf, zone: ZONE }) }));
    const main = read.find(({ event }) => event.instead === undefined) ?? read[0];
    return known && main && toMeeting(known, main.event, main.lines);
  } catch {
    return undefined; // what is no calendar is an attachment like any other
  }
}

function toMeeting(method: MeetingMethod, event: FeedEvent, lines: readonly string[]): MeetingMail {
  const { cancelled: _, ...said } = event;
  const stamp = stampIn(lines);
  return { ...said, method, ...(stamp && { stamp }), alternatives: method === 'counter' ? alternativesIn(lines) : [] };
}

function stampIn(lines: readonly string[]): string | undefined {
  const said = lines.flatMap((line) => /^DTSTAMP[^:]*:(\d{8}T\d{6}Z)\s*$/i.exec(line)?.[1] ?? [])[0];
  return said && Temporal.Instant.from(said).toString();
}

/** As write-meeting.ts writes them: `X-ADJUTANT-SLOT:20261124T090000Z/20261124T093000Z`. */
function alternativesIn(lines: readonly string[]): MeetingTime[] {
  const utc = (stamp: string) => ({ at: Temporal.Instant.from(stamp).toString(), zone: 'UTC' });
  const found = lines.flatMap((line) => {
    const [, from, until] = /^X-ADJUTANT-SLOT:(\d{8}T\d{6}Z)\/(\d{8}T\d{6}Z)\s*$/i.exec(line) ?? [];
    return from && until ? [{ start: utc(from), end: utc(until) }] : [];
  });
  return found.slice(0, MOST_ALTERNATIVES);
}

/** A moment in the year of the event: zones that are told by their hours alone are told by those of that year. */
function yearOf(lines: readonly string[]): Temporal.Instant {
  const year = lines.flatMap((line) => /^DTSTART[^:]*:(\d{4})/i.exec(line)?.[1] ?? [])[0] ?? '1970';
  return Temporal.Instant.from(`${year}-07-01T00:00:00Z`);
}
