import { Temporal } from 'temporal-polyfill';
import { quoted } from '../../mail/quoted.ts';
import type { TaskContent } from '../../ports/task-list.ts';
import { dayText, momentText } from '../../reminders/moment-text.ts';
import type { Step } from '../../tasks/mirror/reconcile.ts';
import type { Terms } from '../../tasks/mirror/same.ts';
import type { Task } from '../../tasks/store.ts';
import type { News } from '../notify/notices.ts';

/** Nothing is lost in silence: what was deleted there is still to do here. */
export function deletedNews(personId: string, { id, number, title, tainted }: Task, list: string): News {
  const text = `${quoted(title)} was deleted in ${list}. It stays here as task ${number}: /tasks done ${number} takes it off the list.`;
  return {
    personId,
    key: `task-deleted:${id}:${list}`,
    kind: 'calendar',
    urgency: 'soon',
    text,
    source: `task:${number}`,
    tainted,
  };
}

type Conflict = Extract<Step, { step: 'change-here' | 'change-there' }>;

/** A task that was changed on both sides since they last said the same: the later change counts, and the other is told in full. */
export function conflictNews(personId: string, { step, task, theirs, lost = {} }: Conflict, list: string, { zone }: Terms): News {
  const { id, number, title } = task;
  const [kept, gone] = step === 'change-here' ? [`in ${list}`, 'here'] : ['here', `in ${list}`];
  const words = [
    `Task ${number}, ${quoted(step === 'change-here' ? theirs.title : title)}, was changed both here and in ${list}.`,
    `What was said ${kept} is later and counts. It replaced what was said ${gone}: ${lostText(lost, zone)}.`,
  ];
  return {
    personId,
    key: `task-conflict:${id}:${theirs.changedAt}:${(task.changedAt ?? task.createdAt).toString()}`,
    kind: 'calendar',
    urgency: 'soon',
    text: words.join(' '),
    source: `task:${number}`,
    tainted: task.tainted || !theirs.own,
  };
}

function lostText({ title, notes, due, done }: Partial<TaskContent>, zone: string): string {
  const parts = [
    title === undefined ? undefined : `title ${quoted(title)}`,
    notes === undefined ? undefined : `notes ${quoted(notes)}`,
    due === undefined ? undefined : dueText(due, zone),
    done === undefined ? undefined : done ? 'done' : 'still to do',
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function dueText(due: TaskContent['due'], zone: string): string {
  if (due === null) return 'no due date';
  if ('date' in due) return `due ${dayText(Temporal.PlainDate.from(due.date))}`;
  return `due ${momentText(Temporal.Instant.from(due.at).toZonedDateTimeISO(zone))}`;
}
