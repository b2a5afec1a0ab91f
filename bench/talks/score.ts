import { percentile } from '../figure.ts';
import type { Answer } from './ask.ts';
import { UNANSWERABLE } from './locomo.ts';
import type { Question } from './talk.ts';

export interface Scores {
  readonly questions: number;
  /** Per cent of the evidence among the first ten, over the questions that have an answer. */
  readonly r10: number;
  readonly r5: number;
  readonly r20: number;
  /** Mean of 1 / rank of the first evidence. */
  readonly mrr: number;
  readonly meanTokens: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Per cent of the questions without an answer for which nothing was shown. */
  readonly abstained: number;
}

export function score(asked: readonly { readonly question: Question; readonly answer: Answer }[]): Scores {
  const counted = asked.filter(({ question }) => question.category !== UNANSWERABLE && question.evidence.length > 0);
  const empty = asked
    .filter(({ question }) => question.category === UNANSWERABLE)
    .map(({ answer }) => answer.retrieved.length === 0);
  const among = (k: number) =>
    100 * mean(counted.map(({ question, answer }) => share(question.evidence, answer.retrieved.slice(0, k))));
  const times = asked.map(({ answer }) => answer.ms);
  return {
    questions: counted.length,
    r10: rounded(among(10), 1),
    r5: rounded(among(5), 1),
    r20: rounded(among(20), 1),
    mrr: rounded(mean(counted.map(({ question, answer }) => reciprocalRank(question.evidence, answer.retrieved))), 3),
    meanTokens: rounded(mean(asked.map(({ answer }) => answer.tokens)), 0),
    p50Ms: percentile(times, 50),
    p95Ms: percentile(times, 95),
    abstained: rounded(100 * mean(empty.map(Number)), 1),
  };
}

function share(evidence: readonly string[], retrieved: readonly string[]): number {
  const wanted = new Set(evidence);
  return [...wanted].filter((id) => retrieved.includes(id)).length / wanted.size;
}

function reciprocalRank(evidence: readonly string[], retrieved: readonly string[]): number {
  const first = retrieved.findIndex((id) => evidence.includes(id));
  return first === -1 ? 0 : 1 / (first + 1);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
