import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import type { ListedDue, TaskContent } from '../../src/ports/task-list.ts';
import { timesIn } from './event.ts';
import { calendarText, parsedObject } from './write-event.ts';
import { zonesOf } from './zones.ts';

/** A VTODO (RFC 5545, 3.6.2). */
export interface Todo extends TaskContent {
  /** ISO 8601 instant. */
  readonly changedAt: string;
  /** True when it repeats: done once is then not done. */
  readonly repeats: boolean;
  /** The address of whoever gave the task; empty where nobody is named. */
  readonly organizer: string;
}

/** Characters: a task is a few hundred. */
const LONGEST = 200_000;

/** Undefined for an object without a task, or that cannot be read. `zone`: IANA, of times without one. */
export function readTodo(text: string, zone: string, now: Temporal.Instant): Todo | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    const todo = mainOf(ICAL.Component.fromString(text));
    return todo && toTodo(todo, zone, now);
  } catch {
    return undefined; // one that makes no sense is no reason to read none
  }
}

function toTodo(todo: ICAL.Component, zone: string, now: Temporal.Instant): Todo {
  const said = (name: string) => String(todo.getFirstPropertyValue(name) ?? '').trim();
  const time = (name: string) => {
    const property = todo.getFirstProperty(name);
    return property ? timesIn(property, zonesOf([], zone, now), zone)[0] : undefined;
  };
  const due = time('due');
  const changed = time('last-modified') ?? time('dtstamp');
  return {
    title: said('summary'),
    notes: said('description'),
    due: due === undefined ? null : 'date' in due ? due : { at: due.at },
    done: said('status').toUpperCase() === 'COMPLETED' || todo.hasProperty('completed'),
    changedAt: changed && 'at' in changed ? changed.at : '1970-01-01T00:00:00Z',
    repeats: todo.hasProperty('rrule') || todo.hasProperty('rdate'),
    organizer: said('organizer').replace(/^mailto:/i, ''),
  };
}

/** A new calendar object with one task. */
export function newTodo(uid: string, content: TaskContent, now: Temporal.Instant): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Adjutant//EN');
  const todo = new ICAL.Component('vtodo');
  todo.addPropertyWithValue('uid', uid);
  calendar.addSubcomponent(todo);
  write(todo, content, now);
  return calendarText(calendar);
}

/** The object with its task changed: whatever else stands in it stays. Throws a RangeError when there is no task in it. */
export function changedTodo(object: string, change: Partial<TaskContent>, now: Temporal.Instant): string {
  const calendar = parsedObject(object);
  const todo = mainOf(calendar);
  if (!todo) throw new RangeError('the object does not hold a task');
  write(todo, change, now);
  todo.updatePropertyWithValue('sequence', Number(todo.getFirstPropertyValue('sequence') ?? 0) + 1);
  return calendarText(calendar);
}

function mainOf(calendar: ICAL.Component): ICAL.Component | undefined {
  return calendar.getAllSubcomponents('vtodo').find((each) => !each.hasProperty('recurrence-id'));
}

function write(todo: ICAL.Component, { title, notes, due, done }: Partial<TaskContent>, now: Temporal.Instant): void {
  if (title !== undefined) todo.updatePropertyWithValue('summary', title);
  if (notes === '') todo.removeAllProperties('description');
  else if (notes !== undefined) todo.updatePropertyWithValue('description', notes);
  if (due !== undefined) setDue(todo, due);
  if (done !== undefined) setDone(todo, done, now);
  for (const name of ['dtstamp', 'last-modified']) todo.updatePropertyWithValue(name, utc(now));
}

/** A start would have to be of the same kind and earlier (RFC 5545, 3.8.2.3), and a length stands in the place of an end. */
function setDue(todo: ICAL.Component, due: ListedDue | null): void {
  for (const name of ['due', 'dtstart', 'duration']) todo.removeAllProperties(name);
  if (due === null) return;
  const property = new ICAL.Property('due', todo);
  if ('date' in due) property.resetType('date');
  property.setValue('date' in due ? ICAL.Time.fromDateString(due.date) : utc(Temporal.Instant.from(due.at)));
  todo.addProperty(property);
}

/** RFC 5545, 3.8.2.1, 3.8.1.8 and 3.8.1.11. */
function setDone(todo: ICAL.Component, done: boolean, now: Temporal.Instant): void {
  todo.updatePropertyWithValue('status', done ? 'COMPLETED' : 'NEEDS-ACTION');
  for (const name of ['completed', 'percent-complete']) todo.removeAllProperties(name);
  if (!done) return;
  todo.addPropertyWithValue('completed', utc(now));
  todo.addPropertyWithValue('percent-complete', 100);
}

function utc(at: Temporal.Instant): ICAL.Time {
  return ICAL.Time.fromDateTimeString(at.toString({ smallestUnit: 'second' }));
}
