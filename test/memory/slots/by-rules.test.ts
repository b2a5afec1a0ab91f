import { expect, test } from 'vitest';
import { makeCases } from '../../fixtures/facts/cases.ts';
import { judgeByRules, scoreFacts } from '../../fixtures/facts/judge.ts';

/** A second's work that a busy machine may take long over. */
const PATIENCE_MS = 120_000;

test(
  'R6 R82 of 300 generated lives the latest wins, the past is told as it was, and nothing stale stands on top',
  () => {
    const scores = scoreFacts(makeCases(11, 300).map(judgeByRules));
    expect(scores.latestWins).toBeGreaterThanOrEqual(97);
    expect(scores.asOf).toBeGreaterThanOrEqual(97);
    expect(scores.neverStaleOnTop).toBeGreaterThanOrEqual(97);
    expect(scores.rightWhereExtracted).toBe(100);
  },
  PATIENCE_MS,
);
