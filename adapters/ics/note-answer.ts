import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import type { EventTime, Guest, GuestAnswer } from '../../src/ports/calendar.ts';
import { type FeedEvent, readEvent } from './event.ts';
import { type Expand, startMs } from './held-events.ts';
import { scan } from './scan.ts';
import { attendee, parsedObject } from './write-event.ts';
import { zonesOf } from './zones.ts';

interface Reading {
  readonly expand: Expand;
  /** IANA: of times without one. */
  readonly zone: string;
  readonly now: Temporal.Instant;
}

/**
 * The object with what a guest answered, for one day of a series or for all there is of the event. But for PARTSTAT every byte stays; a day that was never
 * changed on its own gets an event of its own behind the others. Undefined where the guest is not asked, or not on that day.
 */
export function notedObject(object: string, uid: string, noted: GuestAnswer, reading: Reading): string | undefined {
  const { day } = noted;
  parsedObject(object);
  const places = placesIn(object, reading).filter(({ event }) => event.uid === uid);
  const isThatDay = ({ event }: Place) => event.instead !== undefined && day !== undefined && isSame(event.instead, day, reading);
  const meant = day ? places.filter(isThatDay) : places;
  if (!day || meant.length > 0) return withAnswer(object, meant, noted);
  const series = places.find(({ event }) => event.instead === undefined);
  const apart = series && dayApart(object, series, { ...noted, day }, reading);
  if (apart === undefined) return undefined;
  const end = object.lastIndexOf('END:VCALENDAR');
  return `${object.slice(0, end)}${apart}${object.slice(end)}`;
}

/** A content line (RFC 5545, 3.1), however often it is folded: where it stands, its break included, and what it says. */
interface Line {
  readonly from: number;
  readonly until: number;
  readonly said: string;
}

/** A VEVENT, with the lines of its own and not of what it nests. */
interface Place extends Omit<Line, 'said'> {
  readonly lines: readonly Line[];
  readonly event: FeedEvent;
}

function placesIn(object: string, { zone, now }: Reading): Place[] {
  const zoneOf = zonesOf(scan(object).zones, zone, now);
  const places: Place[] = [];
  const open: { readonly name: string; readonly from: number; readonly lines: Line[] }[] = [];
  for (const line of linesOf(object)) {
    const [, edge, name = ''] = /^(BEGIN|END):(\S+)\s*$/i.exec(line.said) ?? [];
    if (edge?.toUpperCase() === 'BEGIN') open.push({ name: name.toUpperCase(), from: line.from, lines: [] });
    else if (edge === undefined) open.at(-1)?.lines.push(line);
    else {
      const ended = open.pop();
      if (ended?.name !== 'VEVENT') continue;
      const event = readEvent(
        ended.lines.map(({ said }) => said),
        { zoneOf, zone },
      );
      places.push({ from: ended.from, until: line.until, lines: ended.lines, event });
    }
  }
  return places;
}

function linesOf(text: string): Line[] {
  return [...text.matchAll(/[^\r\n]+(?:\r?\n[ \t][^\r\n]*)*(?:\r?\n)?/g)].map((found) => ({
    from: found.index,
    until: found.index + found[0].length,
    said: found[0].replaceAll(/\r?\n[ \t]/g, '').trimEnd(),
  }));
}

function withAnswer(object: string, places: readonly Place[], { address, answer }: GuestAnswer): string | undefined {
  const wanted = `:mailto:${address}`.toLowerCase();
  const isTheirs = ({ said }: Line) => /^ATTENDEE[;:]/i.test(said) && said.toLowerCase().endsWith(wanted);
  const theirs = places.flatMap(({ lines }) => lines.filter(isTheirs));
  if (theirs.length === 0) return undefined;
  return theirs.toSorted((a, b) => b.from - a.from).reduce((text, line) => replaced(text, line, answer), object);
}

