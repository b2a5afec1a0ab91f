import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOpenAiModel } from '../../adapters/models/openai.ts';
import type { ActOutcome } from '../../src/actions/act.ts';
import { converse } from '../../src/agent/loop.ts';
import { isAppError } from '../../src/ground/errors.ts';
import { type ModelFake, startModelFake } from '../fakes/model/model-fake.ts';
import { openAiFrames } from '../fakes/model/openai-wire.ts';

const REPLY = { text: 'I note it.', toolCalls: [{ name: 'task_add', arguments: { title: 'Pay the rent' } }] };
const TOOL = { name: 'task_add', description: 'Adds a task', parameters: { type: 'object' } };
const OUTAGE = 'The model is out.';

let fake: ModelFake;
let cutAtByte = 0;
beforeAll(async () => {
  fake = await startModelFake(() => ({ ...REPLY, cutAtByte }));
});
afterAll(() => fake.stop());

test('a stream that is cut at any of its bytes does nothing and shows nothing of itself', { timeout: 300_000 }, async () => {
  const model = createOpenAiModel({ baseUrl: fake.openAiUrl, model: 'scripted' });
  const signal = new AbortController().signal;
  const done: string[] = [];
  const act = async ({ kind }: { readonly kind: string }): Promise<ActOutcome> => {
    done.push(kind);
    return { state: 'refused', said: 'It was done.' };
  };
  const turn = { personId: 'p', turnId: 't', source: 's', tainted: false, unattended: false, ownWords: '', signal };
  const frames = openAiFrames(REPLY, 'scripted', true);
  // From the end mark on nothing is missing any more.
  const length = frames.slice(0, -1).join('').length - (frames.at(-2)?.length ?? 0) - 30;
  for (cutAtByte = 0; cutAtByte < length; cutAtByte += 1) {
    const answer = () =>
      model
        .answer(
          { messages: [{ role: 'user', content: 'Keep the rent' }], tools: [TOOL] },
          { signal, onProgress: () => undefined },
        )
        .then((given) => ({ ...given, tainted: false }))
        .catch((error: unknown) => {
          expect(isAppError(error, 'unavailable')).toBe(true);
          return { outage: OUTAGE };
        });
    const spoken = await converse({ act, tools: [TOOL], answer }, turn, [{ role: 'user', content: 'Keep the rent' }]);
    expect([spoken.text, spoken.outcomes.length], `cut after ${cutAtByte} bytes`).toEqual([OUTAGE, 0]);
  }
  expect(done).toEqual([]);
  expect(length).toBeGreaterThan(1000);
});
