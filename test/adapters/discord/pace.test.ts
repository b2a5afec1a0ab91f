import { expect, test } from 'vitest';
import { createPace } from '../../../adapters/discord/pace.ts';
import { createFakeClock } from '../../fakes/clock.ts';

const NEVER = new AbortController().signal;

test('only so many begin within any second, in the order of their asking', async () => {
  const clock = createFakeClock('2027-03-01T09:00:00Z');
  const pace = createPace(clock, 3);
  const begun: number[] = [];
  for (let n = 0; n < 8; n += 1) void pace(NEVER).then(() => begun.push(n));
  await clock.advance(999);
  expect(begun).toEqual([0, 1, 2]);
  await clock.advance(1);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  await clock.advance(1000);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('after a quiet second nothing has to wait', async () => {
  const clock = createFakeClock('2027-03-01T09:00:00Z');
  const pace = createPace(clock, 2);
  await Promise.all([pace(NEVER), pace(NEVER)]);
  await clock.advance(1000);
  await Promise.all([pace(NEVER), pace(NEVER)]);
});

test('whoever waits for its turn is let go by a stop', async () => {
  const pace = createPace(createFakeClock('2027-03-01T09:00:00Z'), 1);
  const stop = new AbortController();
  await pace(stop.signal);
  const waiting = pace(stop.signal);
  stop.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
});
