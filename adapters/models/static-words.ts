import { join } from 'node:path';
import { projectRoot } from '../../src/ground/root.ts';
import { readWordVectors, type WordVectors } from './word-vectors.ts';

const FILE = join(projectRoot, 'adapters', 'models', 'static', 'word-vectors.bin');

/** The constant `a` of smooth inverse frequency, weight = a / (a + p(word)); Arora et al. 2017 advise 1e-3 to 1e-4. */
const SMOOTHING = 3e-4;

/** Zipf's law: the word of rank r makes up 1 / (r * H) of a text, H being the harmonic number of the 50,000 known words. */
const HARMONIC = 11.4;

/** Resolves with the table of words that comes along. */
export type StaticWords = () => Promise<WordVectors>;

/** Reads the table at the first use, and once. */
export function createStaticWords(): StaticWords {
  let loading: Promise<WordVectors> | undefined;
  return () => {
    loading ??= readWordVectors(FILE).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

/** The words of a text as they stand in it, in lower case. */
export function wordsIn(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu) ?? []
  );
}

/** How much a known word says, from 0 to 1: frequent words count little. */
export function weightOf(row: number, words: WordVectors): number {
  return SMOOTHING / (SMOOTHING + 1 / (words.rankOf(row) * HARMONIC));
}

/** The word itself; failing that, the word without its accents; failing that, the parts of a compound (`anna's`, `tax-free`). */
export function rowsOf(token: string, words: WordVectors): readonly number[] {
  const whole = words.find(token) ?? findBare(token, words);
  if (whole !== undefined) return [whole];
  const parts = token.split(/['’-]/u);
  return parts.length > 1 ? parts.flatMap((part) => rowsOf(part, words)) : [];
}

function findBare(token: string, words: WordVectors): number | undefined {
  const bare = token.normalize('NFD').replaceAll(/\p{M}/gu, '');
  return bare === token ? undefined : words.find(bare);
}
