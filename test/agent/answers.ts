import type { Act, ActOutcome, Wish } from '../../src/actions/act.ts';
import type { ModelAnswer, ToolSpec } from '../../src/ports/model.ts';

const usage = { promptTokens: 100, outputTokens: 10 };

export function words(text: string): ModelAnswer {
  return { text, toolCalls: [], usage };
}

/** An answer that calls tools; arguments given as text stand as they are. */
export function calls(...wishes: readonly (readonly [name: string, input: object | string])[]): ModelAnswer {
  const toolCalls = wishes.map(([name, input], at) => ({
    id: `call-${at}`,
    name,
    arguments: typeof input === 'string' ? input : JSON.stringify(input),
  }));
  return { text: '', toolCalls, usage };
}

export function tool(name: string): ToolSpec {
  return { name, description: name, parameters: { type: 'object' } };
}

export function done(actionId: string, over: Partial<Extract<ActOutcome, { state: 'done' }>> = {}): ActOutcome {
  return { state: 'done', said: `Did ${actionId}.`, actionId, undoable: true, tainted: false, effect: 'private', ...over };
}

export function proposed(actionId: string): ActOutcome {
  return { state: 'proposed', card: { text: `Card of ${actionId}` }, actionId };
}

/** An `act` with the ledger's promise: the same key gives its first outcome again and runs nothing. */
export function createFakeLedger(outcomeOf: (wish: Wish, number: number) => ActOutcome = (_, number) => done(`a${number}`)) {
  const outcomes = new Map<string, ActOutcome>();
  const ran: Wish[] = [];
  const act: Act = async (wish) => {
    const earlier = outcomes.get(wish.key);
    if (earlier) return earlier;
    ran.push(wish);
    const outcome = outcomeOf(wish, ran.length);
    outcomes.set(wish.key, outcome);
    return outcome;
  };
  return { act, ran };
}
