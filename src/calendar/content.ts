import { Temporal } from 'temporal-polyfill';
import type { EventContent, EventTime, Guest } from '../ports/calendar.ts';
import { readStamp } from './wall-times.ts';

/** What an event says, in one form: equal texts mean equal events, however a server orders guests and lines or writes instants. */
export function contentKey({ title, description, location, start, end, recurrence, guests }: EventContent): string {
  const invited = guests.map(({ name, address, answer }) => [address.toLowerCase(), name, answer].join('\n')).sort();
  const lines = recurrenceKey(recurrence, 'zone' in start ? start.zone : undefined);
  return JSON.stringify([title, description, location, timeKey(start), timeKey(end), lines, invited]);
}

/** The content alone of what may be a whole event. */
export function contentOf({ title, description, location, start, end, recurrence, guests }: EventContent): EventContent {
  return { title, description, location, start, end, recurrence: [...recurrence], guests: guests.map((guest) => ({ ...guest })) };
}

/** Everybody invited but the person, whose own address is `account`. */
export function othersAmong(guests: readonly Guest[], account: string): Guest[] {
  return guests.filter(({ address }) => address.toLowerCase() !== account.toLowerCase());
}

/** Rules with their parts in order, and dates as the moments they are. */
function recurrenceKey(lines: readonly string[], zone: string | undefined): string[] {
  return lines.flatMap((line) => (/^(?:EX|R)DATE/.test(line) ? dateKeys(line, zone) : [ruleKey(line)])).sort();
}

function ruleKey(line: string): string {
  const [name = '', rest = ''] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)];
  return `${name}:${rest.split(';').sort().join(';')}`;
}

function dateKeys(line: string, zone: string | undefined): string[] {
  const named = /;TZID=([^;:]+)/.exec(line)?.[1] ?? zone;
  const values = line.slice(line.indexOf(':') + 1).split(',');
  return values.map((value) => {
    const name = line.slice(0, line.indexOf('DATE'));
    if (!value.includes('T') || named === undefined) return `${name} ${value}`;
    return `${name} ${readStamp(value, named).toZonedDateTime(named).epochMilliseconds}`;
  });
}

function timeKey(time: EventTime): string {
  return 'date' in time ? time.date : `${Temporal.Instant.from(time.at).epochMilliseconds} ${time.zone}`;
}
