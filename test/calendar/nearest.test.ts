import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { nearestIn } from '../../src/calendar/nearest.ts';

const at = (time: string) => Temporal.Instant.from(`2026-12-01T${time}:00Z`);
const stretch = (text: string) => {
  const [from = '', until = ''] = text.split('-');
  return { from: at(from), until: at(until) };
};

it.each([
  ['10:00-11:00', ['08:00-12:00'], '10:00'],
  ['10:00-11:00', ['11:00-13:00', '08:00-10:30'], '09:30'],
  ['10:00-11:00', ['12:07-13:30'], '12:15'],
  ['10:20-11:00', ['09:00-18:00'], '10:15'],
  ['10:00-11:00', ['09:00-09:45', '12:07-13:10'], undefined],
  ['10:00-11:00', [], undefined],
])('%s goes to the nearest quarter with room in %j: %s', (wanted, rooms, from) => {
  expect(nearestIn(rooms.map(stretch), stretch(wanted), 'UTC')?.from.toString().slice(11, 16)).toBe(from);
});
