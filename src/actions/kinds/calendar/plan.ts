import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { lastsMs, type Stretch, timeOf } from '../../../calendar/event-time.ts';
import { placeTasks } from '../../../calendar/focus.ts';
import { type HourLesson, lessonText } from '../../../calendar/hour-lessons.ts';
import { lessonsOf } from '../../../calendar/moved-slots.ts';
import { focusRooms } from '../../../calendar/rooms.ts';
import { spanText } from '../../../calendar/when-text.ts';
import { readTitle } from '../../../calendar/wording.ts';
import { AppError } from '../../../ground/errors.ts';
import { quoted } from '../../../mail/quoted.ts';
import { quadrantOf, rank } from '../../../tasks/priority.ts';
import { openTasks, type Task } from '../../../tasks/store.ts';
import { viewOf } from '../../../tasks/view.ts';
import { defineOutsideKind, type OutsideContext, type OutsideKind } from '../../kind.ts';
import { pickCalendar, readerOf } from './account.ts';
import { calendarArgs, eventFields, eventTime } from './args.ts';
import { type Batch, batchUndo, findBatch, runBatch, undoBatch } from './batch.ts';
import { busyIn } from './busy.ts';
import { makeEventId } from './event-id.ts';
import { notSeen, notSeenArgs, notSeenFields } from './not-seen.ts';
import { orderField } from './order-field.ts';
import { spanToCome } from './span-args.ts';

const block = z.object({ id: z.string(), title: z.string(), start: eventTime, end: eventTime, task: z.int() });

const args = z.object({
  account: z.string(),
  calendar: calendarArgs,
  blocks: z.array(block).min(1).readonly(),
  /** Numbers of the tasks that no block has room for. */
  noRoom: z.array(z.int()).readonly(),
  /** True when words of others stand in one of the tasks. */
  othersWords: z.boolean(),
  /** Which hours were taken first, and why. */
  order: z.array(z.string()).readonly().default([]),
  ...notSeenArgs,
});

type Args = z.infer<typeof args>;

/** R28: the most pressing tasks go into the person's own focus blocks, as own events, all of them by one press and out again by one. */
export const calendarPlan: OutsideKind = defineOutsideKind({
  name: 'calendar_plan',
  description: 'Plan important tasks into free focus blocks. when: "this week"; tasks: their numbers.',
  effect: ({ calendar }) => (calendar.shared ? 'outbound' : 'private'),
  verb: 'Apply',
  area: 'calendar',
  needs: 'calendar',
  asksFirst: true,
  input: z.object({ when: z.string().optional(), tasks: z.array(z.number()).optional() }),
  args,
  async resolve(context, { when = 'next 7 days', tasks: numbers }) {
    const { account } = readerOf(context);
    const span = spanToCome(context, when);
    const calendar = await pickCalendar(context, undefined);
    const wanted = await tasksToPlan(context, numbers);
    const { events, busy, missing } = await busyIn(context, span);
    const planned = new Set(events.filter(({ own }) => own).map(({ title }) => title));
    const tasks = wanted.filter((task) => !planned.has(titleOf(task)));
    if (tasks.length === 0)
      throw new AppError('invalid', 'What is important stands in your calendar already, or nothing is open.');
    const lessons = await context.inDb((tx) => lessonsOf(tx, context.personId));
    const order = lessons.filter(({ what }) => what === 'focus');
    const placed = place(context, span, busy, tasks, order);
    if (placed.length === 0) throw new AppError('invalid', noBlock(context, when));
    const zone = context.profile.identity.timezone;
    const blocks = placed.map(({ task, from, until }) => {
      const times = { start: timeOf(from.toZonedDateTimeISO(zone)), end: timeOf(until.toZonedDateTimeISO(zone)) };
      const id = makeEventId([context.personId, context.source, account, calendar.id, task.number, times]);
      return { id, title: titleOf(task), ...times, task: task.number };
    });
    const noRoom = tasks.filter((task) => !placed.some((each) => each.task === task)).map(({ number }) => number);
    return {
      account,
      calendar,
      blocks,
      noRoom,
      othersWords: placed.some(({ task }) => task.tainted),
      order: order.map(lessonText),
      ...notSeen(missing),
    };
  },
  fields: {
    account: eventFields.account,
    calendar: eventFields.calendar,
    blocks: (blocks, { identity }) => ({
      label: 'Into your calendar',
      value: blocks
        .map(
          ({ title, task, id, ...times }) =>
            `${spanText(times, identity.timezone)}: ${quoted(title)} for task ${task} (id ${id})`,
        )
        .join('\n'),
    }),
    noRoom: (numbers) => ({
      label: 'No block has room for',
      value: numbers.length === 0 ? 'none' : numbers.map((number) => `task ${number}`).join(', '),
    }),
    othersWords: (others) => ({ label: 'Words of others in it', value: others ? 'yes' : 'no' }),
    order: orderField,
    ...notSeenFields,
  },
  run: (context, wish) => runBatch(context, batchOf(wish)),
  find: (context, wish) => findBatch(context, batchOf(wish)),
  undoData: batchUndo,
  async undo(context, data) {
    await undoBatch(context, data);
    return 'The focus blocks are out of your calendar.';
  },
});

