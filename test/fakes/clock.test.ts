import { expect, test } from 'vitest';
import { createFakeClock } from './clock.ts';

test('sleepers wake in the order of their times, each seeing its own time', async () => {
  const clock = createFakeClock('2026-03-01T00:00:00Z');
  const seen: string[] = [];
  const late = clock.sleep(2000).then(() => seen.push(`late ${clock.now()}`));
  const early = clock.sleep(1000).then(() => seen.push(`early ${clock.now()}`));
  await clock.advance(5000);
  await Promise.all([late, early]);
  expect(seen).toEqual(['early 2026-03-01T00:00:01Z', 'late 2026-03-01T00:00:02Z']);
  expect(clock.now().toString()).toBe('2026-03-01T00:00:05Z');
});

test('a loop that sleeps again and again runs once a minute while the clock advances', async () => {
  const clock = createFakeClock('2026-03-01T00:00:00Z');
  const stop = new AbortController();
  let rounds = 0;
  const loop = (async () => {
    for (;;) {
      await clock.sleep(60_000, stop.signal);
      rounds += 1;
    }
  })();
  await clock.advanceTo('2026-03-01T01:00:30Z');
  expect(rounds).toBe(60);
  stop.abort(new Error('stopped'));
  await expect(loop).rejects.toThrow('stopped');
});

test('a sleep that is aborted beforehand rejects with the reason', async () => {
  const clock = createFakeClock('2026-03-01T00:00:00Z');
  await expect(clock.sleep(5, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
});

test('behind a sleep for a part of a millisecond it shows whole ones', async () => {
  const clock = createFakeClock('2026-03-01T00:00:00Z');
  const seen = clock.sleep(1.5).then(() => clock.now().toString());
  await clock.advance(2);
  expect(await seen).toBe('2026-03-01T00:00:00.001Z');
});

test('a jump of the wall clock wakes nobody', async () => {
  const clock = createFakeClock('2026-03-01T00:00:00Z');
  let awake = false;
  const sleeper = clock.sleep(1000).then(() => {
    awake = true;
  });
  clock.jumpTo('2026-03-02T00:00:00Z');
  await clock.advance(999);
  expect(awake).toBe(false);
  await clock.advance(1);
  await sleeper;
  expect(clock.now().toString()).toBe('2026-03-02T00:00:01Z');
});

test('untilAsleep resolves when the work sleeps again', async () => {
  const clock = createFakeClock('2026-03-01T00:00:00Z');
  const waiting = clock.untilAsleep(1);
  const sleeper = clock.sleep(10);
  await waiting;
  await clock.advance(10);
  await sleeper;
});
