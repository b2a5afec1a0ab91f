import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/ground/random.ts';
import { createClaimToken } from '../../src/people/claim-token.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-claim-'));
});
afterEach(() => rm(home, { recursive: true }));

describe('the claim token', () => {
  it('lies in the data folder for its owner alone and fits a Telegram start payload', async () => {
    const token = await createClaimToken(home, systemRandom).make();
    expect(token).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect((await readFile(join(home, 'claim-token'), 'utf8')).trim()).toBe(token);
    expect((await stat(join(home, 'claim-token'))).mode & 0o777).toBe(0o600);
    expect(await readdir(home)).toEqual(['claim-token']);
  });

  it('stays the same over restarts', async () => {
    const token = await createClaimToken(home, systemRandom).make();
    expect(await createClaimToken(home, systemRandom).make()).toBe(token);
    expect(await createClaimToken(home, systemRandom).matches(token)).toBe(true);
  });

  it('matches itself only, and nothing once it is removed', async () => {
    const kept = createClaimToken(home, systemRandom);
    const token = await kept.make();
    expect(await kept.matches(token.slice(0, -1))).toBe(false);
    expect(await kept.matches(`${token}x`)).toBe(false);
    expect(await kept.matches('')).toBe(false);
    await kept.remove();
    expect(await kept.matches(token)).toBe(false);
    expect(await kept.matches('')).toBe(false);
  });

  it('is made anew when its file was spoiled, and an empty file lets nobody in', async () => {
    await writeFile(join(home, 'claim-token'), '\n');
    const kept = createClaimToken(home, systemRandom);
    expect(await kept.matches('')).toBe(false);
    expect(await kept.make()).toMatch(/^[\w-]{32}$/);
  });
});
