import { afterAll, beforeAll, expect, it } from 'vitest';
import { decide } from '../../src/actions/policy.ts';
import { openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { createLife } from './ledger-life.ts';
import { createModel, KINDS, unapproved } from './ledger-model.ts';
import { dice, randomSteps } from './random-steps.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

const LIVES = 120;
const STEPS = 8;

const statesOf = (rows: readonly { kind: string; state: string; decidedBy: string | null }[]) =>
  rows.map(({ kind, state, decidedBy }) => `${kind} ${state}, decided by ${decidedBy}`);
/** What a rule lets run inside has no row yet while it is done. */
const known = ({ kind, decidedBy }: { kind: keyof typeof KINDS; decidedBy: string }) =>
  KINDS[kind].where === 'inside' && decidedBy !== 'telegram:7' ? `${kind} by a rule` : `${kind} by ${decidedBy}`;

it(`R111 in ${LIVES} random lives the real ledger comes to what the model says, and nothing goes out that no person pressed for`, async () => {
  let presses = 0;
  for (let seed = 0; seed < LIVES; seed += 1) {
    const { steps, trusted } = randomSteps(dice(seed), STEPS);
    const model = createModel(decide, new Set(trusted));
    const life = await createLife(test.db, decide, trusted);
    for (const step of steps) {
      model.take(step);
      await life.take(step);
    }
    expect({ seed, ledger: statesOf(await life.ledger()) }).toEqual({ seed, ledger: statesOf(model.rows) });
    expect({ seed, deeds: life.deeds.map(known) }).toEqual({ seed, deeds: model.deeds.map(known) });
    expect(unapproved(life.deeds)).toEqual([]);
    presses += life.deeds.filter(({ decidedBy }) => decidedBy === 'telegram:7').length;
  }
  expect(presses).toBeGreaterThan(LIVES / 3);
}, 180_000);
