import { expect, test } from 'vitest';
import { makeCases } from '../../fixtures/facts/cases.ts';
import { judgeByRules, scoreFacts } from '../../fixtures/facts/judge.ts';

test('R6 R82 of 400 generated lives the latest wins, the past is told as it was, and nothing stale stands on top', () => {
  const scores = scoreFacts(makeCases(11, 400).map(judgeByRules));
  expect(scores.latestWins).toBeGreaterThanOrEqual(97);
  expect(scores.asOf).toBeGreaterThanOrEqual(97);
  expect(scores.neverStaleOnTop).toBeGreaterThanOrEqual(97);
  expect(scores.rightWhereExtracted).toBeGreaterThanOrEqual(97);
});
