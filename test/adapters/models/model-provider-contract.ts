import { getEventListeners, once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../../../src/ground/errors.ts';
import type { ModelProvider, ModelRequest, ToolSpec } from '../../../src/ports/model.ts';
import { type ModelFake, startModelFake } from '../../fakes/model/model-fake.ts';
import type { ModelFakeReply, ModelFakeScript } from '../../fakes/model/script.ts';

export const KEY = 'sk-test-0123456789abcdef';

export const find: ToolSpec = {
  name: 'find',
  description: 'Finds things',
  parameters: { type: 'object', properties: { query: { type: 'string' } } },
};

export interface ProviderUnderTest {
  /** A provider that asks the server with this root address. */
  readonly create: (root: string) => ModelProvider;
  /** The pieces of a streamed answer as the server writes them, and how many must come before it is whole. */
  readonly frames: (reply: ModelFakeReply) => { readonly frames: readonly string[]; readonly needed: number };
}

export function say(content: string, tools: readonly ToolSpec[] = []): ModelRequest {
  return { messages: [{ role: 'user', content }], tools };
}

/** What the port promises of every provider, held against a server that speaks the provider's own protocol. */
export function modelProviderContract({ create, frames: framesOf }: ProviderUnderTest): void {
  let fake: ModelFake;
  let onProgress: ReturnType<typeof vi.fn<() => void>>;
  const screen = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));

  const start = async (script: ModelFakeScript) => {
    fake = await startModelFake(script);
    return create(fake.ollamaUrl);
  };
  const options = (signal = new AbortController().signal) => ({ signal, onProgress });

  beforeEach(() => {
    onProgress = vi.fn<() => void>();
    for (const spy of screen) spy.mockClear();
  });

  afterEach(async () => {
    await fake.stop();
    for (const spy of screen) expect(spy).not.toHaveBeenCalled();
  });

  it('returns the text and the counts of the provider', async () => {
    const model = await start(({ said }) => `You said ${said}`);
    const answer = await model.answer(say('hello'), options());
    expect(answer).toEqual({ text: 'You said hello', toolCalls: [], usage: { promptTokens: 42, outputTokens: 4 } });
    expect(onProgress.mock.calls.length).toBeGreaterThan(1);
  });

  it('estimates the counts when the provider gives none', async () => {
    const model = await start(() => ({ text: 'x'.repeat(40), usage: false }));
    const { usage } = await model.answer(say('y'.repeat(400)), options());
    expect(usage.outputTokens).toBe(10);
    expect(usage.promptTokens).toBeGreaterThanOrEqual(100);
    expect(usage.promptTokens).toBeLessThan(120);
  });

  it('returns several tool calls, each with an id of its own', async () => {
    const model = await start(() => ({
      text: 'Looking.',
      toolCalls: [
        { name: 'find', arguments: { query: 'a {"quoted"} thing' } },
        { name: 'find', arguments: {} },
      ],
    }));
    const { text, toolCalls } = await model.answer(say('look', [find]), options());
    expect(text).toBe('Looking.');
    expect(toolCalls.map(({ name }) => name)).toEqual(['find', 'find']);
    expect(toolCalls.map((call) => JSON.parse(call.arguments))).toEqual([{ query: 'a {"quoted"} thing' }, {}]);
    expect(new Set(toolCalls.map(({ id }) => id)).size).toBe(2);
  });

  it('carries tools, past calls and their results to the model', async () => {
    const model = await start(({ results }) => `Found ${results.join()}`);
    const answer = await model.answer(
      {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'look' },
          { role: 'assistant', content: '', toolCalls: [{ id: 'call_0', name: 'find', arguments: '{"query":"x"}' }] },
          { role: 'tool', toolCallId: 'call_0', toolName: 'find', content: 'three' },
        ],
        tools: [find],
      },
      options(),
    );
    expect(answer.text).toBe('Found three');
    expect(fake.requests[0]?.tools).toEqual(['find']);
    expect(fake.requests[0]?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool']);
    expect(JSON.stringify(fake.requests[0]?.messages[2]?.body)).toMatch(/find.*query.*x/);
  });

  it('sends back a past call with broken arguments in a form that every server takes', async () => {
    const model = await start(() => 'Sorry.');
    const broken = { id: 'call_0', name: 'find', arguments: '{"query":' };
    await model.answer({ messages: [{ role: 'assistant', content: '', toolCalls: [broken] }], tools: [find] }, options());
    expect(JSON.stringify(fake.requests[0]?.body)).not.toContain('query\\":');
  });

  it.each<[number, ErrorCode]>([
    [400, 'invalid'],
    [401, 'denied'],
    [403, 'denied'],
    [404, 'not-found'],
    [408, 'unavailable'],
    [413, 'invalid'],
    [422, 'invalid'],
    [429, 'rate-limited'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ])('rejects on %i with %s after one try, in words of ours', async (status, code) => {
    const model = await start(() => ({ status, message: `secret words, and the key ${KEY}` }));
    const error = await model.answer(say('hi'), options()).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: 'AppError', code });
    expect(everythingIn(error)).not.toMatch(/secret words|sk-test/);
    expect(fake.requests).toHaveLength(1);
  });

  it('leaves out the tools for a model that takes none, at once and from then on, and says so', async () => {
    const model = await start(({ tools }) =>
      tools.length > 0 ? { status: 400, message: 'registry.ollama.ai/library/gemma does not support tools' } : 'Plain.',
    );
    const past = [
      { role: 'assistant', content: '', toolCalls: [{ id: 'c', name: 'find', arguments: '{}' }] },
      { role: 'tool', toolCallId: 'c', toolName: 'find', content: 'three' },
    ] as const;
    expect(await model.answer({ messages: past, tools: [find] }, options())).toMatchObject({
      text: 'Plain.',
      withoutTools: true,
    });
    expect(fake.requests.map(({ tools }) => tools.length)).toEqual([1, 0]);
    expect(fake.requests[1]?.messages.map(({ role, content }) => [role, content])).toEqual([
      ['assistant', 'I use find with {}'],
      ['user', 'Result of find:\nthree'],
    ]);
    expect(await model.answer(say('hi', [find]), options())).toMatchObject({ withoutTools: true });
    expect(fake.requests).toHaveLength(3);
    expect(await model.answer(say('hi'), options())).not.toHaveProperty('withoutTools');
  });

  it.each(['break', 'end'] as const)('never returns an answer whose stream is cut before its end (%s)', async (cutBy) => {
    const whole = { text: 'One two three four five.', toolCalls: [{ name: 'find', arguments: { query: 'a thing' } }] };
    const { frames, needed } = framesOf(whole);
    let cutAtByte = 0;
    const model = await start(() => ({ ...whole, cutAtByte, cutBy }));
    let sent = 0;
    let tried = 0;
    for (const frame of frames.slice(0, needed)) {
      for (cutAtByte of [sent, sent + 9, sent + frame.length - 3]) {
        const error = await model.answer(say('go', [find]), options()).catch((thrown) => thrown);
        expect(error, `cut after ${cutAtByte} bytes`).toMatchObject({ name: 'AppError', code: 'unavailable' });
        tried += 1;
      }
      sent += frame.length;
    }
    expect(tried).toBe(needed * 3);
    expect(needed).toBeGreaterThan(4);
  });

  it('never acts on tool calls when the model ran into its length limit', async () => {
    const model = await start(() => ({
      text: 'Well',
      toolCalls: [{ name: 'find', arguments: { query: 'half' } }],
      finish: 'length',
    }));
    await expect(model.answer(say('go', [find]), options())).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('shows a text that ran into the length limit as far as it came', async () => {
    const model = await start(() => ({ text: 'As far as', finish: 'length' }));
    expect((await model.answer(say('go'), options())).text).toBe('As far as […]');
  });

  it('leaves out thoughts that a server sends with the text', async () => {
    const model = await start(() => '<think>Hm, a greeting.</think>\n\nHello.');
    expect((await model.answer(say('hi'), options())).text).toBe('Hello.');
  });

  it('rejects what is no stream of answers', async () => {
    const model = await start(() => 'garbage');
    await expect(model.answer(say('hi'), options())).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('stops waiting when the signal is aborted', async () => {
    const model = await start(() => 'hang');
    const controller = new AbortController();
    const pending = model.answer(say('hi'), options(controller.signal));
    await fake.arrived(1);
    controller.abort(new Error('STOP'));
    await expect(pending).rejects.toThrow('STOP');
    await expect(model.answer(say('hi'), options(controller.signal))).rejects.toThrow('STOP');
    expect(fake.requests).toHaveLength(1);
  });

  it('stops in the middle of a stream when the signal is aborted', async () => {
    const controller = new AbortController();
    const model = await start(() => 'A long answer that goes on for a while.');
    onProgress.mockImplementationOnce(() => {}).mockImplementation(() => controller.abort(new Error('STOP')));
    await expect(model.answer(say('hi'), options(controller.signal))).rejects.toThrow('STOP');
  });

  it('leaves no listener behind on a signal that lives on', async () => {
    const model = await start(({ said }) => (said === 'fail' ? 500 : 'Hello.'));
    const { signal } = new AbortController();
    await model.answer(say('hi'), options(signal));
    await model.answer(say('fail'), options(signal)).catch(() => {});
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('says where nothing answers', async () => {
    await start(() => 'unused');
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const address = free.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    free.close();
    await once(free, 'close');
    const error = await create(`http://127.0.0.1:${port}`)
      .answer(say('hi'), options())
      .catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'unavailable', cause: { code: 'ECONNREFUSED' } });
    expect(error.message).toContain(`127.0.0.1:${port}`);
  });
}

/** An error's message with those of its causes, and every field that stands on them. */
export function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack} ${JSON.stringify(error, Object.getOwnPropertyNames(error))} ${error.cause ? everythingIn(error.cause) : ''}`;
}
