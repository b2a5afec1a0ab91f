import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { outdatedSnapshots } from '../../src/db/snapshots.ts';

const hourly = (from: string, count: number) =>
  Array.from({ length: count }, (_, hour) => {
    const takenAt = Temporal.Instant.from(from).add({ hours: hour });
    return { takenAt, name: takenAt.toString({ smallestUnit: 'millisecond' }).replaceAll(':', '-') };
  });

test('up to 24 snapshots are all kept', () => {
  expect(outdatedSnapshots(hourly('2026-03-01T00:00:00Z', 24))).toEqual([]);
});

test('of ten days of hourly snapshots the last 24 stay, and the newest of each of the last 7 days', () => {
  const all = hourly('2026-03-01T00:00:00Z', 240);
  const dropped = new Set(outdatedSnapshots(all));
  const kept = all.filter((snapshot) => !dropped.has(snapshot.name)).map((snapshot) => snapshot.name.slice(0, 13));
  const days = [4, 5, 6, 7, 8, 9].map((day) => `2026-03-0${day}T23`);
  const lastDay = Array.from({ length: 24 }, (_, hour) => `2026-03-10T${String(hour).padStart(2, '0')}`);
  expect(kept).toEqual([...days, ...lastDay]);
});
