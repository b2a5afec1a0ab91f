import { LLMock } from '@copilotkit/aimock';
import { afterEach, describe, expect, it } from 'vitest';
import { createOpenAiModel } from '../../../adapters/models/openai.ts';
import { type ModelFake, startModelFake } from '../../fakes/model/model-fake.ts';
import { openAiFrames } from '../../fakes/model/openai-wire.ts';
import type { ModelFakeScript } from '../../fakes/model/script.ts';
import { everythingIn, find, KEY, modelProviderContract, say } from './model-provider-contract.ts';

const options = { signal: new AbortController().signal, onProgress: () => {} };

describe('a model with the API of OpenAI', () => {
  modelProviderContract({
    create: (root) => createOpenAiModel({ apiKey: KEY, baseUrl: `${root}/v1`, model: 'fake-model' }),
    frames: (reply) => {
      const frames = openAiFrames(reply, 'fake-model', true);
      return { frames, needed: frames.findIndex((frame) => /"finish_reason":"/.test(frame)) + 1 };
    },
  });
});

describe('what only the API of OpenAI has', () => {
  let fake: ModelFake;
  afterEach(() => fake.stop());

  async function start(script: ModelFakeScript, settings: { apiKey?: string; model?: string } = { apiKey: KEY, model: 'm' }) {
    fake = await startModelFake(script, {
      models: [{ name: 'text-embed-1' }, { name: 'chat-1' }].map((m) => ({ ...m, size: 1 })),
    });
    return createOpenAiModel({ ...settings, baseUrl: fake.openAiUrl });
  }

  it('passes malformed arguments on just as the model wrote them', async () => {
    const model = await start(() => ({ toolCalls: [{ name: 'find', arguments: '{"query": "half' }] }));
    expect((await model.answer(say('x', [find]), options)).toolCalls[0]?.arguments).toBe('{"query": "half');
  });

  it.each([
    ['3', {}, 3000],
    ['0.5', {}, 500],
    ['Mon, 05 Jan 2026 08:00:30 GMT', { date: 'Mon, 05 Jan 2026 08:00:00 GMT' }, 30_000],
    ['9', { 'retry-after-ms': '250' }, 250],
    ['soon', {}, undefined],
  ])('reads Retry-After: %s', async (value, more, wanted) => {
    const model = await start(() => ({ status: 429, headers: { 'retry-after': value, ...more } }));
    await expect(model.answer(say('x'), options)).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: wanted });
  });

  it('never repeats a wrong key, and names the setting', async () => {
    fake = await startModelFake(() => 'unused', { apiKey: 'sk-another' });
    const model = createOpenAiModel({ apiKey: KEY, baseUrl: fake.openAiUrl, model: 'm' });
    const error = await model.answer(say('x'), options).catch((thrown) => thrown);
    expect(error.message).toContain('OPENAI_API_KEY');
    expect(everythingIn(error)).not.toContain('sk-');
  });

  it('asks for a key where none is set', async () => {
    fake = await startModelFake(() => 'unused', { apiKey: 'sk-another' });
    const model = createOpenAiModel({ baseUrl: fake.openAiUrl, model: 'm' });
    await expect(model.answer(say('x'), options)).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('Set OPENAI_API_KEY'),
    });
  });

  it('refuses a key that cannot stand in a header, without showing it', () => {
    expect(() => createOpenAiModel({ apiKey: 'sk-two\nlines' })).toThrow(/^(?!.*sk-two).*OPENAI_API_KEY/s);
  });

  it('does without token counts on a server that does not know them, from then on', async () => {
    const model = await start(({ body }) =>
      body.stream_options ? { status: 400, message: 'Unknown argument', param: 'stream_options' } : 'Fine.',
    );
    expect((await model.answer(say('x'), options)).text).toBe('Fine.');
    await model.answer(say('x'), options);
    expect(fake.requests.map(({ body }) => 'stream_options' in body)).toEqual([true, false, false]);
  });

  it.each([
    [400, '"auto" tool choice requires --enable-auto-tool-choice to be set'],
    [500, 'tools param requires --jinja flag'],
    [404, 'No endpoints found that support tool use.'],
    [422, '[{"type":"extra_forbidden","loc":["body","tools"]}]'],
  ])('understands a refusal of tools: %i %s', async (status, message) => {
    const model = await start(({ tools }) => (tools.length > 0 ? { status, message } : 'Fine.'));
    expect(await model.answer(say('x', [find]), options)).toMatchObject({ text: 'Fine.', withoutTools: true });
  });

  it.each([
    [{ status: 400, message: 'Unknown keyword is not allowed in tools', param: 'tools[0].function.parameters' }],
    [{ status: 400, message: 'maximum context length is 8192; tools are not supported beyond' }],
    [{ status: 400, message: "An assistant message with 'tool_calls' must be followed by tool messages" }],
  ])('keeps the tools when the fault is another: %o', async (refusal) => {
    const model = await start(() => refusal);
    await expect(model.answer(say('x', [find]), options)).rejects.toMatchObject({ code: 'invalid' });
    expect(fake.requests).toHaveLength(1);
  });

  it('takes the first chat model of a server without keys, and sends no key', async () => {
    const model = await start(() => 'Fine.', {});
    expect(model.name).toMatch(/^Model at 127/);
    await model.answer(say('x'), options);
    expect([fake.requests[0]?.model, fake.requests[0]?.headers.authorization]).toEqual(['chat-1', undefined]);
    expect(model.name).toMatch(/^chat-1 at 127/);
  });

  it('is local on a private address only, and by default is gpt-5-mini at OpenAI', async () => {
    const model = await start(() => 'unused');
    expect(model.local).toBe(true);
    const usual = createOpenAiModel({ apiKey: KEY });
    expect([usual.name, usual.local]).toEqual(['OpenAI gpt-5-mini', false]);
  });
});

describe('the same model against a server of other hands (aimock)', () => {
  const mock = new LLMock({ port: 0 });
  afterEach(() => mock.stop());

  it('streams text and tool calls and refuses a broken stream', async () => {
    mock.onMessage('hello', { content: 'Hi there, this is a longer answer.' });
    mock.onMessage('look', { toolCalls: [{ name: 'find', arguments: '{"query":"x"}' }] });
    mock.onMessage('broken', { content: 'This is cut in the middle of it all.' }, { truncateAfterChunks: 2, chunkSize: 5 });
    await mock.start();
    const model = createOpenAiModel({ apiKey: KEY, baseUrl: `${mock.url}/v1`, model: 'gpt-5-mini' });
    const answer = await model.answer(say('hello'), options);
    expect(answer.text).toBe('Hi there, this is a longer answer.');
    expect(answer.usage.outputTokens).toBeGreaterThan(0);
    const { toolCalls } = await model.answer(say('look', [find]), options);
    expect(toolCalls).toMatchObject([{ name: 'find', arguments: '{"query":"x"}' }]);
    await expect(model.answer(say('broken'), options)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
