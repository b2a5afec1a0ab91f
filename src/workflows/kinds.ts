import { z } from 'zod';
import { shown } from '../actions/card/shown.ts';
import { type ActionContext, defineKind, type InsideKind, type Kind } from '../actions/kind.ts';
import { AppError } from '../ground/errors.ts';
import type { Profile } from '../people/profile.ts';
import { nextMoment } from './moments.ts';
import { type Plan, planSchema, type Trigger, triggerSchema } from './plan.ts';
import { planOf, readPlan } from './read-plan.ts';
import { addWorkflow, beginRun, changeWorkflow, pickWorkflow, stopRuns, type Workflow, workflowById } from './store.ts';
import { exactTriggerText, workflowText } from './wording.ts';

const input = z.object({
  name: z.string().optional(),
  when: z.string(),
  if: z.string().optional(),
  steps: z.string(),
});

/** Lines of words that stand for exactly one plan each: what stands on the card is what runs. */
const wanted = z.object({
  name: z.string().min(1).max(60),
  trigger: triggerSchema,
  /** IANA. */
  zone: z.string(),
  conditions: z.array(z.string()),
  steps: z.array(z.string()).min(1),
  ownAddresses: z.array(z.string()),
});

const LONGEST_NAME = 60;
/** What no workflow does: it would change what is asked about. */
const NEVER = new Set(['profile_update']);

/**
 * Workflows are the person's own: making and changing them is undoable, and each of their steps meets the gate by itself. `others` are
 * the kinds that a step may be, but for those that no workflow does.
 */
export function workflowKinds(others: readonly Kind[]): readonly InsideKind[] {
  const kinds = new Map(others.filter(({ name }) => !NEVER.has(name)).map((kind) => [kind.name, kind]));
  return [create(kinds), edit(kinds), change(kinds)];
}

function create(kinds: ReadonlyMap<string, Kind>): InsideKind {
  const args = wanted.extend({ now: z.boolean() });
  return defineKind({
    name: 'workflow_create',
    description:
      'Set up longer or repeated work. when: "every friday at 16", "30 minutes before each meeting", "when a meeting ends", "when mail comes from Ana", "now". steps, one a line: "calendar today", "project X", "summarise", "tell me", or a tool with JSON.',
    effect: 'private',
    verb: 'Set up',
    area: 'workflow',
    input,
    args,
    resolve: async (context, said) => ({ ...exactly(kinds, context, said), now: /^(?:once )?now$/i.test(said.when.trim()) }),
    fields: { ...FIELDS, now: (now) => ({ label: 'Begins now', value: now ? 'yes' : 'no' }) },
    async run(context, { name, zone, now: beginsNow, ...exact }) {
      const plan = planOf(exact);
      const { tx, personId, now, source, tainted, actionId = source } = context;
      const nextAt = nextMoment(plan.trigger, zone, now);
      const made = await addWorkflow(tx, personId, { name, plan, zone, source, tainted, nextAt }, now);
      if (beginsNow) await beginRun(tx, made, { key: `hand:${actionId}`, dueAt: now }, now);
      return { said: `${workflowText(made, kinds)}${beginsNow ? '\nIt begins now.' : ''}`, undo: { id: made.id } };
    },
    undoData: z.object({ id: z.uuid() }),
    async undo({ tx, personId, now }, { id }) {
      const { number } = await workflowById(tx, personId, id);
      await changeWorkflow(tx, personId, id, { state: 'deleted', nextAt: null });
      await stopRuns(tx, personId, 'Its workflow was taken back.', now, id);
      return `Workflow ${number} is gone again.`;
    },
  });
}

const before = z.object({ id: z.uuid(), name: z.string(), plan: planSchema, tainted: z.boolean() });

function edit(kinds: ReadonlyMap<string, Kind>): InsideKind {
  return defineKind({
    name: 'workflow_edit',
    description: 'Replace what a workflow does. Arguments as for workflow_create.',
    effect: 'private',
    verb: 'Change',
    area: 'workflow',
    input: input.extend({ workflow: z.string() }),
    args: wanted.extend({ number: z.int() }),
    async resolve(context, { workflow, ...said }) {
      const { number, name } = await pickWorkflow(context.tx, context.personId, workflow);
      return { ...exactly(kinds, context, { ...said, name: said.name || name }), number };
    },
    fields: { number: (number) => ({ label: 'Workflow number', value: `${number}` }), ...FIELDS },
    async run({ tx, personId, now, tainted }, { number, name, zone, ...exact }) {
      const plan = planOf(exact);
      const old = await pickWorkflow(tx, personId, `${number}`);
      const nextAt = old.state === 'active' ? (nextMoment(plan.trigger, zone, now) ?? null) : null;
      await changeWorkflow(tx, personId, old.id, { name, plan, zone, nextAt, tainted: old.tainted || tainted });
      const undo = { id: old.id, name: old.name, plan: old.plan, tainted: old.tainted };
      return { said: workflowText(await workflowById(tx, personId, old.id), kinds), undo };
    },
    undoData: before,
    async undo({ tx, personId, now }, { id, ...old }) {
      const { state, zone, number } = await workflowById(tx, personId, id);
      const nextAt = state === 'active' ? (nextMoment(old.plan.trigger, zone, now) ?? null) : null;
      await changeWorkflow(tx, personId, id, { ...old, nextAt });
      return `Workflow ${number} is as it was.`;
    },
  });
}

