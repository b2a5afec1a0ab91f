import type { Act, ActOutcome } from '../actions/act.ts';
import { hashOf } from '../actions/canonical.ts';
import type { ModelAnswer, ModelMessage, ToolSpec } from '../ports/model.ts';
import { runCall, toToolResult } from './tools.ts';
import { readWishes, type Wishes } from './wishes.ts';

/** What a conversation between model and tools came to. */
export interface Spoken {
  readonly text: string;
  /** Outcomes in order, those of looking included. */
  readonly outcomes: readonly ActOutcome[];
  readonly tainted: boolean;
  /** True for words about our own state, such as a model that is out: they join no memory. */
  readonly passing?: boolean;
}

export interface LoopDeps {
  readonly act: Act;
  readonly tools: readonly ToolSpec[];
  /** The answer of this step: the stored one, or the model's, stored with the taint of its prompt before it is returned. */
  readonly answer: (step: number, messages: readonly ModelMessage[], tainted: boolean) => Promise<SteppedAnswer | Outage>;
}

/** An answer of the model, perhaps of an earlier life. */
export interface SteppedAnswer extends ModelAnswer {
  /** True when words from outside stood in the prompt that it answered, then or now. */
  readonly tainted: boolean;
}

/** The model is out. */
export interface Outage {
  /** What the person is told of it. */
  readonly outage: string;
}

export interface LoopTurn {
  readonly personId: string;
  readonly turnId: string;
  readonly source: string;
  readonly tainted: boolean;
  readonly unattended: boolean;
  /** What the person typed for this turn. */
  readonly ownWords: string;
  readonly signal: AbortSignal;
}

/** A model that goes round in circles ends here. */
const MOST_STEPS = 8;

const UNREADABLE =
  'The model asked for something in a form I could not read, so that was not done. Please say it again, or use a command (/help).';
const TOO_LONG = 'I went round in circles on this and stopped. What is listed below was done; please ask again for the rest.';

/**
 * Asks, does what the model calls for, tells it the results, and again, until it answers in words or a card has to be pressed.
 * However it ends, what was done on the way is among the outcomes, each thing once.
 */
export async function converse(deps: LoopDeps, turn: LoopTurn, prompt: readonly ModelMessage[]): Promise<Spoken> {
  const messages = [...prompt];
  const known = new Set(deps.tools.map((tool) => tool.name));
  const outcomes: ActOutcome[] = [];
  let { tainted } = turn;
  let repairs = 0;

  for (let step = 0; step < MOST_STEPS; step += 1) {
    turn.signal.throwIfAborted();
    const answer = await deps.answer(step, messages, tainted);
    if ('outage' in answer) return { text: answer.outage, outcomes, tainted, passing: outcomes.length === 0 };
    tainted = answer.tainted;
    const wishes = readWishes(answer, known);
    if (isTalk(wishes)) return { text: wishes.words, outcomes, tainted };

    const done = await fulfil(deps.act, { ...turn, tainted, promptHash: hashOf(messages) }, step, wishes);
    outcomes.push(...newsAmong(done.outcomes, outcomes));
    tainted = done.tainted;
    if (wishes.problems.size > 0) repairs += 1;
    const end = ending(wishes, done.outcomes, repairs);
    if (end) return { text: end === 'answered' ? wishes.words : UNREADABLE, outcomes, tainted };
    messages.push(...toHistory(answer, wishes, done.results));
  }
  return { text: TOO_LONG, outcomes, tainted };
}

function isTalk({ reads, problems }: Wishes): boolean {
  return reads.length === 0 && problems.size === 0;
}

/** Leaves out what a repeated wish came to: its first outcome again. */
function newsAmong(outcomes: readonly ActOutcome[], before: readonly ActOutcome[]): ActOutcome[] {
  const known = new Set(before.map(actionIdOf));
  return outcomes.filter((outcome) => {
    const id = actionIdOf(outcome);
    const isNew = id === undefined || !known.has(id);
    known.add(id);
    return isNew;
  });
}

function actionIdOf(outcome: ActOutcome): string | undefined {
  return outcome.state === 'refused' ? undefined : outcome.actionId;
}

/** `answered` when nothing more is to be asked: a card is open, or a list was carried out. `unreadable` when repairs are used up. */
function ending(wishes: Wishes, outcomes: readonly ActOutcome[], repairs: number): 'answered' | 'unreadable' | undefined {
  if (outcomes.some((outcome) => outcome.state === 'proposed')) return 'answered';
  if (repairs > wishes.mostRepairs) return 'unreadable';
  return wishes.complete ? 'answered' : undefined;
}

interface Fulfilled {
  readonly outcomes: readonly ActOutcome[];
  /** What the model is told, by call id. */
  readonly results: ReadonlyMap<string, string>;
  readonly tainted: boolean;
}

/** Does what one answer asks, call after call: what one call read may taint the next. */
async function fulfil(act: Act, turn: LoopTurn & { promptHash: string }, step: number, wishes: Wishes): Promise<Fulfilled> {
  const { signal, ...wish } = turn;
  const outcomes: ActOutcome[] = [];
  const results = new Map(wishes.problems);
  let { tainted } = turn;
  for (const read of wishes.reads) {
    signal.throwIfAborted();
    const outcome = await runCall(act, read, { ...wish, tainted, step: wishes.list ? 0 : step });
    outcomes.push(outcome);
    results.set(read.call.id, toToolResult(outcome));
    if (outcome.state !== 'proposed') tainted ||= outcome.tainted ?? false;
  }
  return { outcomes, results, tainted };
}

function toHistory(answer: ModelAnswer, { list, problems }: Wishes, results: ReadonlyMap<string, string>): ModelMessage[] {
  const said: ModelMessage = { role: 'assistant', content: answer.text, toolCalls: answer.toolCalls };
  if (list) {
    const wrong = [...problems.values()].join('\n');
    return [
      said,
      { role: 'user', content: `Parts of your list could not be used:\n${wrong}\nSend only these again, corrected.` },
    ];
  }
  const told = answer.toolCalls.map(
    (call): ModelMessage => ({
      role: 'tool',
      toolCallId: call.id,
      toolName: call.name,
      content: results.get(call.id) ?? 'Not done.',
    }),
  );
  return [said, ...told];
}
