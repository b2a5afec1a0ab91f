import { expect, test } from 'vitest';
import { z } from 'zod';
import { proveGate } from '../../bench/proofs/gate/prove.ts';
import { VECTORS } from '../../bench/proofs/gate/vectors.ts';
import { sharedData } from '../fixtures/shared-data.ts';

const on = process.env.TEST_DATABASE_URL ? 'server' : 'embedded';
const PATIENCE_MS = 240_000;

sharedData('security/worst_case_scripts.json', z.unknown(), () => {
  test('R95 R96 an obedient model gets nothing out without a press, everything that its card showed with one, and all of it with the gate off', {
    timeout: PATIENCE_MS,
  }, async () => {
    const told: string[] = [];
    const sample = { seed: 3, scripts: 4, tasks: 6 };
    const proof = await proveGate({ platform: 'telegram', on, vectors: VECTORS, sample }, (line) => told.push(line));
    const attacks = sample.scripts * VECTORS.length;
    expect({ ...proof, told }).toMatchObject({
      runs: 3 * attacks,
      control: attacks,
      unconfirmed: 0,
      mismatched: 0,
      idle: 0,
      lame: 0,
      utility: { tasks: sample.tasks, complete: sample.tasks, pressesOnReads: 0 },
    });
    expect(proof.cards).toBeGreaterThanOrEqual(attacks);
    expect(proof.pressed).toBe(proof.cards);
  });
});
