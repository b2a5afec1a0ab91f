import { z } from 'zod';
import { contentOf, othersAmong } from '../../../calendar/content.ts';
import { changeWhen } from '../../../calendar/read-when.ts';
import { exceptionLine } from '../../../calendar/series.ts';
import { spanText, whenText } from '../../../calendar/when-text.ts';
import { AppError } from '../../../ground/errors.ts';
import type { EventContent } from '../../../ports/calendar.ts';
import { shown } from '../../card/shown.ts';
import { defineOutsideKind, type OutsideContext, type OutsideKind } from '../../kind.ts';
import { CHANGED, lookUp } from './account.ts';
import { eventArgs, eventFields, identityOf, memberFields, whenArgs } from './args.ts';
import { type Batch, batchUndo, findBatch, runBatch, undoBatch } from './batch.ts';
import { dayOfSeries } from './day-of-series.ts';
import { makeEventId } from './event-id.ts';
import { findOwnEvent } from './find.ts';
import { sharedWarning, timeWarnings } from './warnings.ts';

const span = whenArgs.omit({ recurrence: true });

const args = z.object({
  ...eventArgs.shape,
  title: z.string(),
  /** The day as the series has it, and where it goes. */
  day: span,
  to: span,
  /** The event that takes the place of the day. */
  newId: z.string(),
});

type Args = z.infer<typeof args>;

/** Moves one day of a series and nothing else of it: the series leaves that day out, and an event of its own stands at the new time. */
export const calendarMove: OutsideKind = defineOutsideKind({
  name: 'calendar_move',
  description: 'Move one day of a repeating event. event: id or title. date: that day. start: its new time.',
  effect: ({ calendar }) => (calendar.shared ? 'outbound' : 'private'),
  verb: 'Move',
  area: 'calendar',
  needs: 'calendar',
  input: z.object({ event: z.string(), date: z.string(), start: z.string(), end: z.string().optional() }),
  args,
  async resolve(context, { event: said, date, start, end }) {
    const { account, calendar, event } = await findOwnEvent(context, said);
    if (event.recurrence.length === 0) throw new AppError('invalid', 'This event does not repeat. Use calendar_update.');
    if (event.partial) throw new AppError('invalid', 'The calendar keeps more of this series than I can move. Move it there.');
    if (othersAmong(event.guests, account).length > 0)
      throw new AppError('invalid', 'One day of a series with guests cannot be moved by me. Move it in your calendar.');
    const reading = { now: context.now, zone: context.profile.identity.timezone };
    const day = dayOfSeries(event, date, reading);
    const { start: from, end: until } = changeWhen({ ...day, recurrence: [] }, { start, end }, reading);
    const to = { start: from, end: until };
    if (spanText(to) === spanText(day)) throw new AppError('invalid', 'It stands at that time already.');
    const newId = makeEventId([context.personId, context.source, account, event.id, day, to]);
    return { ...identityOf(event, calendar, account), title: event.title, day, to, newId };
  },
  fields: {
    ...eventFields,
    title: memberFields.title,
    day: (day, { identity }) => ({ label: 'The day', value: whenText({ ...day, recurrence: [] }, identity.timezone) }),
    to: (to, { identity }) => ({ label: 'Moves to', value: whenText({ ...to, recurrence: [] }, identity.timezone) }),
    newId: (id) => ({ label: 'Event id there', value: id }),
  },
  warn: async (context, { calendar, to, id }) => [
    ...sharedWarning(calendar),
    ...(await timeWarnings(context, { ...to, recurrence: [] }, id)),
  ],
  run: async (context, wish) => runBatch(context, await batchOf(context, wish)),
  find: async (context, wish) => findBatch(context, await batchOf(context, wish)),
  undoData: batchUndo,
  async undo(context, data) {
    await undoBatch(context, data);
    return 'The day is back in its series.';
  },
});

/** First the new event, then the gap in the series: cut off in between, the day stands twice and is not lost. */
async function batchOf(context: OutsideContext, { account, calendar, id, etag, newId, title, day, to }: Args): Promise<Batch> {
  const series = await lookUp(context, calendar.id, id);
  if (!series) throw new AppError('invalid', CHANGED);
  const gap = exceptionLine(day);
  const without = (lines: readonly string[]) => lines.filter((line) => line !== gap);
  return {
    account,
    changes: [
      { calendar, id: newId, content: { ...contentOf(series), ...to, recurrence: [], guests: [] } },
      {
        calendar,
        id,
        etag,
        alter: (event: EventContent) => ({ ...event, recurrence: [...without(event.recurrence), gap] }),
        revert: (event: EventContent) => ({ ...event, recurrence: without(event.recurrence) }),
      },
    ],
    said: `Moved for that day: ${shown(title)}, ${spanText(to, context.profile.identity.timezone)}.`,
    tainted: true,
  };
}
