import type { Temporal } from 'temporal-polyfill';
import { type Answered, type Silent, whatAnswers } from '../ground/what-answers.ts';
import type { Calendar, CalendarEvent, CalendarReader } from '../ports/calendar.ts';
import { instantOf, overlaps, type Stretch, stretchOf } from './event-time.ts';

interface Look {
  readonly span: Stretch;
  /** IANA: whole days are taken as lasting from midnight to midnight there. */
  readonly zone: string;
  readonly text?: string;
  readonly limit: number;
}

export interface Seen {
  readonly events: readonly CalendarEvent[];
  /** True when there may be more than the limit let through. */
  readonly more: boolean;
  /** The accounts and feeds that did not answer: what stands there is not among the events. */
  readonly missing: readonly Silent[];
}

export interface Sight extends Seen {
  readonly calendars: readonly Calendar[];
}

/** A whole day of a calendar in another zone may begin and end this much earlier or later. */
const MARGIN = { hours: 26 };

/**
 * Everything in the stretch, by start, of those accounts and feeds that answer; rejects where none does. A calendar counts whole days in its own zone,
 * so more is asked for and the rest left out here.
 */
export async function eventsIn(reader: CalendarReader, look: Look, signal: AbortSignal): Promise<Seen> {
  const { answers, missing } = await eachPart(reader, (part) => foundIn(part, look, signal), signal);
  return { ...joined(answers, look), missing };
}

/** The same, and the calendars in which it stands. */
export async function sightOf(reader: CalendarReader, look: Look, signal: AbortSignal): Promise<Sight> {
  const ask = async (part: CalendarReader) => {
    const [calendars, found] = await Promise.all([part.calendars(signal), foundIn(part, look, signal)]);
    return { calendars, found };
  };
  const { answers, missing } = await eachPart(reader, ask, signal);
  const calendars = answers.flatMap((answer) => answer.calendars);
  const all = answers.map(({ found }) => found);
  return { calendars, ...joined(all, look), missing };
}

/** The calendars of those accounts and feeds that answer; rejects where none does. */
export async function calendarsOf(reader: CalendarReader, signal: AbortSignal): Promise<Pick<Sight, 'calendars' | 'missing'>> {
  const { answers, missing } = await eachPart(reader, (part) => part.calendars(signal), signal);
  return { calendars: answers.flat(), missing };
}

/** Each account and feed behind a reader, the person's main one first. */
export function partsOf(reader: CalendarReader): readonly CalendarReader[] {
  return reader.parts ?? [reader];
}

function eachPart<T>(
  reader: CalendarReader,
  ask: (part: CalendarReader) => Promise<T>,
  signal: AbortSignal,
): Promise<Answered<T>> {
  return whatAnswers(partsOf(reader), ask, ({ account }) => account, signal);
}

/** One more than the limit, where there are so many. What lies in the margin is taken out first, so that it keeps nothing else out. */
async function foundIn(part: CalendarReader, { span, zone, text, limit }: Look, signal: AbortSignal): Promise<CalendarEvent[]> {
  const wide = { from: span.from.subtract(MARGIN).toString(), until: span.until.add(MARGIN).toString(), ...(text && { text }) };
  for (let most = limit + 1; ; ) {
    const found = await part.events(wide, most, signal);
    const events = found.filter((event) => overlaps(stretchOf(event, zone), span));
    if (found.length < most || events.length > limit) return events.slice(0, limit + 1);
    most = limit + 1 + found.length - events.length;
  }
}

function joined(answers: readonly (readonly CalendarEvent[])[], { zone, limit }: Look): Pick<Seen, 'events' | 'more'> {
  const found = byStart(answers.flat(), zone);
  return { events: found.slice(0, limit), more: found.length > limit };
}

/** In the order of their beginnings. */
export function byStart(events: readonly CalendarEvent[], zone: string): CalendarEvent[] {
  const startMs = new Map(events.map((event) => [event, instantOf(event.start, zone).epochMilliseconds]));
  return [...events].sort((a, b) => (startMs.get(a) ?? 0) - (startMs.get(b) ?? 0));
}

/**
 * The stretches in which the person cannot meet. Whole days do not count, nor what is marked as free, nor what they declined, nor what stands in a
 * calendar of several people and is not theirs.
 */
export function busyTimes(
  events: readonly CalendarEvent[],
  calendars: readonly Calendar[],
  account: string,
  zone: string,
): Stretch[] {
  const shared = new Set(calendars.filter((calendar) => calendar.shared).map(({ id }) => id));
  return events
    .filter(({ start, free }) => 'at' in start && free !== true)
    .filter((event) => {
      const answer = answerOf(event, account);
      if (answer === 'declined') return false;
      return event.own || answer !== undefined || !shared.has(event.calendarId);
    })
    .map((event) => stretchOf(event, zone));
}

/** What the person answered; undefined when they are not among the guests. */
export function answerOf({ guests }: Pick<CalendarEvent, 'guests'>, account: string) {
  return guests.find(({ address }) => address.toLowerCase() === account.toLowerCase())?.answer;
}

/** True when it ended before `now`; a series by the occurrence that was found. */
export function isOver(event: CalendarEvent, now: Temporal.Instant, zone: string): boolean {
  return stretchOf(event, zone).until.epochMilliseconds <= now.epochMilliseconds;
}
