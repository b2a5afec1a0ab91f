import type { ModelAnswer, ToolCall } from '../ports/model.ts';
import { ACTION_TO_TOOL, parseActionList } from './action-list.ts';
import { type ReadCall, readCall } from './tools.ts';

const MOST_CALLS_A_STEP = 20;
/** Calls that could not be read are handed back this often, then refused. */
const MOST_REPAIRS = 2;
/** A list gets one repair turn. */
const MOST_LIST_REPAIRS = 1;

/** What an answer asks for. */
export interface Wishes {
  readonly reads: readonly ReadCall[];
  /** What is wrong, by the id of the call it is wrong with. */
  readonly problems: ReadonlyMap<string, string>;
  readonly mostRepairs: number;
  /** True when the answer is a JSON list of actions: a wish in it that comes again after a repair is the same wish. */
  readonly list: boolean;
  /** True when the list has been read whole: a model that answers so has said all it will say. */
  readonly complete: boolean;
  /** What the model said beside its calls. */
  readonly words: string;
}

/** Reads tool calls, or the JSON list of a model that has none. */
export function readWishes(answer: ModelAnswer, known: ReadonlySet<string>): Wishes {
  if (answer.toolCalls.length > 0) {
    return {
      ...readToolCalls(answer.toolCalls, known),
      mostRepairs: MOST_REPAIRS,
      list: false,
      complete: false,
      words: answer.text,
    };
  }
  const list = parseActionList(answer.text);
  if (list.state === 'none')
    return { reads: [], problems: new Map(), mostRepairs: 0, list: false, complete: true, words: answer.text };
  const calls = list.actions.map((action, index): ToolCall => {
    const { tool, input } = ACTION_TO_TOOL(action);
    return { id: `action-${index}`, name: tool, arguments: JSON.stringify(input) };
  });
  const { reads, problems } = readToolCalls(calls, known);
  const all = new Map([...problems, ...list.problems.map((problem, index): [string, string] => [`problem-${index}`, problem])]);
  return { reads, problems: all, mostRepairs: MOST_LIST_REPAIRS, list: true, complete: all.size === 0, words: '' };
}

function readToolCalls(calls: readonly ToolCall[], known: ReadonlySet<string>): Pick<Wishes, 'reads' | 'problems'> {
  const reads: ReadCall[] = [];
  const problems = new Map<string, string>();
  calls.forEach((call, index) => {
    const read =
      index < MOST_CALLS_A_STEP ? readCall(call, known) : { problem: `Only ${MOST_CALLS_A_STEP} calls at once are possible.` };
    if ('problem' in read) problems.set(call.id, read.problem);
    else reads.push(read);
  });
  return { reads, problems };
}
