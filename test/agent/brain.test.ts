import { describe, expect, test } from 'vitest';
import { ACTION_LIST_PROMPT } from '../../src/agent/action-list.ts';
import type { Ask } from '../../src/agent/ask.ts';
import { createBrain } from '../../src/agent/brain.ts';
import type { ModelRequest } from '../../src/ports/model.ts';
import { tool, words } from './answers.ts';

const options = { signal: new AbortController().signal, onSlow: () => undefined };
const request: ModelRequest = {
  messages: [
    { role: 'system', content: 'You are Adjutant.' },
    { role: 'user', content: 'hi' },
  ],
  tools: [tool('task_add')],
};

function setUp({ takesTools }: { readonly takesTools: boolean }) {
  const asked: ModelRequest[] = [];
  const ask: Ask = async (given) => {
    asked.push(given);
    return { ...words('Hello.'), ...(!takesTools && given.tools.length > 0 && { withoutTools: true }) };
  };
  return { asked, brain: createBrain({ name: 'Fake', ask, dailyTokenLimit: undefined }) };
}

describe('what is known of the model', () => {
  test('leaves the requests to a model with tools as they are', async () => {
    const { asked, brain } = setUp({ takesTools: true });
    await brain.ask(request, options);
    expect(asked).toEqual([request]);
  });

  test('asks a model that takes no tools once more right away, with the list of actions in the system message', async () => {
    const { asked, brain } = setUp({ takesTools: false });
    const { usage } = await brain.ask(request, options);
    expect(asked).toHaveLength(2);
    expect(asked[1]).toEqual({
      messages: [{ role: 'system', content: `You are Adjutant.\n\n${ACTION_LIST_PROMPT}` }, request.messages[1]],
      tools: [],
    });
    expect(usage).toEqual({ promptTokens: 200, outputTokens: 20 });
  });

  test('asks it by lists at once from then on', async () => {
    const { asked, brain } = setUp({ takesTools: false });
    await brain.ask(request, options);
    await brain.ask(request, options);
    expect(asked).toHaveLength(3);
    expect(asked[2]).toEqual(asked[1]);
  });

  test('speaks of no lists where no tools are offered, as for the brief', async () => {
    const { asked, brain } = setUp({ takesTools: false });
    await brain.ask(request, options);
    await brain.ask({ ...request, tools: [] }, options);
    expect(asked[2]).toEqual({ ...request, tools: [] });
  });
});
