import { Temporal } from 'temporal-polyfill';
import { dueText } from '../../tasks/due-text.ts';
import { type Focus, focusList, rank } from '../../tasks/priority.ts';
import { openTasks, type Task } from '../../tasks/store.ts';
import { viewOf } from '../../tasks/view.ts';
import type { Fact, FactSource } from './fact.ts';

/** The focus list, and whatever else is overdue or due today: each task once. */
export const taskFacts: FactSource = {
  name: 'tasks',
  area: 'task',
  async read({ personId, profile, now }, inDb) {
    const tasks = await inDb((tx) => openTasks(tx, personId));
    const zone = profile.identity.timezone;
    const view = viewOf(profile, now);
    const focus = focusList(tasks, view);
    const tomorrow = now.toZonedDateTimeISO(zone).toPlainDate().add({ days: 1 }).toZonedDateTime(zone).toInstant();
    const due = rank(tasks, view).filter(
      (task) => !focus.tasks.includes(task) && task.dueAt && Temporal.Instant.compare(task.dueAt, tomorrow) < 0,
    );
    const toFact = (section: string) => (task: Task) => ({
      section,
      source: `task:${task.number}`,
      text: [task.title, dueText(task, now, zone), estimate(task)].filter(Boolean).join(', '),
      tainted: task.tainted,
    });
    return [...focus.tasks.map(toFact('Focus')), ...timeNeeded(focus), ...due.map(toFact('Also due'))];
  },
};

function estimate({ estimateMinutes }: Task): string | undefined {
  return estimateMinutes === null ? undefined : `${estimateMinutes} min`;
}

function timeNeeded({ tasks, knownMinutes, unknown, recommendation }: Focus<Task>): readonly Fact[] {
  if (tasks.length === 0) return [];
  const known = knownMinutes > 0 ? `About ${knownMinutes} minutes in all` : 'No estimates';
  const missing = knownMinutes > 0 && unknown > 0 ? `, ${unknown} without an estimate` : '';
  return [{ section: 'Focus', source: 'focus', text: `${known}${missing}. ${recommendation}`, tainted: false }];
}
