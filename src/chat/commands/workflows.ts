import type { Act } from '../../actions/act.ts';
import { shown } from '../../actions/card/shown.ts';
import type { Kind } from '../../actions/kind.ts';
import type { Database } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import { nearText } from '../../reminders/moment-text.ts';
import type { DryRun } from '../../workflows/dry-run.ts';
import type { NextRun } from '../../workflows/next-run.ts';
import { planOf, readPlan, type SaidPlan, splitPlan } from '../../workflows/read-plan.ts';
import { RECIPES, readReport } from '../../workflows/recipes.ts';
import { pickWorkflow, recentRuns, type Workflow, workflowsOf } from '../../workflows/store.ts';
import { triggerText, workflowText } from '../../workflows/wording.ts';
import { answerByAct } from './act-answer.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';

export interface WorkflowCommandDeps {
  readonly db: Database;
  readonly act: Act;
  readonly kinds: readonly Kind[];
  readonly dryRun: DryRun;
  readonly nextRun: NextRun;
  readonly button: (verb: string, personId: string) => string;
}

const USAGE =
  '/workflow new Friday report: every friday at 16; if meetings; meetings; tasks; summarise; tell me, /workflow recipes, /workflow dry 3, /workflow runs, /workflow pause 3';
const MOST_RUNS = 20;

/** `/workflow`: what goes on by itself. Works without a model. */
export function createWorkflowCommand(deps: WorkflowCommandDeps): Command {
  return {
    name: 'workflow',
    description: 'Work that goes on by itself: set up, try out, pause, see its runs',
    usage: USAGE,
    run(context, argument) {
      const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(argument.trim()) ?? [];
      const run = WORDS.get(word.toLowerCase());
      if (!run) throw new AppError('invalid', `Write it like: ${USAGE}.`);
      return run(deps, context, rest.trim());
    },
  };
}

type Run = (deps: WorkflowCommandDeps, context: CommandContext, rest: string) => Promise<CommandAnswer>;

const change =
  (wish: 'pause' | 'resume' | 'delete' | 'run'): Run =>
  ({ act }, context, workflow) =>
    answerByAct(act, context, 'workflow_change', { workflow, change: wish });

const WORDS = new Map<string, Run>([
  ['', (deps, context) => list(deps, context)],
  ['list', (deps, context) => list(deps, context)],
  ['new', (deps, context, rest) => create(deps, context, splitPlan(rest))],
  ['report', (deps, context, rest) => create(deps, context, reportOf(rest))],
  ['edit', edit],
  ['show', show],
  ['dry', dry],
  ['runs', runs],
  ['recipes', (deps, context) => recipes(deps, context)],
  ['pause', change('pause')],
  ['resume', change('resume')],
  ['delete', change('delete')],
  ['run', change('run')],
]);

async function list(deps: WorkflowCommandDeps, { personId, now, signal }: CommandContext): Promise<CommandAnswer> {
  const all = await deps.db.asPerson(personId, (tx) => workflowsOf(tx, personId));
  if (all.length === 0)
    return saying(`No workflow is set up. /workflow recipes has some ready; or write your own: ${USAGE.split(', /')[0]}.`);
  const lines: string[] = [];
  for (const each of all) lines.push(`- **${each.number}** ${shown(each.name)}: ${await lineOf(deps, each, now, signal)}`);
  return saying(['**Your workflows**', ...lines].join('\n'));
}

async function lineOf(
  { nextRun }: WorkflowCommandDeps,
  workflow: Workflow,
  now: CommandContext['now'],
  signal: AbortSignal,
): Promise<string> {
  return `${shown(triggerText(workflow.plan.trigger, workflow.zone))}; next: ${await nextRun(workflow, now, signal)}`;
}

function reportOf(rest: string) {
  const report = readReport(rest);
  if (report) return report;
  throw new AppError('invalid', 'Write it like: /workflow report about Acme to ana@example.com every friday at 16.');
}

/** Shown back whole, with what it would have done in the last 30 days. */
async function create(
  deps: WorkflowCommandDeps,
  context: CommandContext,
  { name, when, conditions, steps }: { readonly name: string } & SaidPlan,
): Promise<CommandAnswer> {
  const input = { name, when, if: conditions.join('\n'), steps: steps.join('\n') };
  return withDryRun(deps, context, await answerByAct(deps.act, context, 'workflow_create', input));
}

