import type { Temporal } from 'temporal-polyfill';
import type { Profile } from '../../people/profile.ts';
import { dueText } from '../../tasks/due-text.ts';
import { type Focus, focusList, matrix, QUADRANTS, type Quadrant, rank, scoreOf, type View } from '../../tasks/priority.ts';
import type { Task } from '../../tasks/store.ts';
import { viewOf } from '../../tasks/view.ts';
import { shown } from '../card/shown.ts';

export type TaskLayout = 'score' | 'matrix';

/** The person's own tasks, the most pressing first, in the layout they chose. */
export function taskListText(tasks: readonly Task[], layout: TaskLayout, profile: Profile, now: Temporal.Instant): string {
  if (tasks.length === 0) return 'No task is open.';
  const view = viewOf(profile, now);
  const line = (task: Task) => taskLine(task, view, profile.identity.timezone);
  const list = layout === 'score' ? ['**All**', ...rank(tasks, view).map(line)] : quadrants(tasks, view, line);
  return [focusText(focusList(tasks, view)), '', ...list].join('\n');
}

/** `**12** Pay rent · due today · 30 min · score 60`. */
export function taskLine(task: Task, view: View, zone: string): string {
  const { number, title, estimateMinutes } = task;
  const parts = [
    shown(title),
    dueText(task, view.now, zone),
    estimateMinutes === null ? undefined : `${estimateMinutes} min`,
    `score ${scoreOf(task, view).total}`,
  ];
  return `- **${number}** ${parts.filter((part) => part !== undefined).join(' · ')}`;
}

/** `Focus on 3, 1 and 7: about 45 minutes, 1 without an estimate. Start with task 3: it is overdue.` */
export function focusText({ tasks, knownMinutes, unknown, recommendation }: Focus<Task>): string {
  const numbers = tasks.map(({ number }) => `**${number}**`).join(', ');
  const known = knownMinutes > 0 ? `about ${knownMinutes} minutes` : undefined;
  const missing = unknown > 0 ? `${unknown} without an estimate` : undefined;
  return `Focus on ${numbers}: ${[known, missing].filter(Boolean).join(', ')}. ${recommendation}`;
}

const TITLES: Record<Quadrant, string> = {
  do: 'Urgent and important: do now',
  plan: 'Important, not urgent: plan',
  quick: 'Urgent, not important: keep short or hand over',
  later: 'Neither: later, or not at all',
};

function quadrants(tasks: readonly Task[], view: View, line: (task: Task) => string): string[] {
  const filled = matrix(tasks, view);
  return QUADRANTS.flatMap((quadrant) => {
    const inside = filled.get(quadrant) ?? [];
    return inside.length === 0 ? [] : [`**${TITLES[quadrant]}**`, ...inside.map(line)];
  });
}
