import { afterEach, describe, expect, it } from 'vitest';
import { createOllamaEmbedder } from '../../../adapters/models/ollama-embedder.ts';
import { createOpenAiEmbedder } from '../../../adapters/models/openai-embedder.ts';
import { fakeVector, type ModelFake, startModelFake } from '../../fakes/model/model-fake.ts';
import { everythingIn, KEY } from './model-provider-contract.ts';

const { signal } = new AbortController();

let fake: ModelFake;
afterEach(() => fake.stop());

describe.each([
  {
    name: 'OpenAI',
    create: (root: string) => createOpenAiEmbedder({ apiKey: KEY, baseUrl: `${root}/v1`, model: 'embed-1' }),
    id: /^127\.0\.0\.1:\d+\/embed-1$/,
  },
  {
    name: 'Ollama',
    create: (url: string) => createOllamaEmbedder({ url, model: 'embed-1' }),
    id: /^ollama\/embed-1$/,
  },
])('the embedder of $name', ({ create, id }) => {
  it('returns unit vectors in the order of the texts, over several requests', async () => {
    fake = await startModelFake();
    const embedder = create(fake.ollamaUrl);
    const texts = Array.from({ length: 70 }, (_, at) => `text ${at}`);
    const vectors = await embedder.embed(texts, signal);
    expect(vectors).toHaveLength(70);
    for (const [at, vector] of vectors.entries()) {
      expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
      expect(vector[0]).toBeCloseTo(fakeVector(`text ${at}`, 8)[0] ?? 9, 5);
    }
    expect(embedder.model).toMatch(id);
  });

  it('gives a blank text the zero vector, no texts no vectors, and cuts a long text', async () => {
    fake = await startModelFake();
    const embedder = create(fake.ollamaUrl);
    const [blank, long] = await embedder.embed(['  ', 'y'.repeat(100_000)], signal);
    expect(blank).toEqual(new Array(8).fill(0));
    expect(long?.some((value) => value !== 0)).toBe(true);
    expect(Math.max(...fake.embedded.map(({ length }) => length))).toBe(8_000);
    expect(fake.embedded).not.toContain('');
    expect(await embedder.embed([], signal)).toEqual([]);
  });

  it('rejects as unavailable when nobody answers, and stops with the signal', async () => {
    fake = await startModelFake();
    const embedder = create(fake.ollamaUrl);
    await expect(embedder.embed(['x'], AbortSignal.abort(new Error('STOP')))).rejects.toThrow('STOP');
    await fake.stop();
    await expect(embedder.embed(['x'], signal)).rejects.toMatchObject({ code: 'unavailable' });
    fake = await startModelFake();
  });
});

describe('the embedder of OpenAI', () => {
  it('names the key that is refused without showing it', async () => {
    fake = await startModelFake(undefined, { apiKey: 'sk-another' });
    const embedder = createOpenAiEmbedder({ apiKey: KEY, baseUrl: fake.openAiUrl, model: 'm' });
    const error = await embedder.embed(['x'], signal).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'denied' });
    expect(everythingIn(error)).not.toContain('sk-');
  });
});
