import type { Temporal } from 'temporal-polyfill';
import type { Candidate, Memory } from './candidates.ts';
import type { DateWindow } from './date-window.ts';
import type { Spread } from './nearest.ts';
import { holds, type Question, speakerNamed } from './question.ts';

export interface Ranked {
  readonly memory: Memory;
  /** Higher is better; comparable within one recall only. */
  readonly score: number;
}

/** How much each signal counts; 0 switches one off. */
export interface Weights {
  readonly own: number;
  readonly near: number;
  readonly session: number;
  readonly meaning: number;
  readonly likeness: number;
  readonly speaker: number;
  readonly date: number;
  readonly answer: number;
  readonly statement: number;
  readonly standing: number;
}

/** Set by reasoning and by own conversations (test/fixtures/talks), never by a public test of memory. */
export const WEIGHTS: Weights = {
  own: 0.4,
  near: 0.6,
  session: 0.2,
  meaning: 0.2,
  likeness: 0.7,
  speaker: 0.2,
  date: 0.4,
  answer: 0.2,
  statement: 0.5,
  standing: 1,
};

/**
 * The candidates that have support, best first. The evidence of words, of meaning and of single words alike is added up, each between 0
 * and about 1; who spoke, when, and whether it could be an answer at all then raise or lower it.
 */
export function rank(candidates: readonly Candidate[], question: Question, { spread, floor, weights }: RankOptions): Ranked[] {
  const usual = steady(spread);
  const window = question.window && toldIn(question.window, question.zone);
  const weighed = candidates.map((candidate) => weigh(candidate, question, usual, weights));
  if (!weighed.some(({ direct, candidate }) => direct >= floor.direct && candidate.evidence.own >= floor.own)) return [];
  const scored = weighed
    .filter(({ direct, support }) => support >= CHANCE && direct >= CHANCE)
    .map(({ candidate: { memory }, support }) => ({
      memory,
      score: support * bearing(memory, question, window, weights) + freshness(memory, question.now),
    }));
  const least = scored.reduce((best, { score }) => Math.max(best, score), 0) * SHARE_OF_BEST;
  return scored.filter(({ score }) => score >= least).sort((a, b) => b.score - a.score || newerFirst(a.memory, b.memory));
}

function newerFirst(a: Memory, b: Memory): number {
  return b.atMicros - a.atMicros || (a.id < b.id ? -1 : 1);
}

/** What one memory at least must have in common with a question for any to be shown: from 0 to 1. */
export interface Floor {
  /** By its words, their likeness and its meaning together. */
  readonly direct: number;
  /** By the words that stand in both. */
  readonly own: number;
}

export interface RankOptions {
  readonly spread: Spread;
  readonly floor: Floor;
  readonly weights: Weights;
}

/** Below it, a shared word or a likeness is chance. */
const CHANCE = 0.05;
/** What is far weaker than the best only fills the prompt. */
const SHARE_OF_BEST = 0.25;

/** `direct` is what the memory itself has in common with the question; the talk around it makes up the rest of `support`. */
function weigh(candidate: Candidate, question: Question, spread: Spread, weights: Weights) {
  const { own, near, session } = candidate.evidence;
  const meaning = meaningEvidence(candidate.memory, spread);
  const likeness = likenessEvidence(candidate.memory, question);
  const found = weights.own * own + weights.meaning * meaning + weights.likeness * likeness;
  const possible = weights.own + (spread.count > 0 ? weights.meaning : 0) + (question.asked ? weights.likeness : 0);
  return { candidate, direct: found / (possible || 1), support: found + weights.near * near + weights.session * session };
}

function meaningEvidence({ similarity }: Memory, { mean, deviation }: Spread): number {
  if (similarity === null) return 0;
  return Math.min(1, Math.max(0, (similarity - mean) / deviation - 1) / 3);
}

/** A handful of similarities says little about what is usual: they are mixed with a prior that weighs as much as `weight` of them. */
function steady({ mean, deviation, count }: Spread): Spread {
  const prior = { mean: 0.35, deviation: 0.13, weight: 10 };
  const share = count / (count + prior.weight);
  const variance = share * deviation ** 2 + (1 - share) * prior.deviation ** 2;
  return { mean: share * mean + (1 - share) * prior.mean, deviation: Math.sqrt(variance), count };
}

/** Below it, two words of the table have nothing in common. */
const UNLIKE = 0.3;

function likenessEvidence({ text }: Memory, { asked }: Question): number {
  if (!asked) return 0;
  const nearest = asked.nearest(text);
  let [sum, possible] = [0, 0];
  for (const [place, weight] of asked.weights.entries()) {
    possible += weight;
    sum += weight * Math.max(0, ((nearest[place] ?? 0) - UNLIKE) / (1 - UNLIKE));
  }
  return possible === 0 ? 0 : sum / possible;
}

function bearing(memory: Memory, question: Question, window: Told | undefined, weights: Weights): number {
  const { text, atMicros } = memory;
  const raised =
    weights.speaker * saidBy(memory, question) +
    weights.date * Number(window !== undefined && atMicros >= window.fromMicros && atMicros < window.untilMicros) +
    weights.answer * Number(question.wants !== undefined && holds(text, question.wants)) -
    weights.statement * questionShare(text);
  return (1 + raised) * standing(memory) ** weights.standing;
}

/** 1 when the one who speaks is the one who is asked about. */
function saidBy({ text, speaker }: Memory, { names, of }: Question): number {
  const name = speakerNamed(text);
  if (name !== undefined) return Number(names.has(name));
  return Number(of !== undefined && of === speaker);
}

/** Things are told on the day or soon after. */
const DAYS_AFTER = 7;

interface Told {
  readonly fromMicros: number;
  readonly untilMicros: number;
}

/** When what happened in these days was told. */
function toldIn({ from, to }: DateWindow, zone: string): Told {
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime(zone).epochMilliseconds * 1_000;
  return { fromMicros: startOf(from), untilMicros: startOf(to.add({ days: DAYS_AFTER + 1 })) };
}

/** How much of a text only asks. */
function questionShare(text: string): number {
  if (!text.includes('?')) return 0;
  const sentences = text.match(/[^.!?]+[.!?]*/g) ?? [];
  const total = sentences.reduce((sum, { length }) => sum + length, 0);
  const asking = sentences.filter((sentence) => sentence.includes('?')).reduce((sum, { length }) => sum + length, 0);
  return total === 0 ? 0 : asking / total;
}

/** What was said to be remembered stands above what was merely said, and that above our own answers. */
function standing({ kind, speaker }: Memory): number {
  if (kind === 'fact') return speaker === 'person' ? 1.2 : 1.1;
  return speaker === 'person' ? 1 : 0.85;
}

const DAY_MICROS = 86_400_000_000;

/** At nearly equal evidence the newer one wins; half of it is gone after half a year. */
function freshness({ atMicros }: Memory, now: Temporal.Instant): number {
  const days = Math.max(0, (now.epochMilliseconds * 1_000 - atMicros) / DAY_MICROS);
  return 0.02 * 2 ** (-days / 180);
}
