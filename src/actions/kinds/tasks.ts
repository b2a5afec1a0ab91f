import { z } from 'zod';
import {
  addTask,
  changeTask,
  openTasks,
  requireUnchanged,
  snapshotOf,
  type TaskChange,
  taskSnapshot,
} from '../../tasks/store.ts';
import { shown } from '../card/shown.ts';
import { defineKind, type InsideKind } from '../kind.ts';
import { changeOfTask, changeOpen, restoreTask } from './task-change.ts';
import {
  dueArgs,
  dueArgsText,
  dueInstant,
  exactDueText,
  pickTask,
  readDue,
  readGoal,
  readNotes,
  readTitle,
  readWhole,
} from './task-input.ts';
import { taskListText } from './task-text.ts';

// A tool's schema is paid for in every prompt, so ranges stand here and not in what the model is shown.
const importance = z.int().min(0).max(10);
/** Minutes. */
const estimate = z.int().min(0).max(10_000);

const USUAL_IMPORTANCE = 5;

const list = defineKind({
  name: 'task_list',
  description: "List the person's open tasks, most pressing first.",
  effect: 'read',
  verb: 'Show',
  area: 'task',
  input: z.object({ layout: z.enum(['score', 'matrix']).optional() }),
  args: z.object({ layout: z.enum(['score', 'matrix']) }),
  resolve: async ({ profile }, { layout }) => ({
    layout: layout ?? (profile.preferences.productivity.taskPrioritization === 'score' ? 'score' : 'matrix'),
  }),
  fields: { layout: (layout) => ({ label: 'Order', value: layout }) },
  async run({ tx, personId, profile, now }, { layout }) {
    const open = await openTasks(tx, personId);
    return { said: taskListText(open, layout, profile, now), tainted: open.some(({ tainted }) => tainted) };
  },
  undoData: z.never(),
  undo: async () => 'There is nothing to undo.',
});

const add = defineKind({
  name: 'task_add',
  description: 'Add a task. due: a phrase like "friday" or an ISO time.',
  effect: 'private',
  verb: 'Add',
  area: 'task',
  input: z.object({
    title: z.string(),
    due: z.string().optional(),
    importance: z.number().optional(),
    minutes: z.number().optional(),
    goal: z.string().optional(),
    notes: z.string().optional(),
  }),
  args: z.object({
    title: z.string(),
    due: dueArgs,
    importance,
    minutes: estimate,
    goal: z.string(),
    notes: z.string(),
  }),
  resolve: async (context, input) => ({
    title: readTitle(input.title),
    due: readDue(input.due ?? '', context),
    importance: readWhole(input.importance ?? USUAL_IMPORTANCE, 10, 'importance'),
    minutes: readWhole(input.minutes ?? 0, 10_000, 'minutes'),
    goal: readGoal(input.goal ?? '', context.profile),
    notes: readNotes(input.notes ?? ''),
  }),
  fields: {
    title: (title) => ({ label: 'Task', value: title }),
    due: (due, profile) => ({ label: 'Due', value: exactDueText(due, profile) }),
    importance: (value) => ({ label: 'Importance', value: `${value} of 10` }),
    minutes: (minutes) => ({ label: 'Estimate', value: estimateText(minutes) }),
    goal: (goal) => ({ label: 'Goal', value: goal || 'none' }),
    notes: (notes) => ({ label: 'Notes', value: notes }),
  },
  async run({ tx, personId, profile, now, tainted }, { due, minutes, goal, ...rest }) {
    const when = { dueAt: dueInstant(due), dueIsDay: due.isDay };
    const wish = { ...rest, ...when, estimateMinutes: minutes || null, goal: goal || null, tainted };
    const task = await addTask(tx, personId, wish, now);
    const whenText = due.at === null ? 'no due date' : `due ${dueArgsText(due, profile)}`;
    return { said: `Task ${task.number} added: ${shown(task.title)}, ${whenText}.`, undo: snapshotOf(task) };
  },
  undoData: taskSnapshot,
  async undo({ tx, personId, now }, added) {
    await requireUnchanged(tx, personId, added);
    // The row stays, so that its number never means another task.
    await changeTask(tx, personId, added.number, { state: 'dropped', finishedAt: now, changedAt: now });
    return `Task ${added.number} is taken off the list again.`;
  },
});

