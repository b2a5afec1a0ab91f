import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startTelegramFake } from '../fakes/telegram/server.ts';
import { makeHome, type ProductHome, startProduct } from '../fixtures/product.ts';

const homes: ProductHome[] = [];
afterEach(async () => {
  for (const home of homes.splice(0)) await home.remove();
});

async function aHome(...options: Parameters<typeof makeHome>) {
  const home = await makeHome(...options);
  homes.push(home);
  return home;
}

/** Pipes lines in; resolves when the process has ended. */
async function pipe(home: ProductHome, lines: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const product = await startProduct({ home, env, input: `${lines.join('\n')}\n` });
  const code = await product.ended();
  return { ...product, code, stdout: product.stdout, stderr: product.stderr };
}

const LOG_LINE = /^\{"event":"[\w-]+",.*\}$/;
const FIRST_START = /^Preparing the database/;

test('at the very first start the commands of the README, from a pipe, are answered in order on stdout, and it ends well', async () => {
  const home = await aHome({ untouched: true });
  const { code, stdout, stderr } = await pipe(home, [
    '/remember my sister is Ana',
    '/remind in 10 minutes stretch',
    '/tasks add Pay the rent friday',
    '/tasks',
    '/find sister',
    '/help',
  ]);
  expect(code).toBe(0);
  const at = ['my sister is Ana', 'stretch', 'added: Pay the rent', 'Pay the rent', '[fact:', '/export'].map((words) =>
    stdout.indexOf(words),
  );
  expect(at).not.toContain(-1);
  expect(at).toEqual([...at].sort((a, b) => a - b));
  const lines = stderr.split('\n').filter(Boolean);
  expect(lines.filter((line) => !LOG_LINE.test(line) && !FIRST_START.test(line))).toEqual([]);
  expect(lines.at(-1)).toContain('"event":"stopped"');
  expect(statSync(home.path).mode & 0o777).toBe(0o700);
  expect(statSync(join(home.path, 'key')).mode & 0o777).toBe(0o600);
});

test('without a model free text gets an honest answer, simple wishes are understood, and all is kept for the next start', async () => {
  const home = await aHome();
  const first = await pipe(home, ['How is the weather?', 'todo: call the garage', 'remind me tomorrow at 9 to call Ana']);
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/model/);
  const second = await pipe(home, ['/tasks', '/remind list', '/undo', '/remind list', '/status']);
  expect(second.code).toBe(0);
  expect(second.stdout).toContain('call the garage');
  expect(second.stdout.match(/call Ana/g)?.length).toBeGreaterThanOrEqual(1);
  expect(second.stdout.slice(second.stdout.lastIndexOf('not set any more'))).toContain('No reminder is set.');
});

test('an empty input ends at once, and a last line without its end is answered', async () => {
  const home = await aHome();
  const product = await startProduct({ home, input: '/tasks add Water the plants' });
  expect(await product.ended()).toBe(0);
  expect(product.stdout).toContain('Water the plants');
  const empty = await startProduct({ home, input: '' });
  expect(await empty.ended()).toBe(0);
  expect(empty.stdout).toBe('');
});

// On a server the second one stands by instead.
test.skipIf(process.env.TEST_DATABASE_URL)('a second process on the same home is refused in one clear sentence', async () => {
  const home = await aHome();
  const first = await startProduct({ home });
  await first.ready();
  const second = await startProduct({ home, input: '/tasks\n' });
  expect(await second.ended()).toBe(1);
  expect(second.stdout).toBe('');
  expect(second.stderr.trim().split('\n')).toHaveLength(1);
  expect(second.stderr).toMatch(/already|another/i);
  first.write('/tasks\n');
  expect(await first.stop()).toBe(0);
});

test('wrong settings fail together, each by its name and none with its value', async () => {
  const home = await aHome();
  const wrong = {
    TELEGRAM_BOT_TOKEN: 'planted-secret',
    OPENAI_BASE_URL: 'planted-address',
    PORT: 'planted-port',
    TZ: 'Mars/Olympus',
    DAILY_TOKEN_LIMIT: '-1',
  };
  const { code, stdout, stderr } = await pipe(home, ['/help'], wrong);
  expect(code).toBe(1);
  expect(stdout).toBe('');
  for (const name of Object.keys(wrong)) expect(stderr).toContain(name);
  expect(stderr).not.toMatch(/planted/);
  expect(stderr).not.toContain('Mars');
  expect(stderr).not.toContain('    at ');
});

test('a token that Telegram refuses ends the start with what to do', async () => {
  const home = await aHome();
  const telegram = await startTelegramFake();
  const product = await startProduct({
    home,
    env: { TELEGRAM_BOT_TOKEN: `7:${'x'.repeat(30)}`, TELEGRAM_API_ROOT: telegram.apiRoot },
  });
  expect(await product.ended()).toBe(1);
  expect(product.stderr).toMatch(/TELEGRAM_BOT_TOKEN/);
  expect(product.stderr).not.toContain('xxxxx');
  await telegram.stop();
});

test('a home with spaces, quotes and a very long path works, again and again', async () => {
  const home = await aHome({ name: join(...Array.from({ length: 12 }, (_, at) => `a folder's "näme" ${at}`)), untouched: true });
  expect((await pipe(home, ['/tasks add Feed the cat'])).code).toBe(0);
  const { code, stdout } = await pipe(home, ['/tasks']);
  expect(code).toBe(0);
  expect(stdout).toContain('Feed the cat');
});
