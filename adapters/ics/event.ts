import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import type { EventContent, EventTime, Guest } from '../../src/ports/calendar.ts';
import type { ZoneOf } from './zones.ts';

/** A VEVENT (RFC 5545, 3.6.1): one event, the whole of a series, or one occurrence of it that is told apart. */
export interface FeedEvent extends EventContent {
  readonly uid: string;
  readonly sequence: number;
  readonly cancelled: boolean;
  /** True by TRANSP:TRANSPARENT. */
  readonly free?: true;
  /** Empty when nobody is named. */
  readonly organizer: string;
  readonly comment: string;
  /** Where in its series it stood before it was changed on its own. */
  readonly instead?: EventTime;
}

export interface ReadingDeps {
  readonly zoneOf: ZoneOf;
  /** IANA: for times without a zone. */
  readonly zone: string;
}

const MOST_GUESTS = 500;
const PARTSTATS = ['accepted', 'declined', 'tentative'] as const;

/** Reads the lines of a VEVENT. Throws an Error for what cannot be read. */
export function readEvent(lines: readonly string[], { zoneOf, zone }: ReadingDeps): FeedEvent {
  const event = ICAL.Component.fromString(['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n'));
  const text = (name: string) => String(event.getFirstPropertyValue(name) ?? '').trim();
  const time = (name: string) => {
    const property = event.getFirstProperty(name);
    return property ? timesIn(property, zoneOf, zone)[0] : undefined;
  };
  const start = time('dtstart');
  if (!start) throw new RangeError('an event has a start');
  const instead = time('recurrence-id');
  return {
    uid: text('uid') || `${text('summary')} ${JSON.stringify(start)}`,
    sequence: Number(event.getFirstPropertyValue('sequence') ?? 0) || 0,
    cancelled: text('status').toUpperCase() === 'CANCELLED',
    ...(text('transp').toUpperCase() === 'TRANSPARENT' && { free: true }),
    organizer: addressIn(event.getFirstProperty('organizer')),
    comment: text('comment'),
    title: text('summary'),
    description: text('description'),
    location: text('location'),
    start,
    end: time('dtend') ?? endOf(start, event.getFirstPropertyValue('duration')),
    recurrence: [...rulesIn(lines), ...datesIn(event, 'rdate', zoneOf, zone), ...datesIn(event, 'exdate', zoneOf, zone)],
    guests: event.getAllProperties('attendee').slice(0, MOST_GUESTS).map(readGuest),
    ...(instead && { instead }),
  };
}

/** Without an end it lasts a day when it is a day, and no time otherwise (RFC 5545, 3.6.1). */
function endOf(start: EventTime, duration: unknown): EventTime {
  const seconds = duration instanceof ICAL.Duration ? duration.toSeconds() : 0;
  if ('date' in start) {
    const days = Math.max(1, Math.ceil(seconds / 86_400));
    return { date: Temporal.PlainDate.from(start.date).add({ days }).toString() };
  }
  return { at: Temporal.Instant.from(start.at).add({ seconds }).toString(), zone: start.zone };
}

/** The times of a property, each in the zone it was meant in; `zone` is that of times without one. */
export function timesIn(property: ICAL.Property, zoneOf: ZoneOf, zone: string): EventTime[] {
  const tzid = property.getFirstParameter('tzid');
  return property.getValues().flatMap((value: unknown): EventTime[] => {
    const start = value instanceof ICAL.Period ? value.start : value;
    if (!(start instanceof ICAL.Time)) return [];
    const wall = start.toString();
    if (start.isDate) return [{ date: Temporal.PlainDate.from(wall).toString() }];
    if (wall.endsWith('Z')) return [{ at: Temporal.Instant.from(wall).toString(), zone: 'UTC' }];
    const meant = tzid ? zoneOf(tzid) : zone;
    return [{ at: Temporal.PlainDateTime.from(wall).toZonedDateTime(meant).toInstant().toString(), zone: meant }];
  });
}

/** As it is written: a rule is read where it is expanded. */
function rulesIn(lines: readonly string[]): string[] {
  return lines
    .filter((line) => /^RRULE[:;]/i.test(line))
    .map(
      (line) =>
        `RRULE:${line
          .slice(line.indexOf(':') + 1)
          .trim()
          .toUpperCase()}`,
    );
}

function datesIn(event: ICAL.Component, name: 'rdate' | 'exdate', zoneOf: ZoneOf, zone: string): string[] {
  const times = event.getAllProperties(name).flatMap((property) => timesIn(property, zoneOf, zone));
  return times.map((time) => {
    if ('date' in time) return `${name.toUpperCase()};VALUE=DATE:${time.date.replaceAll('-', '')}`;
    return `${name.toUpperCase()}:${Temporal.Instant.from(time.at).toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')}`;
  });
}

function readGuest(property: ICAL.Property): Guest {
  const answer = PARTSTATS.find((each) => each === property.getFirstParameter('partstat')?.toLowerCase()) ?? 'needs-action';
  return { name: property.getFirstParameter('cn') ?? '', address: addressIn(property), answer };
}

function addressIn(property: ICAL.Property | null): string {
  return String(property?.getFirstValue() ?? '')
    .replace(/^mailto:/i, '')
    .trim();
}
