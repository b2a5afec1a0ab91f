import { spawnSync } from 'node:child_process';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../src/ground/root.ts';
import { buildProduct, makeHome, type ProductHome, startProduct } from '../fixtures/product.ts';
import { openClaimedScene } from './scene.ts';

/** Several starts in one test. */
const PATIENT = { timeout: 240_000 };
beforeAll(buildProduct, PATIENT.timeout);

const homes: ProductHome[] = [];
afterEach(async () => {
  for (const home of homes.splice(0)) await home.remove();
});

async function aHome() {
  const home = await makeHome();
  homes.push(home);
  return home;
}

async function run(home: Pick<ProductHome, 'path' | 'databaseUrl'>, input = '/status\n') {
  const product = await startProduct({ home, input });
  const code = await product.ended();
  return { code, stdout: product.stdout, stderr: product.stderr };
}

/** It says one sentence and nothing else, and does nothing. */
const isRefused = (words: RegExp) => ({ code: 1, stdout: '', stderr: expect.stringMatching(words) });

test(
  'R91 without its key file, or with another, it does not start, makes none, and says what to do; with its own it goes on',
  PATIENT,
  async () => {
    const home = await aHome();
    const [key, aside] = [join(home.path, 'key'), join(home.path, 'aside')];
    expect((await run(home)).code).toBe(0);
    await rename(key, aside);
    expect(await run(home)).toEqual(isRefused(/^The key file \S+ is missing\..* Put your copy of it back.*\n$/));
    expect(await readdir(home.path)).not.toContain('key');
    const another = Buffer.alloc(32, 9).toString('base64url');
    await writeFile(key, another);
    expect(await run(home)).toEqual(isRefused(/^This database was written with another key file than .*\n$/));
    expect(await readFile(key, 'utf8')).toBe(another);
    await rename(aside, key);
    expect((await run(home, '/audit\n')).stdout).toContain('The record is whole');
  },
);

// The embedded database lies in the home itself.
test.runIf(process.env.TEST_DATABASE_URL)('R91 a database on a server does not start with a fresh home', PATIENT, async () => {
  const home = await aHome();
  expect((await run(home, '/remember my sister is Ana\n')).code).toBe(0);
  const fresh = { path: `${home.path}-fresh`, databaseUrl: home.databaseUrl };
  expect(await run(fresh)).toEqual(isRefused(/is missing/));
  const left = await readdir(fresh.path).catch(() => []);
  expect(left.filter((name) => name === 'key' || name === 'identity')).toEqual([]);
});

test(
  'R91 after `npm run rotate-key` it goes on as before: buttons of before work, and the record is whole',
  PATIENT,
  async () => {
    const scene = await openClaimedScene();
    const said = await scene.say('/remember my sister is Ana');
    expect(await scene.product.stop()).toBe(0);
    const { path, databaseUrl } = scene.home;
    const keyOf = () => readFile(join(path, 'key'), 'utf8');
    const old = await keyOf();
    const { status, stderr } = spawnSync(process.execPath, [join(projectRoot, 'dist/src/rotate-key.js')], {
      cwd: import.meta.dirname,
      env: { PATH: process.env.PATH, ADJUTANT_HOME: path, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) },
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^A new key stands first in \S+, and seals everything.*\n$/)]);
    expect((await keyOf()).split('\n').slice(1)).toEqual(old.split('\n'));
    await scene.start();
    expect(await scene.press(said, 'Undo')).toBe('I no longer remember: my sister is Ana');
    expect((await scene.say('/audit')).text).toContain('The record is whole');
    await scene.close();
  },
);
