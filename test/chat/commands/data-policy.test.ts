import { describe, expect, test } from 'vitest';
import { promptPolicy, searchPolicy } from '../../../src/chat/commands/data-policy.ts';
import { systemClock } from '../../../src/ground/clock.ts';
import { parseSettings } from '../../../src/ground/config.ts';
import { chooseBrain, chooseEmbedder } from '../../../src/wiring/brain.ts';
import { silentLog } from '../../fixtures/database.ts';

const brainOf = (env: Record<string, string>) =>
  chooseBrain({ settings: parseSettings(env, []), clock: systemClock, log: silentLog });
const embedderOf = (env: Record<string, string>) => chooseEmbedder(parseSettings(env, []));

describe('what is told of the model (R97)', () => {
  test.each([
    [{ OPENAI_API_KEY: 'k' }, 'Prompts go to api.openai.com: your words'],
    [{ OPENAI_BASE_URL: 'https://openrouter.ai/api/v1' }, 'Prompts go to openrouter.ai: your words'],
    [{ OPENAI_BASE_URL: 'http://127.0.0.1:8080/v1' }, 'Prompts stay on this machine.'],
    [{ OPENAI_BASE_URL: 'http://nas.local:8080/v1' }, 'Prompts stay in your own network: they go to nas.local:8080.'],
    [{ OLLAMA_URL: 'http://127.0.0.1:11434', OLLAMA_MODEL: 'llama3.2' }, 'Prompts stay on this machine.'],
    [
      { OLLAMA_URL: 'http://192.168.1.5:11434', OLLAMA_MODEL: 'llama3.2' },
      'Prompts stay in your own network: they go to 192.168.1.5:11434.',
    ],
    [{ OLLAMA_URL: 'http://127.0.0.1:11434', OLLAMA_MODEL: 'gpt-oss:120b-cloud' }, 'Prompts go to ollama.com: your words'],
  ])('is where its settings send prompts: %j', async (env, told) => {
    const brain = await brainOf(env);
    expect(promptPolicy(brain?.site).startsWith(told)).toBe(true);
  });
});

describe('what is told of the search by meaning (R97)', () => {
  test.each([
    [{}, 'on this machine'],
    [{ OLLAMA_EMBEDDING_MODEL: 'nomic-embed-text' }, 'on this machine'],
    [
      { OPENAI_API_KEY: 'k', OPENAI_EMBEDDING_MODEL: 'text-embedding-3-small' },
      'all that is said and saved goes to api.openai.com',
    ],
    [
      { OLLAMA_URL: 'http://box:11434', OLLAMA_EMBEDDING_MODEL: 'nomic-embed-text' },
      'in your own network: all that is said and saved goes to box:11434',
    ],
  ])('is where its settings send texts: %j', (env, told) => {
    expect(searchPolicy(embedderOf(env).embedderSite)).toBe(told);
  });
});
