import { Temporal } from 'temporal-polyfill';
import { shown } from '../actions/card/shown.ts';
import type { News } from '../proactive/notify/notices.ts';
import { momentText } from '../reminders/moment-text.ts';
import type { Scene } from './do-step.ts';
import { documentsOf, problemsOf } from './material.ts';
import { isLook } from './plan.ts';
import type { Run, Workflow } from './store.ts';

/** Later than this, it says so. */
const LATE_AFTER_MINUTES = 5;

/** What a step has to say, with what went wrong before it. */
export function newsOfStep(scene: Scene, text: string): News {
  const { run, rows } = scene;
  return newsOf(scene, `${run.position}`, [text, ...problemsOf(run.steps, rows, lastTold(scene))]);
}

/** After a setback: so many runs were ended, and these workflows were due and are left out. */
export function newsOfSetback(personId: string, ended: number, leftOut: readonly Workflow[], now: Temporal.Instant): News {
  const names = leftOut.map(({ number, name }) => `${number} (${name})`).join(', ');
  const text = [
    'The latest part of my data may be missing, so nothing of your workflows is done again by itself.',
    ended > 0 ? `I ended ${ended === 1 ? '1 run' : `${ended} runs`}: /workflow runs lists what was under way.` : '',
    names === '' ? '' : `Due, and left out: ${names}.`,
    '/workflow run and a number begins one anew.',
  ];
  return {
    personId,
    key: `workflow-setback:${now}`,
    kind: 'workflow',
    urgency: 'now',
    text: text.filter(Boolean).join(' '),
    source: 'workflow',
    tainted: leftOut.some(({ tainted }) => tainted),
  };
}

/** What went wrong and was not told yet; undefined when nothing did. */
export function newsOfEnd(scene: Scene): News | undefined {
  const { run, rows } = scene;
  const problems = problemsOf(run.steps, rows, lastTold(scene));
  return problems.length === 0 ? undefined : newsOf(scene, 'end', problems);
}

/** A run that could not go on, and why. */
export function newsOfGivingUp(run: Run, workflow: Workflow, problem: string): News {
  return newsOf({ run, rows: [], workflow }, 'end', [`I ended it at step ${run.position + 1}: ${shown(problem)}`]);
}

/** How the run is listed from now on: it failed when something that was to be done was not, or when nothing at all came of it. */
export function endOf({ run, rows }: Scene) {
  const problems = problemsOf(run.steps, rows);
  if (problems.length === 0) return { state: 'done', outcome: `Done, ${rows.length} steps.` } as const;
  const failed = rows.filter(({ problem }) => problem !== null);
  const looksOnly = failed.every(({ position }) => isLook(run.steps[position]));
  const state = looksOnly && failed.length < rows.length ? 'done' : 'failed';
  return { state, outcome: problems.join(' ') } as const;
}

function newsOf({ run, rows, workflow }: Pick<Scene, 'run' | 'rows' | 'workflow'>, part: string, parts: readonly string[]): News {
  const { number, name, zone } = workflow;
  const text = [`**${shown(name)}**${lateText(run, zone)}`, ...parts].join('\n\n');
  const files = documentsOf(rows);
  return {
    personId: run.personId,
    key: `workflow:${run.id}:${part}`,
    kind: 'workflow',
    urgency: 'now',
    text: `${name}: ${parts[0] ?? ''}`.replaceAll(/[*\\]/g, '').slice(0, 200),
    message: { text, ...(files.length > 0 && { files }) },
    source: `workflow:${number}`,
    tainted: run.tainted,
    // What was done after a meeting is of use later, too.
    ...(run.meeting && isBefore(run.createdAt, run.meeting) && { staleAt: Temporal.Instant.from(run.meeting.begins) }),
  };
}

function isBefore(at: Temporal.Instant, { begins }: NonNullable<Scene['run']['meeting']>): boolean {
  return Temporal.Instant.compare(at, Temporal.Instant.from(begins)) < 0;
}

/** The last step that said something; what went wrong before it was told with it. */
function lastTold({ run, rows }: Scene): number {
  const told = rows.findLast(({ position, problem }) => problem === null && run.steps[position]?.deed.do === 'tell');
  return told?.position ?? -1;
}

function lateText({ dueAt, createdAt, missed, meeting }: Scene['run'], zone: string): string {
  if (meeting || dueAt.until(createdAt).total('minutes') <= LATE_AFTER_MINUTES) return '';
  const others =
    missed === 0
      ? ''
      : missed === 1
        ? ' One earlier time that I missed is in it.'
        : ` ${missed} earlier times that I missed are in it.`;
  return `\n_Late: it was for ${momentText(dueAt.toZonedDateTimeISO(zone))}.${others}_`;
}
