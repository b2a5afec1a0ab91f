import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FolderLock, lockFolder } from '../../../src/db/embedded/folder-lock.ts';
import { systemClock } from '../../../src/ground/clock.ts';
import { isAppError } from '../../../src/ground/errors.ts';
import { startLockProcess } from '../../fixtures/database-lock-process.ts';

let home: string;
const clock = systemClock;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-lock-'));
});
afterEach(() => rm(home, { recursive: true }));

test('only one has the lock, and after its release the next has it; nothing stays behind', async () => {
  const first = await lockFolder({ home, clock });
  await expect(lockFolder({ home, clock })).rejects.toThrow(`already running on ${home} (process ${process.pid})`);
  await first.release();
  const second = await lockFolder({ home, clock });
  await second.release();
  expect(await readdir(home)).toEqual([]);
});

test('a lock that nobody disputes is taken without waiting', async () => {
  const sleepless = { ...clock, sleep: () => Promise.reject(new Error('it slept')) };
  const lock = await lockFolder({ home, clock: sleepless });
  await lock.release();
});

test('the lock of a killed process is free, without waiting', async () => {
  const child = startLockProcess(home);
  await child.said((line) => line === 'locked');
  await expect(lockFolder({ home, clock })).rejects.toThrow(`(process ${child.child.pid})`);
  await child.kill();
  expect(existsSync(join(home, 'db.lock'))).toBe(true);
  const lock = await lockFolder({ home, clock });
  await lock.release();
});

test('whoever asks and hangs up at once does the holder no harm', async () => {
  const lock = await lockFolder({ home, clock });
  for (let n = 0; n < 20; n += 1)
    connect(join(home, 'db.lock'))
      .on('error', () => undefined)
      .destroy();
  await expect(lockFolder({ home, clock })).rejects.toThrow('already running');
  await lock.release();
});

test('a home with a very long path can be locked too', async () => {
  const long = join(home, 'x'.repeat(120));
  const lock = await lockFolder({ home: long, clock });
  await expect(lockFolder({ home: long, clock })).rejects.toThrow('already running');
  await lock.release();
});

test('of many who come at once exactly one wins, on a free lock and on a dead one', async () => {
  for (const round of ['free', 'dead', 'dead again']) {
    const tries = await Promise.allSettled(Array.from({ length: 12 }, () => lockFolder({ home, clock })));
    const won: FolderLock[] = [];
    for (const each of tries) {
      if (each.status === 'fulfilled') won.push(each.value);
      else expect(isAppError(each.reason, 'config'), String(each.reason)).toBe(true);
    }
    expect(won.length, round).toBe(1);
    await won[0]?.release();
    const child = startLockProcess(home);
    await child.said((line) => line === 'locked');
    await child.kill();
  }
});

test('of six processes that come at once exactly one wins', { timeout: 300_000 }, async () => {
  for (let round = 0; round < 3; round += 1) {
    const children = Array.from({ length: 6 }, () => startLockProcess(home));
    const words = await Promise.all(
      children.map((child) => child.said((line) => line === 'locked' || line.startsWith('refused'))),
    );
    expect(words.filter((word) => word === 'locked')).toHaveLength(1);
    await Promise.all(children.map((child) => child.kill()));
  }
});
