import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Embedder, WordLikeness, WordsAsked } from '../ports/embedder.ts';
import { excerptsOf, readCandidates } from './candidates.ts';
import { meaningOf, type Scope } from './memories.ts';
import { COMPARE_ALL, INDEX_SETTINGS } from './nearest.ts';
import { findPostings } from './postings.ts';
import { readQuestion } from './question.ts';
import { type Floor, type Ranked, rank, WEIGHTS, type Weights } from './rank.ts';
import { packLines, type RecallLine } from './recall-line.ts';
import { SMALL_TALK } from './subject-words.ts';
import { type Matter, whoseMatter } from './whose-matter.ts';

/** What is made of a question before the transaction opens. */
export interface Prepared {
  /** Absent when the embedder fails, is slow or knows none of the words. */
  readonly vector?: readonly number[];
  readonly asked?: WordsAsked;
}

interface RecallInput {
  readonly personId: string;
  readonly text: string;
  /** Without it the search goes by words alone. */
  readonly prepared?: Prepared | undefined;
  readonly now: Temporal.Instant;
  /** IANA: where the person is, whose days are meant and shown; UTC unless told. */
  readonly zone?: string;
  /** Four characters a token; 700 unless told. */
  readonly budgetTokens?: number;
  /** Ids of episodes that the prompt already holds. */
  readonly exclude?: readonly string[];
  /** True where words from outside may enter: the turn holds such already, or no model reads the answer. */
  readonly includeOutside: boolean;
  /** True where the block goes to a model far away: what only may bear on the request stays here. */
  readonly sparing?: boolean;
}

export interface Recall {
  /** To be called before the transaction opens, since an embedder may have to be waited for. */
  prepare(text: string, signal: AbortSignal): Promise<Prepared>;
  /** What bears on a message that came in, best first; nothing for small talk, and nothing that only repeats the message. */
  recall(tx: Tx, input: RecallInput): Promise<RecallLine[]>;
  /** What answers a search that was asked for, best first: small talk and repetition count like anything else. */
  search(tx: Tx, input: RecallInput): Promise<RecallLine[]>;
}

interface Deps {
  readonly embedder: Embedder;
  /** Without it, words count only where they stand themselves. */
  readonly likeness?: WordLikeness | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Only a measurement passes others than the product's own. */
  readonly weights?: Weights;
}

/** Finds in one person's memory what bears on a text, by its words and its meaning. */
export function createRecall({ embedder, likeness, clock, log, weights = WEIGHTS }: Deps): Recall {
  let restUntil: Temporal.Instant | undefined;

  async function vectorOf(text: string, signal: AbortSignal) {
    if (restUntil && clock.now().epochMilliseconds < restUntil.epochMilliseconds) return undefined;
    const waiting = new AbortController();
    const stopped = AbortSignal.any([signal, waiting.signal]);
    const limit = clock.sleep(PATIENCE_MS, stopped).then(
      () => waiting.abort(new Error('the embedder took too long')),
      () => undefined,
    );
    try {
      const [vector] = await embedder.embed([text], stopped);
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

  async function find(tx: Tx, input: RecallInput, without: readonly string[], floorOf: FloorOf): Promise<Ranked[]> {
    const { personId, text, prepared, exclude = [], includeOutside, now, zone = 'UTC' } = input;
    const scope: Scope = { personId, exclude, includeOutside };
    const beside = prepared?.vector && { from: COMPARE_ALL, what: INDEX_SETTINGS.before };
    // The question is read while the database looks.
    const [postings, question] = await Promise.all([
      findPostings(tx, personId, text, { without, ...(beside && { beside }) }),
      nextTurn().then(() => readQuestion({ text, asked: prepared?.asked, now, zone })),
    ]);
    if (postings.asked.length === 0) return [];
    const meaning = prepared?.vector && meaningOf(embedder.model, prepared.vector);
    const wanted = { postings, meaning, byWords: CANDIDATES, nearest: NEAREST };
    const { candidates, spread, frequency } = await readCandidates(tx, wanted, scope);
    const floor = floorOf(frequency.keys());
    return withExcerpts(tx, personId, postings.asked, rank(candidates, question, { spread, floor, weights }));
  }

  return {
    async prepare(text, signal) {
      const asked = await likeness?.of(text);
      const vector = await vectorOf(text, signal);
      return { ...(asked && { asked }), ...(vector && { vector }) };
    },
    async recall(tx, input) {
      const floors = input.sparing ? SPARING : FLOORS;
      const ranked = await find(tx, input, SMALL_TALK, (known) => floors[whoseMatter(input.text, known)]);
      return packLines(ranked, input.text, input.budgetTokens ?? BUDGET_TOKENS);
    },
    async search(tx, input) {
      const ranked = await find(tx, input, [], () => LOW);
      return packLines(ranked, '', input.budgetTokens ?? BUDGET_TOKENS);
    },
  };
}

type FloorOf = (known: Iterable<string>) => Floor;
type Floors = Readonly<Record<Matter, Floor>>;
const LOW: Floor = { direct: 0.08, own: 0 };
const FLOORS: Floors = { own: LOW, unclear: LOW, elsewhere: { direct: 0.4, own: 0.2 } };
const SPARING: Floors = { own: LOW, unclear: { direct: 0.3, own: 0.15 }, elsewhere: { direct: 0.5, own: 0.75 } };

const BUDGET_TOKENS = 700;
/** A slow embedder must not hold up an answer. */
const PATIENCE_MS = 1_500;
/** How long a failed embedder is left alone. */
const REST_MS = 60_000;
/** How many memories are looked at closely, by their words and by their meaning. */
const CANDIDATES = 120;
const NEAREST = 60;

/** Characters; a longer text is shown by its parts around the question's words. */
const LONG_TEXT = 500;
/** What is ranked behind so many finds no room any more. */
const SHOWN = 40;

async function withExcerpts(tx: Tx, personId: string, words: readonly string[], ranked: readonly Ranked[]): Promise<Ranked[]> {
  const shown = ranked.slice(0, SHOWN);
  const long = shown.filter(({ memory }) => memory.text.length > LONG_TEXT).map(({ memory }) => memory.id);
  const excerpts = await excerptsOf(tx, personId, long, words);
  return shown.map(({ memory, score }) => ({ memory: { ...memory, text: excerpts.get(memory.id) ?? memory.text }, score }));
}
