import { answerOf, calendarsOf, eventsIn, isOver } from '../../../calendar/look.ts';
import { AppError } from '../../../ground/errors.ts';
import type { Calendar, CalendarEvent } from '../../../ports/calendar.ts';
import type { OutsideContext } from '../../kind.ts';
import { lookUp, notFound, readerOf, toArgs } from './account.ts';
import type { CalendarArgs } from './args.ts';

export interface FoundEvent {
  readonly account: string;
  readonly calendar: CalendarArgs;
  /** A series as a whole. */
  readonly event: CalendarEvent;
}

const LOOK_BACK = { hours: 24 * 90 };
const LOOK_AHEAD = { hours: 24 * 400 };
const MOST_LOOKED_THROUGH = 500;

/**
 * The one event that `said` means: by its id, or by words of its title. What is still to come goes before what is over. Rejects with `not-found`,
 * or with `invalid` when several fit; titles are anybody's words and are not repeated here.
 */
export async function findEvent(context: OutsideContext, said: string): Promise<FoundEvent> {
  const wish = said.trim();
  const reader = readerOf(context);
  const { calendars, missing } = await calendarsOf(reader, context.signal);
  const meant = (await byId(context, calendars, wish)) ?? (await byTitle(context, wish));
  const calendar = calendars.find(({ id }) => id === meant.calendarId);
  if (!calendar) throw notFound('This calendar is not there any more.', missing);
  return { account: reader.account, calendar: toArgs(calendar), event: meant };
}

/** The same, for what can be changed: rejects with `denied` when somebody else organizes it or the calendar is only to be read. */
export async function findOwnEvent(context: OutsideContext, said: string): Promise<FoundEvent> {
  const found = await findEvent(context, said);
  const { event, account } = found;
  if (!event.own) {
    const hint = answerOf(event, account) ? 'You can only answer it: use calendar_respond.' : 'It is not yours to change.';
    throw new AppError('denied', `Somebody else organizes this event. ${hint}`);
  }
  return requireWritable(context, found);
}

/**
 * The same, for what can be deleted: of an event that somebody else organizes only the copy in a calendar that tells nobody, since to delete it
 * elsewhere is to decline it.
 */
export async function findRemovable(context: OutsideContext, said: string): Promise<FoundEvent> {
  const found = await findEvent(context, said);
  return !found.event.own && found.calendar.silent ? requireWritable(context, found) : findOwnEvent(context, said);
}

async function requireWritable(context: OutsideContext, found: FoundEvent): Promise<FoundEvent> {
  const { calendars } = await calendarsOf(readerOf(context), context.signal);
  if (calendars.some(({ id, writable }) => id === found.event.calendarId && writable)) return found;
  throw new AppError(
    'denied',
    'The calendar of this event can only be read. Connect it again with /connect to let me change it.',
  );
}

async function byId(context: OutsideContext, calendars: readonly Calendar[], id: string): Promise<CalendarEvent | undefined> {
  if (id === '') throw new AppError('invalid', 'Say which event: its id, or words of its title.');
  const looks = await Promise.all(calendars.map((calendar) => lookUp(context, calendar.id, id)));
  const found = looks.filter((event) => event !== undefined);
  const own = found.filter((event) => event.own);
  const [only, another] = own.length > 0 ? own : found;
  if (another) throw several();
  return only;
}

async function byTitle(context: OutsideContext, said: string): Promise<CalendarEvent> {
  const { now, profile, signal } = context;
  const zone = profile.identity.timezone;
  const span = { from: now.subtract(LOOK_BACK), until: now.add(LOOK_AHEAD) };
  const { events, missing } = await eventsIn(readerOf(context), { span, zone, text: said, limit: MOST_LOOKED_THROUGH }, signal);
  const words = said.toLowerCase().split(/\s+/);
  const titled = events.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));
  const toCome = titled.filter((event) => !isOver(event, now, zone));
  const [only, another] = eachOnce(toCome.length > 0 ? toCome : titled);
  if (!only) throw notFound('There is no such event. See calendar_list for its id.', missing);
  if (another) throw several();
  const event = await lookUp(context, only.calendarId, only.id);
  if (!event) throw new AppError('not-found', 'This event is not there any more.');
  return event;
}

function eachOnce(events: readonly CalendarEvent[]): CalendarEvent[] {
  return [...new Map(events.map((event) => [JSON.stringify([event.calendarId, event.id]), event])).values()];
}

function several(): AppError {
  return new AppError('invalid', 'More than one event fits. See calendar_list and give the id of the one that is meant.');
}
