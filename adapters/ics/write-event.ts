import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { AppError } from '../../src/ground/errors.ts';
import type { EventContent, EventTime, Guest } from '../../src/ports/calendar.ts';
import { zoneComponent } from './write-zone.ts';

interface Writing {
  readonly now: Temporal.Instant;
  /** The address that organizes what has guests. */
  readonly account: string;
}

/** What an event says now; undefined for a new one. Only what differs from it is written. */
type Before = EventContent | undefined;

/** A new calendar object with one event. */
export function newObject(uid: string, content: EventContent, writing: Writing): string {
  return calendarText(newCalendar(uid, content, writing).calendar);
}

/** The same before it is text, with its event to add to. */
export function newCalendar(uid: string, content: EventContent, writing: Writing) {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Adjutant//EN');
  const event = new ICAL.Component('vevent');
  event.addPropertyWithValue('uid', uid);
  calendar.addSubcomponent(event);
  change(calendar, event, undefined, content, writing);
  return { calendar, event };
}

/**
 * The object with its event changed to `after`: whatever else stands in it stays, known to us or not. Occurrences that were changed on their own
 * move along with a series that is moved, and go when it repeats otherwise. Throws a RangeError when there is no such event in it.
 */
export function changedObject(object: string, uid: string, before: EventContent, after: EventContent, writing: Writing): string {
  const calendar = parsedObject(object);
  const all = calendar.getAllSubcomponents('vevent').filter((each) => each.getFirstPropertyValue('uid') === uid);
  const event = all.find((each) => !each.hasProperty('recurrence-id'));
  if (!event) throw new RangeError('the object does not hold the event');
  const apart = all.filter((each) => each !== event);
  change(calendar, event, before, after, writing);
  event.updatePropertyWithValue('sequence', Number(event.getFirstPropertyValue('sequence') ?? 0) + 1);
  if (!same(before.recurrence.filter(isRule), after.recurrence.filter(isRule)))
    for (const each of apart) calendar.removeSubcomponent(each);
  else if (!same(before.start, after.start))
    for (const each of apart) each.updatePropertyWithValue('recurrence-id', movedId(each, before, after));
  return calendarText(calendar);
}

/** Characters: an object is a few kilobytes, and everybody waits while one is written anew. */
const MOST_WRITTEN = 200_000;

/** Throws `invalid` for one that is too large to be changed here. */
export function parsedObject(object: string): ICAL.Component {
  if (object.length > MOST_WRITTEN)
    throw new AppError('invalid', 'This is too large to be changed here. Change it in your calendar program.');
  return ICAL.Component.fromString(object);
}

/** The object with the answer of one guest in it, in the series and in all that was changed on its own. */
export function answeredObject(object: string, address: string, answer: Guest['answer']): string {
  const calendar = parsedObject(object);
  for (const event of calendar.getAllSubcomponents('vevent'))
    attendee(event, address)?.setParameter('partstat', answer.toUpperCase());
  return calendarText(calendar);
}

function change(
  calendar: ICAL.Component,
  event: ICAL.Component,
  before: Before,
  after: EventContent,
  { now, account }: Writing,
): void {
  for (const [name, member] of [
    ['summary', 'title'],
    ['description', 'description'],
    ['location', 'location'],
  ] as const)
    if (before?.[member] !== after[member]) setText(event, name, after[member]);
  for (const [name, member] of [
    ['dtstart', 'start'],
    ['dtend', 'end'],
  ] as const)
    if (!same(before?.[member], after[member])) setTime(calendar, event, name, after[member]);
  if (event.hasProperty('dtend')) event.removeAllProperties('duration');
  if (!same(before?.recurrence ?? [], after.recurrence)) setRecurrence(event, after.recurrence);
  if (!same(before?.guests ?? [], after.guests)) setGuests(event, after.guests, account);
  for (const name of ['dtstamp', 'last-modified']) event.updatePropertyWithValue(name, utcTime(now.toString()));
}

