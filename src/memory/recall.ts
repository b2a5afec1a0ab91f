import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Embedder } from '../ports/embedder.ts';
import { findByMeaning, findByWords, type Scope, stemsOf } from './candidates.ts';
import { type Candidate, type Ranked, rank } from './rank.ts';
import { packLines, type RecallLine } from './recall-line.ts';
import { subjectWords } from './subject-words.ts';

interface RecallInput {
  readonly personId: string;
  readonly text: string;
  /** From `prepare`; without it the search goes by words alone. */
  readonly queryVector?: readonly number[] | undefined;
  readonly now: Temporal.Instant;
  /** Four characters a token; 700 unless told. */
  readonly budgetTokens?: number;
  /** Ids of episodes that the prompt already holds. */
  readonly exclude?: readonly string[];
  /** True where words from outside may enter: the turn holds such already, or no model reads the answer. */
  readonly includeOutside: boolean;
}

export interface Recall {
  /** The question's vector, to be made before the transaction opens; undefined when the embedder fails, is slow or knows none of the words. */
  prepare(text: string, signal: AbortSignal): Promise<readonly number[] | undefined>;
  /** What bears on a message that came in, best first; nothing for small talk, and nothing that only repeats the message. */
  recall(tx: Tx, input: RecallInput): Promise<RecallLine[]>;
  /** What answers a search that was asked for, best first: small talk and repetition count like anything else. */
  search(tx: Tx, input: RecallInput): Promise<RecallLine[]>;
}

interface Deps {
  readonly embedder: Embedder;
  readonly clock: Clock;
  readonly log: Log;
}

/** Finds in one person's memory what bears on a text, by its words and its meaning. */
export function createRecall({ embedder, clock, log }: Deps): Recall {
  let restUntil: Temporal.Instant | undefined;

  async function prepare(text: string, signal: AbortSignal) {
    if (restUntil && clock.now().epochMilliseconds < restUntil.epochMilliseconds) return undefined;
    const waiting = new AbortController();
    const limit = clock.sleep(PATIENCE_MS, AbortSignal.any([signal, waiting.signal])).then(
      () => waiting.abort(new Error('the embedder took too long')),
      () => undefined,
    );
    try {
      const [vector] = await embedder.embed([text], AbortSignal.any([signal, waiting.signal]));
      restUntil = undefined;
      return vector?.some((part) => part !== 0) ? vector : undefined;
    } catch (error) {
      signal.throwIfAborted();
      restUntil = clock.now().add({ milliseconds: REST_MS });
      log.warn('recall_without_meaning', describeError(error));
      return undefined;
    } finally {
      waiting.abort();
      await limit;
    }
  }

  async function find(tx: Tx, stems: readonly string[], input: RecallInput): Promise<Ranked[]> {
    if (stems.length === 0) return [];
    const { personId, exclude = [], includeOutside } = input;
    const scope: Scope = { personId, exclude, includeOutside };
    const byWords = await findByWords(tx, stems, scope);
    const vector = input.queryVector;
    const byMeaning = vector
      ? await findByMeaning(tx, { model: embedder.model, vector, stems }, scope)
      : { candidates: [], spread: { mean: 0, deviation: 0, count: 0 } };
    return rank(merge(byWords.candidates, byMeaning.candidates), {
      words: stems,
      total: Math.max(byWords.total, byMeaning.spread.count),
      frequency: byWords.frequency,
      spread: byMeaning.spread,
      now: input.now,
    });
  }

  return {
    prepare,
    async recall(tx, input) {
      const ranked = await find(tx, subjectWords(await stemsOf(tx, input.text)), input);
      return packLines(ranked, input.text, input.budgetTokens ?? BUDGET_TOKENS);
    },
    async search(tx, input) {
      const ranked = await find(tx, await stemsOf(tx, input.text), input);
      return packLines(ranked, '', input.budgetTokens ?? BUDGET_TOKENS);
    },
  };
}

const BUDGET_TOKENS = 700;
/** A slow embedder must not hold up an answer. */
const PATIENCE_MS = 1_500;
/** How long a failed embedder is left alone. */
const REST_MS = 60_000;

/** One candidate each: what both ways found carries both kinds of evidence. */
function merge(byWords: readonly Candidate[], byMeaning: readonly Candidate[]): Candidate[] {
  const near = new Map(byMeaning.map((candidate) => [candidate.id, candidate]));
  const others = byWords.filter(({ id }) => !near.has(id));
  return [...near.values(), ...others];
}
