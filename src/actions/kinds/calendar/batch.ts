import { z } from 'zod';
import { contentOf } from '../../../calendar/content.ts';
import { AppError, isAppError } from '../../../ground/errors.ts';
import type { CalendarEvent, EventContent, NoAnswer } from '../../../ports/calendar.ts';
import type { ActionResult, HandsContext, OutsideContext, Unanswered } from '../../kind.ts';
import { CHANGED, type Found, isBack, lookUp, putBack, says, settled, taken, writerFor } from './account.ts';
import { type CalendarArgs, calendarArgs, contentArgs } from './args.ts';

/** An event of our own that is to be there. */
interface Creation {
  readonly calendar: CalendarArgs;
  readonly id: string;
  readonly content: EventContent;
}

/** What becomes of an event in the version that was shown. */
interface Alteration {
  readonly calendar: CalendarArgs;
  readonly id: string;
  readonly etag: string;
  /** What it is to say; of one that says so already, the same. */
  readonly alter: (event: EventContent) => EventContent;
  /** What one that was altered said before. */
  readonly revert: (event: EventContent) => EventContent;
}

/** Several changes of own events that are wished for, and undone, as one. */
export interface Batch {
  readonly account: string;
  readonly changes: readonly (Creation | Alteration)[];
  /** What to say when all of them are done. */
  readonly said: string;
  /** True when words of others can stand in what is said or written. */
  readonly tainted: boolean;
}

const doneArgs = z.object({
  calendar: calendarArgs,
  id: z.string(),
  /** Null for what was not there. */
  before: contentArgs.nullable(),
  after: contentArgs,
  whole: z.string().optional(),
});

type Done = z.infer<typeof doneArgs>;

export const batchUndo = z.object({ account: z.string(), done: z.array(doneArgs).readonly() });

type BatchUndo = z.infer<typeof batchUndo>;

/** A change, with the event as it stands before it. */
interface Step {
  readonly change: Creation | Alteration;
  readonly event: CalendarEvent | undefined;
}

/**
 * Makes the changes one after the other. Rejects when surely none was made, as when one of the events is not the one that was shown any more; what
 * ends in the middle says how far it came, and undo takes back that much.
 */
export async function runBatch(context: HandsContext, batch: Batch): Promise<ActionResult<BatchUndo> | Unanswered> {
  const steps = await Promise.all(batch.changes.map((change) => stepOf(context, change)));
  const done: Done[] = [];
  for (const step of steps) {
    const ending = context.signal.aborted ? { not: 'it was stopped' } : await take(context, batch.account, step);
    if ('before' in ending) done.push(ending);
    else return endedEarly(batch, done, ending);
  }
  return result(batch, done);
}

/** Why a change surely did not come about, or that nobody can tell. */
type Ending = { readonly not: string } | { readonly unknown: string; readonly perhaps: Done };

function endedEarly(batch: Batch, done: readonly Done[], ending: Ending): ActionResult<BatchUndo> | Unanswered {
  if ('not' in ending) {
    if (done.length === 0) throw new AppError('unavailable', `Nothing was done: ${ending.not}.`);
    return result(batch, done, ending.not);
  }
  if (batch.changes.length === 1) return { unknown: ending.unknown };
  // Undo looks before it restores, so that it takes back this one as well if it came about.
  const partly = result(batch, done, `of the next one I cannot tell, ${ending.unknown}; look at the calendar`);
  return { ...partly, undo: { account: batch.account, done: [...done, ending.perhaps] } };
}

/** What has come about of a batch that was begun in an earlier life. */
export async function findBatch(context: OutsideContext, batch: Batch): Promise<Found<BatchUndo>> {
  const found = await Promise.all(batch.changes.map((change) => findChange(context, change)));
  if (found.includes('unclear')) return { unknown: 'one of the events has been changed or deleted in the meantime' };
  const done = found.filter((each) => typeof each === 'object');
  if (done.length === 0) return 'nothing';
  return result(batch, done, done.length < found.length ? 'I was cut off in the middle of it' : undefined);
}

