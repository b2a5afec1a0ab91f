import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { dailyHabit } from '../../../src/proactive/habits/daily-habit.ts';

/** One of these minutes of the day on each day from 1 March 2026 on; over the change of clocks of 29 March. */
const onDays = (minutes: readonly number[]) =>
  minutes.map((minute, index) =>
    Temporal.PlainDate.from('2026-03-15')
      .add({ days: index })
      .toZonedDateTime({ timeZone: 'Europe/Berlin', plainTime: Temporal.PlainTime.from('00:00').add({ minutes: minute }) }),
  );

describe('R8 a daily habit', () => {
  test('is seen in twenty days within six minutes of eight', () => {
    const around = fc.array(fc.integer({ min: 474, max: 486 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(around, (minutes) => {
        const habit = dailyHabit(onDays(minutes));
        expect(habit?.days).toBe(20);
        expect(['07:55', '08:00', '08:05']).toContain(habit?.at.toString({ smallestUnit: 'minute' }));
      }),
    );
  });

  test('counts the first time of a day, and bears a few other days', () => {
    const usual = onDays(Array.from({ length: 17 }, () => 480));
    const later = usual.map((at) => at.add({ hours: 5 }));
    const odd = onDays(Array.from({ length: 20 }, () => 900)).slice(17);
    expect(dailyHabit([...later, ...usual, ...odd])).toMatchObject({ days: 17, of: 20 });
  });

  test('is none at times spread over the day, on few days, or on no days', () => {
    const spread = Array.from({ length: 20 }, (_, index) => 360 + ((index * 397) % 900));
    expect(dailyHabit(onDays(spread))).toBeUndefined();
    expect(dailyHabit(onDays(Array.from({ length: 9 }, () => 480)))).toBeUndefined();
    expect(dailyHabit([])).toBeUndefined();
  });
});
