import { Temporal } from 'temporal-polyfill';
import type { EventContent, EventTime, Guest } from '../ports/calendar.ts';

/** What an event says, in one form: equal texts mean equal events, however a server orders guests and lines or writes instants. */
export function contentKey({ title, description, location, start, end, recurrence, guests }: EventContent): string {
  const invited = guests.map(({ name, address, answer }) => [address.toLowerCase(), name, answer].join('\n')).sort();
  const lines = [...recurrence].sort();
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

function timeKey(time: EventTime): string {
  return 'date' in time ? time.date : `${Temporal.Instant.from(time.at).epochMilliseconds} ${time.zone}`;
}
