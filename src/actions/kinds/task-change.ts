import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { dueText } from '../../tasks/due-text.ts';
import { changeTask, openTasks, requireUnchanged, snapshotOf, type TaskChange, taskSnapshot } from '../../tasks/store.ts';
import { shown } from '../card/shown.ts';
import type { ActionContext } from '../kind.ts';
import { pickTask } from './task-input.ts';

/** What undo needs of a change. */
export const changeOfTask = z.object({ before: taskSnapshot, after: taskSnapshot });

/** Changes an open task; where it is like that already, the way back stays that of the change that made it so. */
export async function changeOpen(
  { tx, personId, profile, now, tainted }: ActionContext,
  number: number,
  wish: TaskChange,
  word: string,
) {
  const open = await openTasks(tx, personId);
  const before = pickTask(open, `${number}`);
  if (Object.keys(wish).length === 0) return { said: `Nothing to change was said for task ${number}.` };
  // A change in a tainted turn taints for good: which of its words are whose is not kept.
  const after = await changeTask(tx, personId, number, { ...wish, tainted: before.tainted || tainted, changedAt: now });
  const due = dueText(after, now, profile.identity.timezone);
  const undo = { before: snapshotOf(before), after: snapshotOf(after) };
  const isSame = JSON.stringify(undo.before) === JSON.stringify(undo.after);
  const what = `${shown(after.title)}${due && word !== 'done' ? `, ${due}` : ''}`;
  return {
    said: `Task ${number} ${isSame ? 'is like that already' : word}: ${what}.`,
    ...(!isSame && { undo }),
    tainted: after.tainted,
  };
}

/** Puts a task back as it was before a change. Rejects with `invalid` where it has changed since. */
export async function restoreTask({ tx, personId, now }: ActionContext, { before, after }: z.infer<typeof changeOfTask>) {
  await requireUnchanged(tx, personId, after);
  const { number, dueAt, startedAt, finishedAt, ...rest } = before;
  const times = { dueAt: toInstant(dueAt), startedAt: toInstant(startedAt), finishedAt: toInstant(finishedAt) };
  await changeTask(tx, personId, number, { ...rest, ...times, changedAt: now });
  return after.state === before.state
    ? `Task ${number} is as it was: ${shown(before.title)}.`
    : `Task ${number} is open again: ${shown(before.title)}.`;
}

function toInstant(iso: string | null): Temporal.Instant | null {
  return iso === null ? null : Temporal.Instant.from(iso);
}
