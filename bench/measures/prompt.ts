import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { type Figure, figure } from '../figure.ts';
import { openScene } from '../scene.ts';

/** What the model is sent for "hi": the JSON of messages and tools, counted in tokens of o200k_base. */
export async function* measurePrompt(): AsyncGenerator<Figure> {
  const scene = await openScene('embedded', () => 'Hello.');
  try {
    await scene.say('hi');
    const body = scene.model.requests[0]?.body;
    if (!body) throw new Error('the model was not asked');
    const tokens = countTokens(JSON.stringify(body.messages)) + countTokens(JSON.stringify(body.tools ?? []));
    yield figure('prompt_hi_tokens', tokens, 'tokens', 1500);
  } finally {
    await scene.close();
  }
}
