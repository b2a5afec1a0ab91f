import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/ground/random.ts';
import { addRootKey, deriveKey, firstOf, loadRootKeys, makeRootKey } from '../../src/vault/root-key.ts';

let home: string;
let path: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-key-'));
  path = join(home, 'new', 'key');
});
afterEach(() => rm(home, { recursive: true }));

describe('the root key', () => {
  it('is made at the first boot, for its owner alone, with no other file left', async () => {
    const [key] = await makeRootKey(path, systemRandom);
    expect(key).toHaveLength(32);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(home, 'new'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(home, 'new'))).toEqual(['key']);
  });

  it('is the same at every boot', async () => {
    const first = await makeRootKey(path, systemRandom);
    expect(await loadRootKeys(path)).toEqual(first);
  });

  it('is one key when many processes make it at the same time', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => makeRootKey(path, systemRandom)));
    expect(new Set(keys.map(([key]) => key.toString('hex'))).size).toBe(1);
    expect(await loadRootKeys(path)).toEqual(keys[0]);
  });

  it('gets a new one above it, while the former ones stay, and what a killed process left does not stand in the way', async () => {
    const [first] = await makeRootKey(path, systemRandom);
    await addRootKey(path, systemRandom);
    await writeFile(`${path}.next`, 'half');
    await addRootKey(path, systemRandom);
    const keys = await loadRootKeys(path);
    expect(keys.slice(2)).toEqual([first]);
    expect(firstOf(keys)).toEqual(first);
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(3);
    expect([(await stat(path)).mode & 0o777, await readdir(join(home, 'new'))]).toEqual([0o600, ['key']]);
  });

  it.each(['', 'short', 'A'.repeat(42), `${'A'.repeat(43)}!`, 'A'.repeat(44), `${'A'.repeat(43)}\nB`])(
    'is never replaced when the file holds "%s": the error says what to do',
    async (text) => {
      await mkdir(join(home, 'new'));
      await writeFile(path, text);
      await expect(loadRootKeys(path)).rejects.toMatchObject({
        code: 'config',
        message: expect.stringContaining('Put your copy of it back'),
      });
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );

  it('that is missing is a config error that says what to do, and none is made in its place', async () => {
    const missing = { code: 'config', message: expect.stringMatching(/is missing.*Put your copy of it back.*ADJUTANT_KEY_FILE/) };
    await expect(loadRootKeys(path)).rejects.toMatchObject(missing);
    expect(await readdir(home)).toEqual([]);
  });

  it('that is a folder is a config error that names the setting', async () => {
    await mkdir(path, { recursive: true });
    await expect(loadRootKeys(path)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('ADJUTANT_KEY_FILE'),
    });
  });

  it('in a place where nothing can be written is a config error', async () => {
    await writeFile(join(home, 'new'), 'a file where a folder is needed');
    await chmod(join(home, 'new'), 0o400);
    await expect(makeRootKey(path, systemRandom)).rejects.toMatchObject({ code: 'config' });
  });
});

describe('a derived key', () => {
  const root = Buffer.alloc(32, 7);

  it('depends on root and purpose and on nothing else', () => {
    expect(deriveKey(root, 'buttons')).toEqual(deriveKey(Buffer.alloc(32, 7), 'buttons'));
    expect(deriveKey(root, 'buttons')).not.toEqual(deriveKey(root, 'audit'));
    expect(deriveKey(root, 'buttons')).not.toEqual(deriveKey(Buffer.alloc(32, 8), 'buttons'));
    expect(deriveKey(root, 'buttons')).toHaveLength(32);
  });

  it('never changes between versions: what it encrypted must stay readable', () => {
    expect(deriveKey(root, 'buttons').toString('hex')).toMatchInlineSnapshot(
      `"d958550c97838e3550160265252197e39d0d5730624054fef2abc01bf91701fe"`,
    );
  });
});
