import type { Act, ActOutcome } from '../actions/act.ts';
import { hashOf } from '../actions/canonical.ts';
import type { Kind } from '../actions/kind.ts';
import { atStep } from '../ground/steps.ts';
import type { ToolCall, ToolSpec } from '../ports/model.ts';
import { parseExact } from './exact-json.ts';

/** One tool call with its arguments read. */
export interface ReadCall {
  readonly call: ToolCall;
  readonly input: unknown;
}

/** The model's view of the kinds. */
export function toToolSpecs(kinds: readonly Kind[]): ToolSpec[] {
  return kinds.map(({ name, description, parameters }) => ({ name, description, parameters }));
}

/** A call's arguments, or in plain words what is wrong with the call. */
export function readCall(call: ToolCall, known: ReadonlySet<string>): ReadCall | { readonly problem: string } {
  if (!known.has(call.name)) return { problem: `There is no tool ${call.name}.` };
  const read = parseExact(call.arguments === '' ? '{}' : call.arguments);
  if ('problem' in read) return { problem: `The arguments of ${call.name} are ${read.problem}. Send them again.` };
  return { call, input: read.value };
}

interface Round {
  readonly personId: string;
  readonly turnId: string;
  readonly source: string;
  readonly step: number;
  readonly tainted: boolean;
  readonly unattended: boolean;
  readonly ownWords: string;
  readonly promptHash: string;
}

/** Does what one call asks, once: the same call of the same step again gives the first outcome. */
export async function runCall(act: Act, { call, input }: ReadCall, round: Round): Promise<ActOutcome> {
  const { step, ...wish } = round;
  const key = hashOf([round.turnId, step, call.name, input]);
  return atStep('tool-proposed', () => act({ ...wish, kind: call.name, input, key }));
}

/** What the model is told of an outcome. */
export function toToolResult(outcome: ActOutcome): string {
  switch (outcome.state) {
    case 'done':
      return outcome.said;
    case 'refused':
      return `Not done: ${outcome.said}`;
    case 'proposed':
      return 'Not done: the person has been asked by a card.';
  }
}
