import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../src/ground/root.ts';
import { makeHome, startProduct } from '../fixtures/product.ts';

const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;

test.skipIf(!hasScript)('at a real terminal a person is greeted, answered, and leaves with Ctrl-D', async () => {
  const home = await makeHome();
  // Builds the program, and leaves something to be found.
  await (await startProduct({ home, input: '/tasks add Feed the cat\n' })).ended();

  const command = `${process.execPath} ${join(projectRoot, 'dist/src/main.js')}`;
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: import.meta.dirname,
    env: {
      PATH: process.env.PATH,
      TERM: 'xterm',
      ADJUTANT_HOME: home.path,
      OLLAMA_URL: 'http://127.0.0.1:9',
      ...(home.databaseUrl !== undefined && { DATABASE_URL: home.databaseUrl }),
    },
  });
  let screen = '';
  const shows = (words: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => screen.includes(words) && resolve();
      child.stdout.on('data', look);
      child.once('close', () => reject(new Error(`the session ended without "${words}":\n${screen}`)));
      look();
    });
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    screen += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));

  await shows('Adjutant is here. No language model yet');
  await shows('you ›');
  child.stdin.write('/tasks\r');
  await shows('Feed the cat');
  child.stdin.write('/remind in 1 second stretch\r');
  await shows('⏰ stretch');
  expect(screen).not.toContain('"event"');
  child.stdin.write('\u0004');
  expect(await ended).toBe(0);
  await home.remove();
});
