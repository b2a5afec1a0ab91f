import { Temporal } from 'temporal-polyfill';
import { dueText } from '../../tasks/due-text.ts';
import { type Focus, focusList, rank } from '../../tasks/priority.ts';
import { openTasks, type Task } from '../../tasks/store.ts';
import { viewOf } from '../../tasks/view.ts';
import type { Fact, FactSource, OnDay } from './fact.ts';

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
    const isDue = ({ dueAt }: Task) => dueAt !== null && Temporal.Instant.compare(dueAt, tomorrow) < 0;
    const due = rank(tasks, view).filter((task) => !focus.tasks.includes(task) && isDue(task));
    const toFact = (section: string) => (task: Task) => ({
      section,
      source: `task:${task.number}`,
      text: [task.title, dueText(task, now, zone), estimate(task)].filter(Boolean).join(', '),
      tainted: task.tainted,
      ...(isDue(task) && { onDay: onDay(task, now) }),
    });
    return [...focus.tasks.map(toFact('Focus')), ...timeNeeded(focus), ...due.map(toFact('Also due'))];
  },
};

function onDay({ title, dueAt, dueIsDay }: Task, now: Temporal.Instant): OnDay {
  const isAhead = dueAt !== null && !dueIsDay && Temporal.Instant.compare(dueAt, now) >= 0;
  return { kind: 'due', title, ...(isAhead && { at: dueAt }) };
}

function estimate({ estimateMinutes }: Task): string | undefined {
  return estimateMinutes === null ? undefined : `${estimateMinutes} min`;
}

function timeNeeded({ tasks, knownMinutes, unknown, recommendation }: Focus<Task>): readonly Fact[] {
  if (tasks.length === 0) return [];
  const known = knownMinutes > 0 ? `About ${knownMinutes} minutes in all` : 'No estimates';
  const missing = knownMinutes > 0 && unknown > 0 ? `, ${unknown} without an estimate` : '';
  return [{ section: 'Focus', source: 'focus', text: `${known}${missing}. ${recommendation}`, tainted: false }];
}