function replaced(object: string, { from, until, said }: Line, answer: Guest['answer']): string {
  const line = object.slice(from, until);
  const lineBreak = /\r?\n$/.exec(line)?.[0] ?? '';
  return `${object.slice(0, from)}${folded(answered(said, answer), lineBreak || '\r\n')}${lineBreak}${object.slice(until)}`;
}

/** What stands between quotation marks is no parameter. */
const PARTS = /;([\w-]+)=((?:"[^"]*"|[^";:])*)/y;

function answered(said: string, answer: Guest['answer']): string {
  const status = `;PARTSTAT=${answer.toUpperCase()}`;
  PARTS.lastIndex = 'ATTENDEE'.length;
  for (let at = PARTS.lastIndex, found = PARTS.exec(said); found; at = PARTS.lastIndex, found = PARTS.exec(said)) {
    if (found[1]?.toUpperCase() === 'PARTSTAT') return `${said.slice(0, at)}${status}${said.slice(PARTS.lastIndex)}`;
  }
  return `ATTENDEE${status}${said.slice('ATTENDEE'.length)}`;
}

const MOST_OCTETS = 75;

/** RFC 5545, 3.1: a letter is never taken apart. */
function folded(said: string, lineBreak: string): string {
  const lines = [''];
  let room = MOST_OCTETS;
  for (const letter of said) {
    const octets = Buffer.byteLength(letter);
    if (octets > room) {
      lines.push(' ');
      room = MOST_OCTETS - 1;
    }
    lines.push(`${lines.pop() ?? ''}${letter}`);
    room -= octets;
  }
  return lines.join(lineBreak);
}

/** That day of the series as an event of its own (RFC 5545, 3.8.4.4); undefined where it has no such day, or the guest is not asked. */
function dayApart(
  object: string,
  { from, until, event }: Place,
  { address, answer, day }: GuestAnswer & { readonly day: EventTime },
  reading: Reading,
): string | undefined {
  const begins = Temporal.Instant.fromEpochMilliseconds(startMs(day, reading.zone));
  const span = { from: begins, until: begins.add({ seconds: 1 }) };
  const there = event.recurrence.length > 0 ? reading.expand(event, span, reading.zone, MOST_AT_ONCE) : [];
  const when = there.find(({ start }) => isSame(start, day, reading));
  const apart = ICAL.Component.fromString(object.slice(from, until));
  const guest = attendee(apart, address);
  if (!when || !guest) return undefined;
  for (const name of ['rrule', 'rdate', 'exdate', 'exrule']) apart.removeAllProperties(name);
  place(apart, 'dtstart', when.start);
  place(apart, 'dtend', when.end);
  const start = apart.getFirstProperty('dtstart')?.toICALString() ?? '';
  apart.addProperty(ICAL.Property.fromString(start.replace(/^DTSTART/i, 'RECURRENCE-ID')));
  guest.setParameter('partstat', answer.toUpperCase());
  return `${apart.toString()}\r\n`;
}

const MOST_AT_ONCE = 20;

/** At this time, written as the series writes its own. */
function place(component: ICAL.Component, name: 'dtstart' | 'dtend', time: EventTime): void {
  const property = component.getFirstProperty(name);
  if (!property) return;
  if ('date' in time) property.setValue(ICAL.Time.fromDateString(time.date));
  else {
    const isUtc = String(property.getFirstValue()).endsWith('Z');
    const instant = Temporal.Instant.from(time.at);
    const wall = instant.toZonedDateTimeISO(time.zone).toPlainDateTime();
    const said = isUtc ? instant.toString({ smallestUnit: 'second' }) : wall.toString({ smallestUnit: 'second' });
    property.setValue(ICAL.Time.fromDateTimeString(said));
  }
}

function isSame(one: EventTime, other: EventTime, { zone }: Reading): boolean {
  return 'date' in one === 'date' in other && startMs(one, zone) === startMs(other, zone);
}
