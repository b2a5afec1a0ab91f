import { Temporal } from 'temporal-polyfill';
import type { EarlierBytes } from '../../db/schema/planning.ts';
import type { ListedTask, TaskContent } from '../../ports/task-list.ts';
import type { Task } from '../store.ts';
import { differences, pairKey, printOf, saidHere, saidThere, type Terms } from './same.ts';

/** What joins a task with its counterpart in the list. */
export interface TaskLink {
  readonly taskId: string;
  /** Null once it was deleted there: then it stays here alone. */
  readonly remoteId: string | null;
  /** Of what both said when they were last the same (`printOf`). */
  readonly print: string;
  readonly earlier: readonly EarlierBytes[];
}

/** One thing to do so that both sides say the same. */
export type Step =
  | { readonly step: 'add-here'; readonly theirs: ListedTask }
  | { readonly step: 'add-there'; readonly task: Task }
  | { readonly step: 'change-here'; readonly task: Task; readonly theirs: ListedTask; readonly lost?: Partial<TaskContent> }
  | {
      readonly step: 'change-there';
      readonly task: Task;
      readonly theirs: ListedTask;
      readonly change: Partial<TaskContent>;
      readonly earlier: readonly EarlierBytes[];
      readonly lost?: Partial<TaskContent>;
    }
  | { readonly step: 'remove-there'; readonly task: Task; readonly theirs: ListedTask }
  /** Both say the same and nothing joins them, or not as they are now. */
  | { readonly step: 'join'; readonly task: Task; readonly theirs: ListedTask }
  /** Deleted there: it stays here, and the person is told if it was still to do. */
  | { readonly step: 'part'; readonly task: Task };

interface Sides {
  /** All that are open or joined. */
  readonly tasks: readonly Task[];
  /** All that are open, done lately or joined; what is missing was deleted. */
  readonly listed: readonly ListedTask[];
  readonly links: readonly TaskLink[];
}

/**
 * What is to be done on either side, given what both said when they were last the same: what one side changed goes to the other. Where both did, the
 * later change wins, by the list's clock and ours, and the other is named as lost. Pure.
 */
export function reconcile({ tasks, listed, links }: Sides, terms: Terms): Step[] {
  const theirs = new Map(listed.map((each) => [each.id, each]));
  const linkOf = new Map(links.map((link) => [link.taskId, link]));
  const joined = new Set(links.flatMap(({ remoteId }) => remoteId ?? []));
  const known = tasks.flatMap((task) => {
    const link = linkOf.get(task.id);
    return link?.remoteId ? (stepFor(task, link, theirs.get(link.remoteId), terms) ?? []) : [];
  });
  const free = listed.filter(({ id, done }) => !joined.has(id) && !done);
  const alone = tasks.filter(({ id, state }) => !linkOf.has(id) && state === 'open');
  return [...known, ...pairs(alone, free, terms)];
}

function stepFor(task: Task, link: TaskLink, theirs: ListedTask | undefined, terms: Terms): Step | undefined {
  if (!theirs) return { step: 'part', task };
  const { earlier } = link;
  const [here, there] = [saidHere(task, terms), saidThere(theirs, terms)];
  const [isChangedHere, isChangedThere] = [printOf(here) !== link.print, printOf(there) !== link.print];
  // What was taken off the list here goes there too, unless it has become something else there.
  if (task.state === 'dropped') return isChangedThere ? { step: 'part', task } : { step: 'remove-there', task, theirs };
  if (printOf(here) === printOf(there)) return isChangedHere ? { step: 'join', task, theirs } : undefined;
  if (!isChangedHere) return { step: 'change-here', task, theirs };
  if (!isChangedThere) return { step: 'change-there', task, theirs, earlier, change: differences(there, here) };
  return settle(task, theirs, earlier, terms);
}

/** Of two that say something else, what was changed later counts. */
function settle(task: Task, theirs: ListedTask, earlier: readonly EarlierBytes[], terms: Terms): Step {
  const [here, there] = [saidHere(task, terms), saidThere(theirs, terms)];
  return isLaterHere(task, theirs)
    ? { step: 'change-there', task, theirs, earlier, change: differences(there, here), lost: differences(here, there) }
    : { step: 'change-here', task, theirs, lost: differences(there, here) };
}

/** A first look finds the same task on both sides, and so does the one after an addition whose answer was lost. */
function pairs(alone: readonly Task[], free: readonly ListedTask[], terms: Terms): Step[] {
  const waiting = new Map<string, Task[]>();
  for (const task of alone) {
    const key = pairKey(saidHere(task, terms));
    waiting.set(key, [...(waiting.get(key) ?? []), task]);
  }
  const joins = free.map((theirs): Step => {
    const task = waiting.get(pairKey(saidThere(theirs, terms)))?.shift();
    if (!task) return { step: 'add-here', theirs };
    const isSame = printOf(saidHere(task, terms)) === printOf(saidThere(theirs, terms));
    return isSame ? { step: 'join', task, theirs } : settle(task, theirs, [], terms);
  });
  return [...joins, ...[...waiting.values()].flat().map((task): Step => ({ step: 'add-there', task }))];
}

function isLaterHere({ changedAt, createdAt }: Task, theirs: ListedTask): boolean {
  return Temporal.Instant.compare(changedAt ?? createdAt, Temporal.Instant.from(theirs.changedAt)) > 0;
}
