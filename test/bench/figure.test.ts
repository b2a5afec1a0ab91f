import { expect, test } from 'vitest';
import { figure, percentile } from '../../bench/figure.ts';
import { ownWords } from '../../bench/own-words.ts';
import { createSeeded } from '../../bench/seeded.ts';

test('a figure holds up to its goal and not above', () => {
  expect(figure('start_warm_ms', 2000.04, 'ms', 2000)).toEqual({
    metric: 'start_warm_ms',
    value: 2000,
    unit: 'ms',
    goal: 2000,
    holds: true,
  });
  expect(figure('start_warm_ms', 2000.1, 'ms', 2000).holds).toBe(false);
});

test('a percentile is the value of the nearest rank', () => {
  const values = [30, 10, 20, 40];
  expect([1, 25, 50, 51, 95, 100].map((percent) => percentile(values, percent))).toEqual([10, 10, 20, 30, 40, 40]);
  expect(() => percentile([], 50)).toThrow('nothing');
});

test('the same seed gives the same numbers, another seed others, all from 0 up to 1', () => {
  const draw = (seed: number) => Array.from({ length: 100 }, createSeeded(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(8)).not.toEqual(draw(7));
  expect(draw(7).every((number) => number >= 0 && number < 1)).toBe(true);
  expect(new Set(draw(7)).size).toBe(100);
});

test('own words are what stands behind the moment and the memory', () => {
  expect(ownWords('<now>Monday</now>\n\n<memory>\n- m1 (fact:1)\n</memory>\n\nWhat about m2?').trim()).toBe('What about m2?');
  expect(ownWords('<now>Monday</now>\n\nWhat about m2?').trim()).toBe('What about m2?');
});
