import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';

interface Turn {
  readonly at: Temporal.Instant;
  readonly before: number;
  readonly after: number;
}

/** How many years' turns are written one by one; readers that know the zone's name go by that. */
const YEARS = 12;

/** The VTIMEZONE (RFC 5545, 3.6.5) of an IANA zone from the year before `year` on: each turn of its clocks by its date. */
export function zoneComponent(zone: string, year: number): ICAL.Component {
  const component = new ICAL.Component('vtimezone');
  component.addPropertyWithValue('tzid', zone);
  const start = Temporal.ZonedDateTime.from({ timeZone: zone, year: year - 1, month: 1, day: 1 });
  const turns = turnsOf(start);
  component.addSubcomponent(observance('standard', start.toPlainDateTime(), start.offsetNanoseconds, start.offsetNanoseconds));
  for (const { at, before, after } of turns) {
    const wall = at.add({ nanoseconds: before }).toZonedDateTimeISO('UTC').toPlainDateTime();
    component.addSubcomponent(observance(after > before ? 'daylight' : 'standard', wall, before, after));
  }
  return component;
}

function turnsOf(start: Temporal.ZonedDateTime): Turn[] {
  const turns: Turn[] = [];
  const end = start.add({ years: YEARS });
  let at = start;
  while (true) {
    const next = at.getTimeZoneTransition('next');
    if (!next || Temporal.ZonedDateTime.compare(next, end) > 0) return turns;
    const before = next.subtract({ nanoseconds: 1 }).offsetNanoseconds;
    if (before !== next.offsetNanoseconds) turns.push({ at: next.toInstant(), before, after: next.offsetNanoseconds });
    at = next;
  }
}

function observance(name: 'standard' | 'daylight', wall: Temporal.PlainDateTime, before: number, after: number): ICAL.Component {
  const component = new ICAL.Component(name);
  component.addPropertyWithValue('dtstart', ICAL.Time.fromDateTimeString(wall.toString({ smallestUnit: 'second' })));
  component.addPropertyWithValue('tzoffsetfrom', ICAL.UtcOffset.fromSeconds(before / 1e9));
  component.addPropertyWithValue('tzoffsetto', ICAL.UtcOffset.fromSeconds(after / 1e9));
  return component;
}
