import type { WordLikeness, WordsAsked } from '../../src/ports/embedder.ts';
import { createStaticWords, rowsOf, weightOf, wordsIn } from './static-words.ts';
import type { WordVectors } from './word-vectors.ts';

/** What is kept of one word: what it says and where it lies. A word that nobody knows is like itself only. */
interface KnownWord {
  readonly weight: number;
  readonly vector: Float32Array | undefined;
}

const UNKNOWN: KnownWord = { weight: 1, vector: undefined };
/** The table of words holds none, and in what people say there are ever new ones. */
const NUMBER = /^\d+$/;
/** A person's memory repeats its words: so many stay unpacked, 4 MB of them. */
const KEPT = 10_000;
/** Words of a text that are looked at; the rest of a long one goes by its postings. */
const LONGEST_TEXT = 300;

/** Compares by the table of word vectors that comes along. */
export function createStaticLikeness(loadWords = createStaticWords()): WordLikeness {
  const kept = new Map<string, KnownWord>();

  function known(word: string, words: WordVectors): KnownWord {
    if (NUMBER.test(word)) return UNKNOWN;
    const before = kept.get(word);
    if (before) return before;
    if (kept.size >= KEPT) kept.clear();
    const found = lookUp(word, words);
    kept.set(word, found);
    return found;
  }

  return {
    async of(question): Promise<WordsAsked> {
      const words = await loadWords();
      const asked = [...new Set(wordsIn(question))].map((word) => ({ word, ...known(word, words) })).filter(says);
      /** The texts of one memory share most of their words. */
      const compared = new Map<string, readonly number[]>();
      const compare = (word: string): readonly number[] => {
        const before = compared.get(word);
        if (before) return before;
        const one = known(word, words);
        const likenesses = says(one) ? asked.map((other) => (other.word === word ? 1 : product(one.vector, other.vector))) : [];
        compared.set(word, likenesses);
        return likenesses;
      };
      return {
        weights: asked.map(({ weight }) => weight),
        nearest(text) {
          const best = asked.map(() => 0);
          for (const word of wordsIn(text).slice(0, LONGEST_TEXT)) raiseTo(best, compare(word));
          return best;
        },
      };
    },
  };
}

/** Raises each to the one at its place, where that is higher. */
function raiseTo(best: number[], others: readonly number[]): void {
  for (let place = 0; place < others.length; place += 1) best[place] = Math.max(best[place] ?? 0, others[place] ?? 0);
}

/** The fifty most frequent words say nothing by themselves. */
function says({ weight }: { readonly weight: number }): boolean {
  return weight > 0.15;
}

function lookUp(word: string, words: WordVectors): KnownWord {
  const rows = rowsOf(word, words);
  if (rows.length === 0) return UNKNOWN;
  const sum = new Float64Array(words.dimensions);
  for (const row of rows) words.addTo(sum, row, weightOf(row, words));
  const length = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0)) || 1;
  return {
    weight: Math.max(...rows.map((row) => weightOf(row, words))),
    vector: Float32Array.from(sum, (value) => value / length),
  };
}

function product(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
