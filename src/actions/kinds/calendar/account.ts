import { contentKey } from '../../../calendar/content.ts';
import { calendarsOf, partsOf } from '../../../calendar/look.ts';
import { AppError, isAppError } from '../../../ground/errors.ts';
import { type Silent, silenceText } from '../../../ground/what-answers.ts';
import type { Calendar, CalendarEvent, CalendarReader, CalendarWriter, EventContent, NoAnswer } from '../../../ports/calendar.ts';
import type { ActionResult, HandsContext, OutsideContext, Unanswered } from '../../kind.ts';
import type { CalendarArgs } from './args.ts';

export const ONLY_READ = 'This calendar can only be read. Connect it again with /connect to let me change it.';
const ALL_ONLY_READ = 'All calendars here can only be read. Connect one again with /connect to let me change it.';
const NOT_CONNECTED = 'No calendar is connected. Connect one with /connect.';

/** Rejects with `unavailable` when there is none. */
export function readerOf({ eyes }: Pick<OutsideContext, 'eyes'>): CalendarReader {
  if (!eyes.calendar) throw new AppError('unavailable', NOT_CONNECTED);
  return eyes.calendar;
}

/**
 * The calendar that `said` means, by its id or its name; without words the main one. Rejects with `not-found`, with `invalid` when two have
 * that name, and with `denied` when it is only to be read.
 */
export async function pickCalendar(context: OutsideContext, said: string | undefined): Promise<CalendarArgs> {
  if (said === undefined) return toArgs(await mainCalendar(context));
  const { calendars, missing } = await calendarsOf(readerOf(context), context.signal);
  const found = calendars.filter((each) => isMeant(each, said));
  const [only, another] = found;
  // Names of calendars that others share may be anybody's words, so only the person's own are told.
  const names = calendars.filter(({ shared, writable }) => writable && !shared).map(({ name }) => name);
  const quoted = `"${said.slice(0, 60)}"`;
  if (!only) throw notFound(`There is no calendar ${quoted}. Your own: ${names.join('; ') || 'none'}.`, missing);
  if (another) throw new AppError('invalid', `More than one calendar is called ${quoted}. Give the calendar's id.`);
  if (!only.writable) throw new AppError('denied', 'This calendar can only be read. Choose another one.');
  return toArgs(only);
}

/** The first that can be written to. One of an account that does not answer is not put aside for another one. */
async function mainCalendar(context: OutsideContext): Promise<Calendar> {
  for (const part of partsOf(readerOf(context))) {
    const main = (await part.calendars(context.signal)).find(({ writable }) => writable);
    if (main) return main;
  }
  throw new AppError('denied', ALL_ONLY_READ);
}

/** `not-found`, or `unavailable` where it may stand in what did not answer. */
export function notFound(message: string, missing: readonly Silent[]): AppError {
  if (missing.length === 0) return new AppError('not-found', message);
  return new AppError('unavailable', [message, ...missing.map(silenceText)].join(' '));
}

export function toArgs({ id, name, shared, silent }: Calendar): CalendarArgs {
  return { id, name, shared, ...(silent && { silent: true as const }) };
}

function isMeant({ id, name }: Calendar, said: string): boolean {
  return id === said || name.trim().toLowerCase() === said.trim().toLowerCase();
}

/** The writer of the very account and calendar on the card. Rejects with `unavailable`, and with `invalid` when they are not what was shown. */
export async function writerFor(context: HandsContext, account: string, shown: CalendarArgs): Promise<CalendarWriter> {
  const reader = readerOf(context);
  const { calendar: writer } = context.hands;
  if (!writer) throw new AppError('denied', ONLY_READ);
  if (reader.account !== account)
    throw new AppError('invalid', `Another account is connected now than ${account}. Nothing was done; ask again.`);
  const { calendars, missing } = await calendarsOf(reader, context.signal);
  const calendar = calendars.find(({ id }) => id === shown.id);
  if (!calendar) throw notFound('This calendar is gone. Nothing was done.', missing);
  if (calendar.shared && !shown.shared)
    throw new AppError('invalid', 'Others can see this calendar by now. Nothing was done; ask again.');
  return writer;
}

/** The event as it is now; undefined when it is gone. */
export async function lookUp(context: OutsideContext, calendarId: string, id: string): Promise<CalendarEvent | undefined> {
  try {
    return await readerOf(context).event(calendarId, id, context.signal);
  } catch (error) {
    if (isAppError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** All that the server keeps of this very version of the event, where it can be given back exactly. */
export async function wholeOf(
  context: OutsideContext,
  calendarId: string,
  id: string,
  etag: string,
): Promise<string | undefined> {
  const now = await lookUp(context, calendarId, id);
  return now?.etag === etag ? now.whole : undefined;
}

interface Place {
  readonly calendarId: string;
  readonly id: string;
  /** The version that stands there; null when nothing does. */
  readonly etag: string | null;
}

/** Gives an event back: byte for byte where that was kept, else by what it said. */
export function putBack(
  writer: CalendarWriter,
  { calendarId, id, etag }: Place,
  { content, whole }: { readonly content: EventContent; readonly whole?: string | undefined },
  signal: AbortSignal,
): Promise<CalendarEvent | NoAnswer> {
  if (whole !== undefined && writer.restore) return writer.restore(calendarId, id, etag, whole, signal);
  if (etag === null) return writer.create(calendarId, id, content, signal);
  return writer.update(calendarId, id, etag, content, signal);
}

/** True when the event says exactly this. */
export function says(event: EventContent, content: EventContent): boolean {
  return contentKey(event) === contentKey(content);
}

/** True when the event that stands there now says exactly this. */
export async function isBack(context: OutsideContext, calendarId: string, id: string, content: EventContent): Promise<boolean> {
  const now = await lookUp(context, calendarId, id);
  return now !== undefined && says(now, content);
}

export const CHANGED = 'This event has changed since, so I left it alone. Look at it again before you decide.';

export type Found<U> = ActionResult<U> | 'nothing' | Unanswered;

/**
 * What a write came to. A lost answer is settled by a look, as far as that can tell: what is there was done; what is not there may still come.
 */
export async function settled<T, U>(
  write: Promise<T | NoAnswer>,
  done: (written: T) => ActionResult<U>,
  look: () => Promise<Found<U>>,
): Promise<ActionResult<U> | Unanswered> {
  const written = await write.catch((error: unknown) => {
    throw isAppError(error, 'invalid') ? new AppError('invalid', CHANGED) : error;
  });
  if (!isNoAnswer(written)) return done(written);
  const unknown = { unknown: written.noAnswer };
  const found = await look().catch(() => unknown);
  return found === 'nothing' ? unknown : found;
}

/** For undo: rejects when no answer came and a look does not show it done. */
export async function taken<T>(write: Promise<T | NoAnswer>, isDone: () => Promise<boolean>): Promise<void> {
  const written = await write.catch((error: unknown) => {
    throw isAppError(error, 'invalid') ? new AppError('invalid', CHANGED) : error;
  });
  if (isNoAnswer(written) && !(await isDone()))
    throw new AppError(
      'unavailable',
      `I cannot tell whether that was undone: ${written.noAnswer}. Look at the calendar, then try again.`,
    );
}

function isNoAnswer(written: unknown): written is NoAnswer {
  return typeof written === 'object' && written !== null && 'noAnswer' in written;
}