/** Those that are named, or all that is urgent or important. */
async function tasksToPlan(
  { inDb, personId, profile, now }: OutsideContext,
  numbers: readonly number[] | undefined,
): Promise<Task[]> {
  const open = await inDb((tx) => openTasks(tx, personId));
  const view = viewOf(profile, now);
  if (numbers === undefined) return rank(open, view).filter((task) => quadrantOf(task, view) !== 'later');
  const unknown = numbers.filter((number) => !open.some((task) => task.number === number));
  if (unknown.length > 0) throw new AppError('not-found', `There is no open task ${unknown.join(', ')}. /tasks shows them.`);
  return rank(
    open.filter(({ number }) => numbers.includes(number)),
    view,
  );
}

interface Placed extends Stretch {
  readonly task: Task;
}

/** Without an estimate an hour is kept, or the longest block where that is shorter. */
const USUAL_MINUTES = 60;
const SHORTEST_MINUTES = 15;

/** In the order of the days; a task that fits into no block is left out. */
function place(
  { profile }: OutsideContext,
  span: Stretch,
  busy: readonly Stretch[],
  tasks: readonly Task[],
  order: readonly HourLesson[],
): Placed[] {
  const blocks = focusRooms(span, busy, SHORTEST_MINUTES, profile, order);
  const longest = Math.max(SHORTEST_MINUTES, ...blocks.map((each) => lastsMs(each) / 60_000));
  const usual = Math.min(USUAL_MINUTES, longest);
  const inOrder = tasks.map(({ id, estimateMinutes }, index) => {
    return { id, minutes: estimateMinutes || usual, priority: tasks.length - index };
  });
  const byId = new Map(tasks.map((task) => [task.id, task]));
  return placeTasks(inOrder, blocks)
    .flatMap(({ id, from, until }) => {
      const task = byId.get(id);
      return task ? [{ task, from, until }] : [];
    })
    .sort((a, b) => Temporal.Instant.compare(a.from, b.from));
}

function titleOf({ title }: Task): string {
  return readTitle(`Focus: ${title}`.slice(0, 300));
}

function noBlock({ profile }: OutsideContext, when: string): string {
  const hours = profile.preferences.scheduling.focusBlocks.join(', ');
  if (hours === '') return 'You keep no hours for focus. Set them: /settings preferences.scheduling.focusBlocks 9-10, 16-17';
  return `None of your focus blocks (${hours} ${profile.identity.timezone}) has room for them: ${when}. Name another time.`;
}

function batchOf({ account, calendar, blocks, othersWords }: Args): Batch {
  const count = blocks.length === 1 ? '1 focus block is' : `${blocks.length} focus blocks are`;
  const changes = blocks.map(({ id, title, start, end }) => {
    return { calendar, id, content: { title, start, end, description: '', location: '', recurrence: [], guests: [] } };
  });
  return { account, changes, said: `${count} in your calendar.`, tainted: othersWords };
}
