import { LLMock } from '@copilotkit/aimock';
import { afterEach, describe, expect, it } from 'vitest';
import { createOllamaModel } from '../../../adapters/models/ollama.ts';
import { discoverOllama } from '../../../adapters/models/ollama-discovery.ts';
import { type ModelFake, startModelFake } from '../../fakes/model/model-fake.ts';
import { ollamaFrames } from '../../fakes/model/ollama-wire.ts';
import { find, modelProviderContract, say } from './model-provider-contract.ts';

const { signal } = new AbortController();
const options = { signal, onProgress: () => {} };

describe('a model of Ollama', () => {
  modelProviderContract({
    create: (url) => createOllamaModel({ url, model: 'fake-model' }),
    frames: (reply) => {
      const frames = ollamaFrames(reply, 'fake-model');
      return { frames, needed: frames.length };
    },
  });
});

describe('what only Ollama has', () => {
  let fake: ModelFake;
  afterEach(() => fake.stop());

  it('asks for a context that holds the whole prompt, and never shrinks it again', async () => {
    fake = await startModelFake();
    const model = createOllamaModel({ url: fake.ollamaUrl, model: 'm' });
    for (const length of [10, 60_000, 10, 4_000_000]) await model.answer(say('x'.repeat(length)), options);
    expect(fake.requests.map(({ body }) => body.options)).toEqual(
      [8_192, 32_768, 32_768, 131_072].map((num_ctx) => ({ num_ctx })),
    );
  });

  it('gives calls of later answers other ids', async () => {
    fake = await startModelFake(() => ({ toolCalls: [{ name: 'find', arguments: {} }] }));
    const model = createOllamaModel({ url: fake.ollamaUrl, model: 'm' });
    const first = await model.answer(say('x', [find]), options);
    const next = {
      messages: [...say('x').messages, { role: 'assistant', content: '', toolCalls: first.toolCalls }] as const,
      tools: [find],
    };
    expect((await model.answer(next, options)).toolCalls[0]?.id).not.toBe(first.toolCalls[0]?.id);
  });

  it('tells how to get a missing model', async () => {
    fake = await startModelFake(() => 404);
    const model = createOllamaModel({ url: fake.ollamaUrl, model: 'llama3.2' });
    await expect(model.answer(say('x'), options)).rejects.toThrow('ollama pull llama3.2');
  });

  it.each([
    ['http://127.0.0.1:11434', 'llama3.2', true],
    ['http://192.168.1.20:11434', 'llama3.2', true],
    ['http://127.0.0.1:11434', 'gpt-oss:120b-cloud', false],
    ['https://ollama.example.com', 'llama3.2', false],
  ])('knows whether prompts stay here: %s %s', async (url, model, local) => {
    fake = await startModelFake();
    expect(createOllamaModel({ url, model }).local).toBe(local);
  });
});

describe('finding an Ollama', () => {
  let fake: ModelFake;
  afterEach(() => fake.stop());

  const installed = [
    { name: 'llama3.2:3b', size: 2_000 },
    { name: 'qwen3:8b', size: 5_000 },
    { name: 'mxbai-embed-large', size: 9_000 },
    { name: 'all-minilm', size: 9_000, family: 'bert' },
    { name: 'some-text-model', size: 9_000, family: 'nomic-bert' },
    { name: 'gpt-oss:120b-cloud', size: 9_000 },
  ];

  it('takes the largest chat model that runs here', async () => {
    fake = await startModelFake(undefined, { models: installed });
    expect(await discoverOllama({ url: fake.ollamaUrl, signal })).toEqual({ url: fake.ollamaUrl, model: 'qwen3:8b' });
  });

  it('takes the named model as it is', async () => {
    fake = await startModelFake(undefined, { models: installed });
    expect(await discoverOllama({ url: fake.ollamaUrl, model: 'mine', signal })).toEqual({ url: fake.ollamaUrl, model: 'mine' });
  });

  it('finds nothing where only embedding models are installed, or another server answers', async () => {
    fake = await startModelFake(undefined, { models: installed.slice(2) });
    expect(await discoverOllama({ url: fake.ollamaUrl, signal })).toBeUndefined();
    expect(await discoverOllama({ url: `${fake.ollamaUrl}/elsewhere`, signal })).toBeUndefined();
  });

  it('finds nothing where nobody listens', async () => {
    fake = await startModelFake();
    await fake.stop();
    expect(await discoverOllama({ url: fake.ollamaUrl, signal })).toBeUndefined();
    fake = await startModelFake();
  });

  it('stops with the signal', async () => {
    fake = await startModelFake();
    await expect(discoverOllama({ url: fake.ollamaUrl, signal: AbortSignal.abort(new Error('STOP')) })).rejects.toThrow('STOP');
  });
});

describe('the same model against a server of other hands (aimock)', () => {
  const mock = new LLMock({ port: 0 });
  afterEach(() => mock.stop());

  it('streams text and tool calls', async () => {
    mock.onMessage('hello', { content: 'Hi there, this is a longer answer.' });
    mock.onMessage('look', { toolCalls: [{ name: 'find', arguments: '{"query":"x"}' }] });
    await mock.start();
    const model = createOllamaModel({ url: mock.url, model: 'llama3.2' });
    expect((await model.answer(say('hello'), options)).text).toBe('Hi there, this is a longer answer.');
    const { toolCalls } = await model.answer(say('look', [find]), options);
    expect(toolCalls).toMatchObject([{ name: 'find', arguments: '{"query":"x"}' }]);
  });
});
