import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { checkTime } from '../../bench/proofs/time/check.ts';
import { simulate } from '../../bench/proofs/time/simulate.ts';
import { openTestDatabase } from '../fixtures/database.ts';

/** Clocks change in Berlin on the second day. */
const SPRING = Temporal.PlainDate.from('2026-03-28');

async function live(how: { readonly days: number; readonly reminders: number; readonly twice: boolean }) {
  const database = await openTestDatabase();
  const simulated = await simulate({ ...how, db: database.db, from: SPRING, seed: 5, tell: () => undefined });
  await database.close();
  return { ...simulated, broken: checkTime(simulated.lived, simulated.arrivals) };
}

test('R105 R32 over a clock change in six zones, with kills and a platform that fails, everything comes once and says when it is late', async () => {
  const { broken, kills, faults } = await live({ days: 3, reminders: 48, twice: false });
  expect(broken).toEqual({ missingDays: 0, lost: 0, doubled: 0, silentlyLate: 0, early: 0 });
  expect(kills).toBeGreaterThan(0);
  expect(faults.arrivedUnseen + faults.lostOnTheWay).toBeGreaterThan(0);
});

test('the checker sees messages that were stored twice', async () => {
  expect((await live({ days: 1, reminders: 6, twice: true })).broken.doubled).toBeGreaterThan(0);
});
