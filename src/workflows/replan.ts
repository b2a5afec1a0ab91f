import { isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Write } from '../proactive/brief/rewording.ts';
import type { Scene } from './do-step.ts';
import { isLook, type Step } from './plan.ts';
import { readStep } from './read-step.ts';

/** What is to come after a step that failed for good, and in one sentence what is done instead of it. */
export interface Replanned {
  readonly rest: readonly Step[];
  readonly instead: string;
}

const WITHOUT = 'I went on without it.';

/** A look is left out; where a deed cannot be done, what was made for it is told to the person. */
export function replanByRule(steps: readonly Step[], position: number): Replanned {
  const failed = steps[position];
  const rest = steps.slice(position + 1);
  if (failed?.deed.do !== 'act' || isLook(failed)) return { rest, instead: WITHOUT };
  if (rest.some(({ deed }) => deed.do === 'tell')) return { rest, instead: WITHOUT };
  return { rest: [...rest, readStep('tell me')], instead: 'here is what was made for it.' };
}

interface ReplanDeps {
  readonly write?: Write | undefined;
  readonly log: Log;
}

/** Plans anew, once a run: by the model where there is one and its plan can be read and goes no further than the old one; else by rule. */
export async function replan(deps: ReplanDeps, scene: Scene, problem: string, signal: AbortSignal): Promise<Replanned> {
  const { run } = scene;
  const byRule = replanByRule(run.steps, run.position);
  if (!deps.write || run.replanned) return byRule;
  try {
    const reader = { personId: run.personId, zone: scene.profile.identity.timezone };
    const answer = await deps.write(prompt(run.steps, run.position, problem), signal, reader);
    return (answer && readReplan(answer.text, run.steps, run.position)) ?? byRule;
  } catch (error) {
    signal.throwIfAborted();
    deps.log.warn('workflow-without-model', describeError(error));
    return byRule;
  }
}

const MOST_NEW_STEPS = 10;

/** The steps that a model wrote; undefined when one cannot be read, or does anything but look and tell that did not stand there before. */
export function readReplan(answer: string, steps: readonly Step[], position: number): Replanned | undefined {
  const lines = answer
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  if (lines.length === 0 || lines.length > MOST_NEW_STEPS) return undefined;
  const before = new Map(steps.slice(position + 1).map((step) => [step.line, step]));
  try {
    const rest = lines.map(readStep).map((step) => before.get(step.line) ?? step);
    const isAllowed = (step: Step) => before.has(step.line) || isLook(step) || step.deed.do === 'tell';
    const added = rest.filter(({ line }) => !before.has(line) && line !== steps[position]?.line);
    if (!rest.every(isAllowed) || rest.some(({ line }) => line === steps[position]?.line)) return undefined;
    return { rest, instead: added.length === 0 ? WITHOUT : `${added.map(({ line }) => line).join('; ')}.` };
  } catch (error) {
    if (isAppError(error, 'invalid')) return undefined;
    throw error;
  }
}

function prompt(steps: readonly Step[], position: number, problem: string): string {
  const line = ({ line: text }: Step) => `- ${text}`;
  return [
    'A plan is being carried out, and one step cannot be done. Write the steps that are to come, one a line, so that the plan still serves its purpose.',
    'Keep the steps to come as they are written where they still make sense. Instead of the failed step you may add looks of these forms:',
    'calendar WHEN; tasks; mail from NAME about WORDS; memory about WORDS; project WORDS; search WORDS; summarise; tell me: WORDS.',
    'Answer with the steps only.',
    '',
    'Done:',
    ...steps.slice(0, position).map(line),
    `Failed: ${steps[position]?.line ?? ''} (${problem})`,
    'To come:',
    ...steps.slice(position + 1).map(line),
  ].join('\n');
}
