import { afterEach, describe, expect, it } from 'vitest';
import { type ModelFake, startModelFake } from './model-fake.ts';

let fake: ModelFake;

afterEach(() => fake.stop());

function ask(said: string, more: Record<string, unknown> = {}): Promise<Response> {
  const body = { model: 'm', stream: true, messages: [{ role: 'user', content: said }], ...more };
  return fetch(`${fake.openAiUrl}/chat/completions`, { method: 'POST', body: JSON.stringify(body) });
}

describe('the scripted model', () => {
  it('answers by the script, which sees what was said, offered and found', async () => {
    fake = await startModelFake(({ said, tools, results }) => `${said} ${tools} ${results}`);
    const messages = [
      { role: 'user', content: 'Look' },
      { role: 'assistant', content: '' },
      { role: 'tool', content: 'found' },
    ];
    const sent = await (await ask('', { messages, tools: [{ type: 'function', function: { name: 'find' } }] })).text();
    expect(sent).toContain('"content":"Look fi"');
    expect(fake.requests[0]).toMatchObject({ api: 'openai', said: 'Look', tools: ['find'], results: ['found'] });
  });

  it('keeps a held request waiting until it is released', async () => {
    fake = await startModelFake();
    const release = fake.hold();
    let answered = false;
    const answer = ask('hi').then((response) => {
      answered = true;
      return response.status;
    });
    await fake.arrived(1);
    expect(answered).toBe(false);
    release();
    expect(await answer).toBe(200);
  });

  it('refuses a wrong key and any status by script', async () => {
    fake = await startModelFake(() => ({ status: 429, headers: { 'retry-after': '3' } }), { apiKey: 'sk-right' });
    expect((await ask('hi')).status).toBe(401);
    const authorised = await fetch(`${fake.openAiUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-right' },
      body: '{}',
    });
    expect([authorised.status, authorised.headers.get('retry-after')]).toEqual([429, '3']);
  });

  it('breaks a stream at the named byte, or just ends it there', async () => {
    fake = await startModelFake(({ said }) => ({ text: 'long enough', cutAtByte: 100, cutBy: said === 'end' ? 'end' : 'break' }));
    expect(await (await ask('end')).text()).toHaveLength(100);
    await expect(ask('break').then((response) => response.text())).rejects.toThrow('terminated');
  });
});