const update = defineKind({
  name: 'task_update',
  description: 'Change a task. task: number or title words; "none" or 0 clears.',
  effect: 'private',
  verb: 'Change',
  area: 'task',
  input: z.object({
    task: z.string(),
    title: z.string().optional(),
    due: z.string().optional(),
    importance: z.number().optional(),
    minutes: z.number().optional(),
    goal: z.string().optional(),
    notes: z.string().optional(),
    started: z.boolean().optional(),
  }),
  args: z.object({
    number: z.int(),
    title: z.string().optional(),
    due: dueArgs.optional(),
    importance: importance.optional(),
    minutes: estimate.optional(),
    goal: z.string().optional(),
    notes: z.string().optional(),
    started: z.boolean().optional(),
  }),
  async resolve(context, { task, title, due, importance: weight, minutes, goal, notes, started }) {
    const { number } = pickTask(await openTasks(context.tx, context.personId), task);
    return {
      number,
      ...(title === undefined ? {} : { title: readTitle(title) }),
      ...(weight === undefined ? {} : { importance: readWhole(weight, 10, 'importance') }),
      ...(minutes === undefined ? {} : { minutes: readWhole(minutes, 10_000, 'minutes') }),
      ...(due === undefined ? {} : { due: readDue(due, context) }),
      ...(goal === undefined ? {} : { goal: readGoal(goal, context.profile) }),
      ...(notes === undefined ? {} : { notes: readNotes(notes) }),
      ...(started === undefined ? {} : { started }),
    };
  },
  fields: {
    number: (number) => ({ label: 'Task', value: `${number}` }),
    title: (title) => ({ label: 'New title', value: title }),
    due: (due, profile) => ({ label: 'New due date', value: exactDueText(due, profile) }),
    importance: (value) => ({ label: 'New importance', value: `${value} of 10` }),
    minutes: (minutes) => ({ label: 'New estimate', value: estimateText(minutes) }),
    goal: (goal) => ({ label: 'New goal', value: goal || 'none' }),
    notes: (notes) => ({ label: 'New notes', value: notes }),
    started: (started) => ({ label: 'Started', value: started ? 'now' : 'not yet' }),
  },
  async run(context, { number, due, minutes, goal, started, ...rest }) {
    const said: TaskChange = {
      ...defined(rest),
      ...(due && { dueAt: dueInstant(due), dueIsDay: due.isDay }),
      ...(minutes === undefined ? {} : { estimateMinutes: minutes || null }),
      ...(goal === undefined ? {} : { goal: goal || null }),
      ...(started === undefined ? {} : { startedAt: started ? context.now : null }),
    };
    return changeOpen(context, number, said, started ? 'started' : 'changed');
  },
  undoData: changeOfTask,
  undo: restoreTask,
});

const complete = defineKind({
  name: 'task_complete',
  description: 'Mark a task done. task: its number or words of its title.',
  effect: 'private',
  verb: 'Complete',
  area: 'task',
  input: z.object({ task: z.string() }),
  args: z.object({ number: z.int(), title: z.string() }),
  async resolve({ tx, personId }, { task }) {
    const { number, title } = pickTask(await openTasks(tx, personId), task);
    return { number, title };
  },
  fields: {
    number: (number) => ({ label: 'Task', value: `${number}` }),
    title: (title) => ({ label: 'Title', value: title }),
  },
  run: (context, { number }) => changeOpen(context, number, { state: 'done', finishedAt: context.now }, 'done'),
  undoData: changeOfTask,
  undo: restoreTask,
});

/** The person's own task list: looked at by everybody, changed with an exact way back. */
export const taskKinds: readonly InsideKind[] = [list, add, update, complete];

function estimateText(minutes: number): string {
  return minutes === 0 ? 'none' : `${minutes} minutes`;
}

function defined({
  title,
  notes,
  importance: weight,
}: {
  title?: string | undefined;
  notes?: string | undefined;
  importance?: number | undefined;
}): TaskChange {
  return {
    ...(title === undefined ? {} : { title }),
    ...(notes === undefined ? {} : { notes }),
    ...(weight === undefined ? {} : { importance: weight }),
  };
}
