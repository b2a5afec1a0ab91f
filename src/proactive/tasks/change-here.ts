import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import type { ListedDue, ListedTask, TaskContent, TaskList } from '../../ports/task-list.ts';
import { END_OF_DAY } from '../../reminders/phrase.ts';
import { keepLink } from '../../tasks/mirror/link-store.ts';
import { differences, printOf, saidHere, saidThere, type Terms } from '../../tasks/mirror/same.ts';
import { addTask, changeTask, type Task, type TaskChange, taskById } from '../../tasks/store.ts';

interface Here {
  readonly personId: string;
  readonly list: TaskList;
  readonly terms: Terms;
  readonly now: Temporal.Instant;
}

const USUAL_IMPORTANCE = 5;

/** A task of the list becomes one of the person's. What somebody else may have written there stays words of others. */
export async function takeOver(tx: Tx, { personId, list, terms, now }: Here, theirs: ListedTask): Promise<void> {
  const said = saidThere(theirs, terms);
  const rest = { importance: USUAL_IMPORTANCE, estimateMinutes: null, goal: null, tainted: !theirs.own };
  const task = { title: said.title, notes: said.notes, ...dueOf(said.due, terms.zone), ...rest };
  const { id } = await addTask(tx, personId, task, now);
  await keepLink(tx, personId, list.name, { taskId: id, remoteId: theirs.id, print: printOf(said), earlier: [] });
}

/** Brings over what the list says otherwise, and nothing else: an hour that the list does not know stays. Not if it was changed here meanwhile. */
export async function changeHere(tx: Tx, { personId, list, terms, now }: Here, seen: Task, theirs: ListedTask): Promise<void> {
  const task = await taskById(tx, personId, seen.id);
  const said = saidThere(theirs, terms);
  if (!task || printOf(saidHere(task, terms)) !== printOf(saidHere(seen, terms))) return;
  const change = toChange(differences(saidHere(task, terms), said), theirs, terms.zone);
  await changeTask(tx, personId, task.number, { ...change, changedAt: now, tainted: task.tainted || !theirs.own });
  await keepLink(tx, personId, list.name, { taskId: task.id, remoteId: theirs.id, print: printOf(said), earlier: [] });
}

function toChange({ done, due, ...words }: Partial<TaskContent>, { changedAt }: ListedTask, zone: string): TaskChange {
  const finishedAt = done ? Temporal.Instant.from(changedAt) : null;
  return {
    ...words,
    ...(due !== undefined && dueOf(due, zone)),
    ...(done !== undefined && { state: done ? 'done' : 'open', finishedAt }),
  };
}

function dueOf(due: ListedDue | null, zone: string): Pick<Task, 'dueAt' | 'dueIsDay'> {
  if (due === null) return { dueAt: null, dueIsDay: false };
  if ('at' in due) return { dueAt: Temporal.Instant.from(due.at), dueIsDay: false };
  const end = Temporal.PlainDate.from(due.date).toZonedDateTime({ timeZone: zone, plainTime: END_OF_DAY });
  return { dueAt: end.toInstant(), dueIsDay: true };
}
