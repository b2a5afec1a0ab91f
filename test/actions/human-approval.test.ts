import { expect, it } from 'vitest';
import { type Decide, decide } from '../../src/actions/policy.ts';
import { createModel, type Deed, KINDS, unapproved } from './ledger-model.ts';
import { dice, randomSteps } from './random-steps.ts';

const SEQUENCES = 10_000;
const STEPS = 30;

/** What was done in all of the random lives under this policy. */
function live(policy: Decide) {
  const deeds: Deed[] = [];
  const alone: Deed[] = [];
  for (let seed = 0; seed < SEQUENCES; seed += 1) {
    const { steps, trusted } = randomSteps(dice(seed), STEPS);
    const model = createModel(policy, trusted);
    for (const step of steps) model.take(step);
    deeds.push(...model.deeds);
    alone.push(...unapproved(model.deeds));
  }
  return { deeds, alone };
}

const reaching = (deeds: readonly Deed[]) =>
  deeds.filter(({ kind }) => KINDS[kind].effect === 'outbound' || KINDS[kind].effect === 'destructive').length;

it(`R111 in ${SEQUENCES} random lives of the ledger nothing reaches others and nothing is destroyed that no person pressed for`, () => {
  const { deeds, alone } = live(decide);
  expect(alone).toEqual([]);
  // The lives are full: all of this was done, by presses.
  expect(reaching(deeds)).toBeGreaterThan(SEQUENCES);
  expect(deeds.length).toBeGreaterThan(2 * SEQUENCES);
});

it('the same lives under a policy that lets everything run are full of what nobody pressed for', () => {
  const { deeds, alone } = live(() => ({ decision: 'run', rule: 'gate off' }));
  expect(alone.length).toBeGreaterThan(0.9 * reaching(deeds));
});

it.each(['outbound', 'destructive'] as const)('one leak in the policy is seen: what is trusted and %s', (effect) => {
  const leaky: Decide = (at) => (at.effect === effect && at.trusted ? { decision: 'run', rule: 'leak' } : decide(at));
  expect(live(leaky).alone.length).toBeGreaterThan(0);
});
