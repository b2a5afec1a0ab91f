import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import type { Stretch } from '../../src/calendar/event-time.ts';
import { type FocusTask, focusBlocks, placeTasks } from '../../src/calendar/focus.ts';
import type { FreeRules } from '../../src/calendar/free.ts';
import { parseTimeRange } from '../../src/people/time-range.ts';

const DAY = Temporal.Instant.from('2026-12-01T00:00:00Z');
const span = { from: DAY, until: DAY.add({ hours: 24 }) };
const minute = (count: number) => DAY.add({ minutes: count });
const minuteOf = (at: Temporal.Instant) => (at.epochMilliseconds - DAY.epochMilliseconds) / 60_000;
const rules: FreeRules = {
  zone: 'UTC',
  hours: parseTimeRange('09:00-18:00'),
  weekdays: new Set([1, 2, 3, 4, 5]),
  bufferMinutes: 15,
  minutes: 25,
};

/** The same sequence each time: a generator after Lehmer. */
function createDice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

/** Minute by minute: wanted, within working hours, and no nearer than the buffer to anything. */
function bruteForce(busy: readonly (readonly [number, number])[], wanted: readonly (readonly [number, number])[]): string[] {
  const isGood = (at: number) =>
    wanted.some(([from, to]) => at >= from && at < to) &&
    at >= 9 * 60 &&
    at < 18 * 60 &&
    !busy.some(([from, to]) => at >= from - rules.bufferMinutes && at < to + rules.bufferMinutes);
  const blocks: string[] = [];
  for (let at = 0; at < 24 * 60; at += 1) {
    if (!isGood(at)) continue;
    const from = at;
    while (isGood(at)) at += 1;
    if (at - from >= rules.minutes) blocks.push(`${from}-${at}`);
  }
  return blocks;
}

test('R28 focus blocks are what looking minute by minute finds, and tasks stand only in them, on 10,000 random days', {
  timeout: 120_000,
}, () => {
  const roll = createDice(4711);
  const time = (count: number) => Temporal.PlainTime.from('00:00').add({ minutes: count });
  let placedInAll = 0;
  for (let day = 0; day < 10_000; day += 1) {
    const some = (count: number, longest: number) =>
      Array.from({ length: count }, () => {
        const from = roll(1300);
        return [from, Math.min(1439, from + 1 + roll(longest))] as const;
      });
    const busy = some(5, 120);
    const wanted = some(1 + roll(3), 300);
    const stretches = busy.map(([from, until]): Stretch => ({ from: minute(from), until: minute(until) }));
    const ranges = wanted.map(([from, to]) => ({ from: time(from), to: time(to) }));
    const blocks = focusBlocks(span, stretches, ranges, rules);
    const found = blocks.map(({ from, until }) => `${minuteOf(from)}-${minuteOf(until)}`).join();
    if (found !== bruteForce(busy, wanted).join()) expect(found).toBe(bruteForce(busy, wanted).join());

    const tasks: FocusTask[] = Array.from({ length: 4 }, (_, id) => ({
      id: String(id),
      minutes: 10 + roll(90),
      priority: roll(100),
    }));
    const placed = placeTasks(tasks, blocks).map(({ id, from, until }) => ({ id, from: minuteOf(from), until: minuteOf(until) }));
    placedInAll += placed.length;
    for (const task of placed) {
      const isInside = blocks.some(({ from, until }) => minuteOf(from) <= task.from && task.until <= minuteOf(until));
      const isAlone = placed.every((other) => other === task || other.until <= task.from || other.from >= task.until);
      const isWhole = task.until - task.from === tasks[Number(task.id)]?.minutes;
      if (!isInside || !isAlone || !isWhole) throw new Error(`day ${day}: ${JSON.stringify(placed)}`);
    }
  }
  expect(placedInAll).toBeGreaterThan(1000);
});

test('R28 of two tasks that want the same room, the more urgent one gets it', () => {
  const blocks = [{ from: minute(540), until: minute(600) }];
  const tasks = [
    { id: 'later', minutes: 45, priority: 2 },
    { id: 'first', minutes: 45, priority: 9 },
    { id: 'small', minutes: 15, priority: 1 },
  ];
  expect(placeTasks(tasks, blocks).map(({ id }) => id)).toEqual(['first', 'small']);
});