/** Gives back all of it, or nothing where one of the events has changed since. */
export async function undoBatch(context: HandsContext, { account, done }: BatchUndo): Promise<void> {
  const now = await Promise.all(done.map(({ calendar, id }) => lookUp(context, calendar.id, id)));
  const backwards = done.map((one, index) => ({ ...one, event: now[index] })).reverse();
  const left = backwards.filter(({ before, event }) => (before ? !event || !says(event, before) : event !== undefined));
  if (!left.every(({ after, event }) => event && says(event, after))) throw new AppError('invalid', CHANGED);
  for (const { calendar, id, before, event, whole } of left) {
    const writer = await writerFor(context, account, calendar);
    const place = { calendarId: calendar.id, id, etag: event?.etag ?? null };
    if (before) {
      const write = putBack(writer, place, { content: before, whole }, context.signal);
      await taken(write, () => isBack(context, calendar.id, id, before));
    } else {
      const write = writer.remove(calendar.id, id, event?.etag ?? '', context.signal);
      await taken(write, async () => (await lookUp(context, calendar.id, id)) === undefined);
    }
  }
}

async function stepOf(context: OutsideContext, change: Creation | Alteration): Promise<Step> {
  if (!('etag' in change)) return { change, event: undefined };
  const event = await lookUp(context, change.calendar.id, change.id);
  if (event?.etag !== change.etag) throw new AppError('invalid', CHANGED);
  return { change, event };
}

/** One change: what it left, or how it ended without. */
async function take(context: HandsContext, account: string, { change, event }: Step): Promise<Done | Ending> {
  const { calendar, id } = change;
  const content = contentArgs.parse('etag' in change ? change.alter(contentOf(event ?? missing())) : change.content);
  const toDone = (made: EventContent): Done => ({
    calendar,
    id,
    before: event ? contentArgs.parse(contentOf(event)) : null,
    after: contentArgs.parse(contentOf(made)),
    ...(event?.whole !== undefined && { whole: event.whole }),
  });
  try {
    const writer = await writerFor(context, account, calendar);
    const write: Promise<CalendarEvent | NoAnswer> = event
      ? writer.update(calendar.id, id, event.etag, content, context.signal)
      : writer.create(calendar.id, id, content, context.signal);
    const look = async () => {
      const now = await lookUp(context, calendar.id, id);
      return now && says(now, content) ? { said: '', undo: toDone(now) } : ('nothing' as const);
    };
    const made = await settled(write, (written) => ({ said: '', undo: toDone(written) }), look);
    if ('unknown' in made) return { unknown: made.unknown, perhaps: toDone(content) };
    return made.undo ?? toDone(content);
  } catch (error) {
    if (isAppError(error)) return { not: error.message.replace(/\.$/, '') };
    throw error;
  }
}

async function findChange(context: OutsideContext, change: Creation | Alteration): Promise<Done | 'not yet' | 'unclear'> {
  const { calendar, id } = change;
  const event = await lookUp(context, calendar.id, id);
  if (!('etag' in change)) return event ? { calendar, id, before: null, after: contentArgs.parse(contentOf(event)) } : 'not yet';
  if (!event) return 'unclear';
  if (event.etag === change.etag) return 'not yet';
  if (!says(event, change.alter(contentOf(event)))) return 'unclear';
  const before = contentArgs.parse(change.revert(contentOf(event)));
  return { calendar, id, before, after: contentArgs.parse(contentOf(event)) };
}

function result({ account, changes, said, tainted }: Batch, done: readonly Done[], ending?: string): ActionResult<BatchUndo> {
  const partly = `Only ${done.length} of ${changes.length} changes are made: ${ending}.`;
  return { said: ending === undefined ? said : partly, undo: { account, done }, tainted };
}

function missing(): never {
  throw new Error('an event that is to be altered was not read');
}
