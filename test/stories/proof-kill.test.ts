import { expect, test } from 'vitest';
import { onePerStep, proveKill } from '../../bench/proofs/kill/prove.ts';
import { STEPS } from '../../src/ground/steps.ts';
import { buildProduct } from '../fixtures/product.ts';

const on = process.env.TEST_DATABASE_URL ? 'server' : 'embedded';
const SEED = 1;
const PATIENCE_MS = 600_000;

test('R15 R61 killed before or after any step of its work, nothing is lost, done twice or said twice unmarked, and what reached outside is not repeated blindly', {
  timeout: PATIENCE_MS,
}, async () => {
  await buildProduct();
  const told: string[] = [];
  const proof = await proveKill({ on, seed: SEED, points: onePerStep(SEED) }, (line) => told.push(line));
  expect({ ...proof, told }).toMatchObject({
    runs: STEPS.length,
    kills: STEPS.length,
    violations: 0,
    lost: 0,
    double_actions: 0,
    double_replies: 0,
    disorder: 0,
    unreached: 0,
  });
  expect(proof.control).toBeGreaterThan(0);
});
