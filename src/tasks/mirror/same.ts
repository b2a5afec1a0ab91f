import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { ListedDue, TaskContent } from '../../ports/task-list.ts';
import type { Task } from '../store.ts';

/** As it is compared and kept here: one line of title, and no more than a task takes. */
const LONGEST_TITLE = 200;
const LONGEST_NOTES = 4000;

/** Where tasks of the list are due on days only, hours are the person's own matter. `zone`: IANA, in which their days lie. */
export interface Terms {
  readonly zone: string;
  readonly knowsHours: boolean;
}

/** What a task of the list says, in the form in which both sides are compared. */
export function saidThere({ title, notes, due, done }: TaskContent, terms: Terms): TaskContent {
  return {
    title: title.trim().replaceAll(/\s+/g, ' ').slice(0, LONGEST_TITLE) || 'Untitled',
    notes: notes.replaceAll('\r\n', '\n').trim().slice(0, LONGEST_NOTES),
    due: due && coarse(due, terms),
    done,
  };
}

/** The same of the person's own task. */
export function saidHere({ title, notes, dueAt, dueIsDay, state }: Task, terms: Terms): TaskContent {
  const at = dueAt && { at: dueAt.toString() };
  const day = dueAt && { date: dueAt.toZonedDateTimeISO(terms.zone).toPlainDate().toString() };
  return saidThere({ title, notes, due: dueIsDay ? day : at, done: state === 'done' }, terms);
}

/** Equal texts for equal contents; nothing of the words can be read from it. */
export function printOf({ title, notes, due, done }: TaskContent): string {
  return createHash('sha256')
    .update(JSON.stringify([title, notes, dueKey(due), done]))
    .digest('hex');
}

/** The members in which two contents differ, as the second has them. */
export function differences(before: TaskContent, after: TaskContent): Partial<TaskContent> {
  return {
    ...(before.title !== after.title && { title: after.title }),
    ...(before.notes !== after.notes && { notes: after.notes }),
    ...(dueKey(before.due) !== dueKey(after.due) && { due: after.due }),
    ...(before.done !== after.done && { done: after.done }),
  };
}

/** What is called the same and due at the same time is taken for the same task where nothing joins the two yet. */
export function pairKey({ title, due }: TaskContent): string {
  return JSON.stringify([title.toLowerCase(), dueKey(due)]);
}

function coarse(due: ListedDue, { zone, knowsHours }: Terms): ListedDue {
  if ('date' in due) return { date: due.date };
  const at = Temporal.Instant.from(due.at);
  return knowsHours ? { at: at.toString() } : { date: at.toZonedDateTimeISO(zone).toPlainDate().toString() };
}

function dueKey(due: ListedDue | null): string {
  if (due === null) return '';
  return 'date' in due ? due.date : due.at;
}