function setText(event: ICAL.Component, name: string, value: string): void {
  if (value === '') event.removeAllProperties(name);
  else event.updatePropertyWithValue(name, value);
}

/** With the zone's rules beside it, where it has a zone that the object does not describe yet. */
export function setTime(calendar: ICAL.Component, event: ICAL.Component, name: string, time: EventTime): void {
  event.removeAllProperties(name);
  const property = new ICAL.Property(name, event);
  if ('date' in time) {
    property.resetType('date');
    property.setValue(ICAL.Time.fromDateString(time.date));
  } else if (time.zone === 'UTC') property.setValue(utcTime(time.at));
  else {
    const wall = Temporal.Instant.from(time.at).toZonedDateTimeISO(time.zone);
    property.setParameter('tzid', time.zone);
    property.setValue(ICAL.Time.fromDateTimeString(wall.toPlainDateTime().toString({ smallestUnit: 'second' })));
    const known = calendar.getAllSubcomponents('vtimezone').some((each) => each.getFirstPropertyValue('tzid') === time.zone);
    if (!known) calendar.addSubcomponent(zoneComponent(time.zone, wall.year));
  }
  event.addProperty(property);
}

function setRecurrence(event: ICAL.Component, lines: readonly string[]): void {
  for (const name of ['rrule', 'rdate', 'exdate']) event.removeAllProperties(name);
  for (const line of lines) event.addProperty(ICAL.Property.fromString(line));
}

/** Who stays keeps all that stands beside their name. */
function setGuests(event: ICAL.Component, guests: readonly Guest[], account: string): void {
  const kept = new Map(guests.map((guest) => [guest.address.toLowerCase(), attendee(event, guest.address)]));
  event.removeAllProperties('attendee');
  for (const guest of guests) {
    const property = kept.get(guest.address.toLowerCase()) ?? newAttendee(event, guest);
    property.setParameter('partstat', guest.answer.toUpperCase());
    event.addProperty(property);
  }
  const isMeeting = guests.length > 0;
  if (isMeeting && !event.hasProperty('organizer')) event.addPropertyWithValue('organizer', `mailto:${account}`);
}

function newAttendee(event: ICAL.Component, { name, address }: Guest): ICAL.Property {
  const property = new ICAL.Property('attendee', event);
  property.setValue(`mailto:${address}`);
  if (name !== '') property.setParameter('cn', name);
  property.setParameter('rsvp', 'TRUE');
  return property;
}

export function attendee(event: ICAL.Component, address: string): ICAL.Property | undefined {
  const wanted = `mailto:${address}`.toLowerCase();
  return event.getAllProperties('attendee').find((each) => String(each.getFirstValue()).toLowerCase() === wanted);
}

/** Where an occurrence stands in its series once the whole series was moved. */
function movedId(occurrence: ICAL.Component, { start: from }: EventContent, { start: to }: EventContent): ICAL.Time {
  const id = occurrence.getFirstPropertyValue('recurrence-id');
  if (!(id instanceof ICAL.Time)) throw new RangeError('an occurrence without its place');
  const seconds = (instant(to) - instant(from)) / 1000;
  const moved = id.clone();
  moved.addDuration(ICAL.Duration.fromSeconds(seconds));
  return moved;
}

function instant(time: EventTime): number {
  return 'at' in time
    ? Temporal.Instant.from(time.at).epochMilliseconds
    : Temporal.PlainDate.from(time.date).toZonedDateTime('UTC').epochMilliseconds;
}

function utcTime(at: string): ICAL.Time {
  return ICAL.Time.fromDateTimeString(Temporal.Instant.from(at).toString({ smallestUnit: 'second' }));
}

function isRule(line: string): boolean {
  return line.startsWith('RRULE');
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function calendarText(calendar: ICAL.Component): string {
  return `${calendar.toString()}\r\n`;
}
