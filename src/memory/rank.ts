import { Temporal } from 'temporal-polyfill';

/** Something of the person's memory that may bear on a question, with the evidence for it. */
export interface Candidate {
  readonly kind: 'fact' | 'episode';
  readonly id: string;
  /** An excerpt when it is long. */
  readonly text: string;
  readonly speaker: 'person' | 'assistant' | 'outside';
  readonly tainted: boolean;
  /** The inbox or outbox key it came from. */
  readonly source: string;
  readonly at: Temporal.Instant;
  /** The question's words that stand in it, stemmed. */
  readonly hits: readonly string[];
  /** Its number of different words, stemmed. */
  readonly length: number;
  /** Cosine of its vector with the question's; absent when it has none. */
  readonly similarity: number | undefined;
}

/** What the question asks, and how its words and its vector lie in this person's memory. */
export interface Question {
  /** Stemmed, each once. */
  readonly words: readonly string[];
  /** How many memories this person has. */
  readonly total: number;
  /** In how many of them each word stands. */
  readonly frequency: ReadonlyMap<string, number>;
  /** Of the similarities of all this person's vectors to the question. */
  readonly spread: { readonly mean: number; readonly deviation: number; readonly count: number };
  readonly now: Temporal.Instant;
}

export interface Ranked extends Candidate {
  readonly score: number;
}

/**
 * The candidates that have support, best first. The evidence of words (BM25, as a share of the best the question allows) and of meaning
 * (how far the similarity stands out from this person's other memories) is added up; each lies between 0 and about 1.
 */
export function rank(candidates: readonly Candidate[], question: Question): Ranked[] {
  const usualLength = meanLength(candidates);
  const ranked = candidates
    .map((candidate) => ({ ...candidate, support: support(candidate, question, usualLength) }))
    .filter(({ support }) => support >= FLOOR)
    .map(({ support, ...candidate }) => ({
      ...candidate,
      score: support * standing(candidate) + freshness(candidate, question.now),
    }))
    .sort((a, b) => b.score - a.score || Temporal.Instant.compare(b.at, a.at) || (a.id < b.id ? -1 : 1));
  const best = ranked[0]?.score ?? 0;
  return ranked.filter(({ score }) => score >= best * SHARE_OF_BEST);
}

/** Below it, a shared word or a likeness is chance. */
const FLOOR = 0.06;
/** What is far weaker than the best only fills the prompt. */
const SHARE_OF_BEST = 0.25;

function support(candidate: Candidate, question: Question, usualLength: number): number {
  return (wordEvidence(candidate, question, usualLength) + meaningEvidence(candidate, question)) / 2;
}

/** BM25 with every word counted once, divided by what a memory of usual length with all words would get. */
function wordEvidence({ hits, length }: Candidate, { words, frequency, total }: Question, usualLength: number): number {
  const weight = (all: readonly string[]) => all.reduce((sum, word) => sum + rarity(frequency.get(word) ?? 0, total), 0);
  const possible = weight(words);
  if (possible === 0) return 0;
  const k1 = 1.2;
  const b = 0.5;
  const brevity = (k1 + 1) / (1 + k1 * (1 - b + (b * length) / usualLength));
  return (weight(hits) / possible) * brevity;
}

/** Inverse document frequency. A young memory counts as if it held some more, or its few words would all look common. */
function rarity(frequency: number, total: number): number {
  const assumed = 50;
  return Math.log(1 + (total + assumed - frequency + 0.5) / (frequency + 0.5));
}

function meaningEvidence({ similarity }: Candidate, { spread }: Question): number {
  if (similarity === undefined) return 0;
  const { mean, deviation } = steady(spread);
  return Math.min(1, Math.max(0, (similarity - mean) / deviation - 1) / 3);
}

/** A handful of similarities says little about what is usual: they are mixed with a prior that weighs as much as `weight` of them. */
function steady({ mean, deviation, count }: Question['spread']): { readonly mean: number; readonly deviation: number } {
  const prior = { mean: 0.35, deviation: 0.13, weight: 10 };
  const share = count / (count + prior.weight);
  const variance = share * deviation ** 2 + (1 - share) * prior.deviation ** 2;
  return { mean: share * mean + (1 - share) * prior.mean, deviation: Math.sqrt(variance) };
}

/** What was said to be remembered stands above what was merely said, and that above our own answers. */
function standing({ kind, speaker }: Candidate): number {
  if (kind === 'fact') return speaker === 'person' ? 1.2 : 1.1;
  return speaker === 'person' ? 1 : 0.85;
}

/** At nearly equal evidence the newer one wins; half of it is gone after half a year. */
function freshness({ at }: Candidate, now: Temporal.Instant): number {
  const days = Math.max(0, now.since(at).total('days'));
  return 0.02 * 2 ** (-days / 180);
}

function meanLength(candidates: readonly Candidate[]): number {
  const sum = candidates.reduce((total, { length }) => total + length, 0);
  return Math.max(1, sum / Math.max(1, candidates.length));
}