const CHANGES = ['pause', 'resume', 'delete', 'run'] as const;
const STATE = { pause: 'paused', resume: 'active', delete: 'deleted', run: undefined } as const;
const DONE = {
  pause: 'is paused. What is under way goes on.',
  resume: 'goes on.',
  delete: 'is deleted.',
  run: 'begins now.',
} as const;

function change(kinds: ReadonlyMap<string, Kind>): InsideKind {
  return defineKind({
    name: 'workflow_change',
    description: 'Pause, resume, delete or run a workflow, by number or name.',
    effect: 'private',
    verb: 'Change',
    area: 'workflow',
    input: z.object({ workflow: z.string(), change: z.enum(CHANGES) }),
    args: z.object({ number: z.int(), name: z.string(), change: z.enum(CHANGES) }),
    async resolve({ tx, personId }, said) {
      const { number, name } = await pickWorkflow(tx, personId, said.workflow);
      return { number, name, change: said.change };
    },
    fields: {
      number: (number) => ({ label: 'Workflow number', value: `${number}` }),
      name: (name) => ({ label: 'Workflow', value: name }),
      change: (value) => ({ label: 'Change', value }),
    },
    async run(context, { number, change: wish }) {
      const { tx, personId, now, source, actionId = source } = context;
      const old = await pickWorkflow(tx, personId, `${number}`);
      const said = `Workflow ${number}, ${shown(old.name)}, ${DONE[wish]}`;
      if (wish === 'run') {
        await beginRun(tx, old, { key: `hand:${actionId}`, dueAt: now }, now);
        return { said, tainted: old.tainted };
      }
      const state = STATE[wish];
      if (state === old.state) throw new AppError('invalid', `Workflow ${number} is ${state} already.`);
      await toState(context, old, state);
      return { said, undo: { id: old.id, state: old.state }, tainted: old.tainted };
    },
    undoData: z.object({ id: z.uuid(), state: z.enum(['active', 'paused']) }),
    async undo(context, { id, state }) {
      const workflow = await workflowById(context.tx, context.personId, id);
      await toState(context, workflow, state);
      return `${workflowText(await workflowById(context.tx, context.personId, id), kinds)}`;
    },
  });
}

/** What is deleted ends; what goes on looks to its next time from now. */
async function toState(
  { tx, personId, now }: ActionContext,
  { id, plan, zone }: Workflow,
  state: Workflow['state'],
): Promise<void> {
  const nextAt = state === 'active' ? (nextMoment(plan.trigger, zone, now) ?? null) : null;
  await changeWorkflow(tx, personId, id, { state, nextAt });
  if (state === 'deleted') await stopRuns(tx, personId, 'Its workflow was deleted.', now, id);
}

function exactly(kinds: ReadonlyMap<string, Kind>, { profile, now, ownWords }: ActionContext, said: z.infer<typeof input>) {
  const zone = profile.identity.timezone;
  const conditions = said.if ? said.if.split(/\n|;/).filter((line) => line.trim() !== '') : [];
  const plan = readPlan({ when: said.when, conditions, steps: said.steps.split(/\n|;/) }, { now, zone, ownWords });
  requireKnown(kinds, planOf(plan));
  const name = (said.name?.trim() || plan.steps[0] || 'Workflow').replaceAll(/\s+/g, ' ').slice(0, LONGEST_NAME);
  return { ...plan, name, zone };
}

function requireKnown(kinds: ReadonlyMap<string, Kind>, { steps }: Plan): void {
  for (const { deed } of steps) {
    if (deed.do === 'act' && !kinds.has(deed.kind))
      throw new AppError('invalid', `A workflow cannot do ${deed.kind}. Name another tool, or one of the plain steps.`);
  }
}

const FIELDS = {
  name: (name: string) => ({ label: 'Workflow', value: name }),
  trigger: (trigger: Trigger, { identity }: Profile) => ({
    label: 'Trigger',
    value: exactTriggerText(trigger, identity.timezone),
  }),
  zone: (zone: string) => ({ label: 'By the clocks of', value: zone }),
  conditions: (lines: readonly string[]) => ({ label: 'Conditions', value: lines.join('\n') || 'none' }),
  steps: (lines: readonly string[]) => ({ label: 'Steps', value: lines.join('\n') }),
  ownAddresses: (own: readonly string[]) => ({ label: 'Addresses that you typed', value: own.join('\n') || 'none' }),
};
