import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelFakeAnswer } from '../fakes/model/script.ts';
import { ME, openClaimedScene, type Scene } from './scene.ts';

const KEPT = 'Your message is kept; commands (/help), reminders and the brief go on.';

let scene: Scene;
beforeAll(async () => {
  scene = await openClaimedScene(() => 'Fine.');
});
afterAll(() => scene.close());

/** Each answer once; the last one again and again. */
function play(...answers: ModelFakeAnswer[]): void {
  let at = 0;
  scene.model.play(() => answers[Math.min(at++, answers.length - 1)] ?? 'Fine.');
}

async function askedDuring<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly requests: number }> {
  const before = scene.model.requests.length;
  const result = await work();
  return { result, requests: scene.model.requests.length - before };
}

test('a key that is refused is told of in one sentence, after one request', async () => {
  play(401);
  const { result, requests } = await askedDuring(() => scene.say('How are you?'));
  expect(result.text).toMatch(
    new RegExp(`^127\\.0\\.0\\.1:\\d+ wants a key\\. Set OPENAI_API_KEY\\. ${KEPT.replace(/[()]/g, '\\$&')}$`),
  );
  expect(requests).toBe(1);
});

test('a server with trouble is asked twice, then the person is told; commands go on', async () => {
  play(500);
  const { result, requests } = await askedDuring(() => scene.say('How are you?'));
  expect(result.text).toContain(`has trouble of its own (500). Try again in a moment. ${KEPT}`);
  expect(requests).toBe(2);
  expect((await scene.say('/tasks add Call the garage')).text).toContain('Call the garage');
  expect((await scene.say('/today')).text).toContain('Call the garage');
});

test.each([
  ['one 500', 500],
  ['a stream that breaks off', 'cut'],
  ['an answer that is none', 'garbage'],
  ['a short pause asked for', { status: 429, headers: { 'retry-after': '0' } }],
] as const)('%s costs one more request and nothing else', async (_name, first) => {
  play(first, 'All is well.');
  const { result, requests } = await askedDuring(() => scene.say('How are you?'));
  expect(result.text).toBe('All is well.');
  expect(requests).toBe(2);
});

test('an outage is told and not remembered as an answer', async () => {
  play(401);
  await scene.say('Do you hear me?');
  play('Yes.');
  await scene.say('And now?');
  const prompt = JSON.stringify(scene.model.requests.at(-1)?.body);
  expect(prompt).toContain('Do you hear me?');
  expect(prompt).not.toContain('wants a key');
});

test('while a model hangs commands wait for nothing but their turn, and STOP ends it', async () => {
  const before = scene.model.requests.length;
  play('hang');
  scene.telegram.userSends({ chat: ME, text: 'How are you?' });
  await scene.model.arrived(before + 1);
  const stillWorking = await scene.hears('Still working on it');
  expect(stillWorking.silent).toBe(true);
  expect((await scene.say('/stop')).text).toContain('Stopped: 1 running request');
  expect((await scene.say('/tasks')).text).toContain('Call the garage');
  expect(scene.heard().filter(({ text }) => text.includes('Still working'))).toHaveLength(1);
});

test('a model that nobody answers for is told of, and the answer comes once it is back', async () => {
  const port = await freePort();
  await scene.product.stop();
  await scene.start({ OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` });
  const said = await scene.say('How are you?');
  expect(said.text).toBe(
    `The connection to 127.0.0.1:${port} failed. Check that the server runs and that OPENAI_BASE_URL is right. ${KEPT}`,
  );
  expect((await scene.say('/tasks')).text).toContain('Call the garage');
  await scene.say('/remind in 1 second breathe');
  await scene.hears('⏰ breathe');
});

test('secrets and texts of messages never reach the log', async () => {
  await scene.product.stop();
  await scene.start({ OPENAI_API_KEY: 'sk-planted-4711', LOG_LEVEL: 'debug' });
  play(500, 401);
  await scene.say('the marmalade is hidden behind the piano');
  await scene.product.stop();
  const log = scene.product.stderr;
  expect(log).toContain('"event":"model-');
  for (const planted of ['sk-planted-4711', scene.telegram.token, 'marmalade']) expect(log).not.toContain(planted);
});

/** A port on which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