async function edit(deps: WorkflowCommandDeps, context: CommandContext, rest: string): Promise<CommandAnswer> {
  const [, workflow = '', said = ''] = /^(\S+?):?\s+(.*)$/s.exec(rest) ?? [];
  if (said === '')
    throw new AppError('invalid', 'Write it like: /workflow edit 3 Friday report: every friday at 15; tasks; tell me.');
  const { name, when, conditions, steps } = splitPlan(said);
  const input = { workflow, name, when, if: conditions.join('\n'), steps: steps.join('\n') };
  return withDryRun(deps, context, await answerByAct(deps.act, context, 'workflow_edit', input), workflow);
}

/** A card that asks stays the card that it is. */
async function withDryRun(
  deps: WorkflowCommandDeps,
  { personId, now, signal }: CommandContext,
  answer: CommandAnswer,
  said?: string,
): Promise<CommandAnswer> {
  if (answer.key !== undefined) return answer;
  const all = await deps.db.asPerson(personId, (tx) => workflowsOf(tx, personId));
  const workflow = said === undefined ? all.at(-1) : all.find(({ number }) => `${number}` === said.replace('#', ''));
  if (!workflow || workflow.plan.trigger.kind === 'hand') return answer;
  const text = `${answer.message.text}\n\n${await deps.dryRun(workflow, now, signal)}`;
  return { ...answer, message: { ...answer.message, text } };
}

async function show({ db, kinds }: WorkflowCommandDeps, { personId }: CommandContext, said: string): Promise<CommandAnswer> {
  const workflow = await db.asPerson(personId, (tx) => pickWorkflow(tx, personId, said));
  return saying(workflowText(workflow, new Map(kinds.map((kind) => [kind.name, kind]))));
}

async function dry({ db, dryRun }: WorkflowCommandDeps, { personId, now, signal }: CommandContext, said: string) {
  const workflow = await db.asPerson(personId, (tx) => pickWorkflow(tx, personId, said));
  return saying(await dryRun(workflow, now, signal));
}

const STATE_TEXT = {
  running: 'is under way',
  waiting: 'waits for your press on its card',
  done: '',
  failed: 'failed',
  stopped: 'stopped',
  skipped: '',
} as const;

async function runs(
  { db }: WorkflowCommandDeps,
  { personId, profile, now }: CommandContext,
  said: string,
): Promise<CommandAnswer> {
  const zone = profile.identity.timezone;
  return db.asPerson(personId, async (tx) => {
    const only = said === '' ? undefined : await pickWorkflow(tx, personId, said);
    const names = new Map((await workflowsOf(tx, personId)).map(({ id, number, name }) => [id, `${number} ${name}`]));
    const found = await recentRuns(tx, personId, MOST_RUNS, only?.id);
    if (found.length === 0) return saying('No workflow has run yet.');
    const lines = found.map(({ workflowId, dueAt, state, outcome }) => {
      const what = [STATE_TEXT[state], outcome ?? ''].filter(Boolean).join(': ');
      return `- ${nearText(dueAt, now, zone)}, ${shown(names.get(workflowId) ?? 'a deleted workflow')}: ${what}`;
    });
    return saying([`**The latest runs** (${zone})`, ...lines].join('\n'));
  });
}

/** One tap each. */
async function recipes(deps: WorkflowCommandDeps, context: CommandContext): Promise<CommandAnswer> {
  const { personId, profile, now, signal } = context;
  const zone = profile.identity.timezone;
  const lines: string[] = [];
  for (const recipe of RECIPES) {
    const plan = planOf(readPlan(recipe.plan, { now, zone, ownWords: '' }));
    const next = await deps.nextRun({ personId, plan, zone, state: 'active', nextAt: null, number: 0 }, now, signal);
    lines.push(
      `- **${recipe.name}**, ${triggerText(plan.trigger, zone)}: ${plan.steps.map(({ line }) => line).join('; ')}. Next: ${next}`,
    );
  }
  const buttons = RECIPES.map(({ verb, name }) => [{ id: deps.button(verb, personId), label: name, style: 'plain' as const }]);
  const report = 'A report to somebody in six steps: /workflow report about Acme to ana@example.com every friday at 16';
  return { message: { text: ['**Ready to be switched on**', ...lines, report].join('\n'), buttons } };
}

function saying(text: string): CommandAnswer {
  return { message: { text } };
}
