import { join } from 'node:path';
import { projectRoot } from '../../src/ground/root.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import { readWordVectors, type WordVectors } from './word-vectors.ts';

const FILE = join(projectRoot, 'adapters', 'models', 'static', 'word-vectors.bin');

/** The constant `a` of smooth inverse frequency, weight = a / (a + p(word)); Arora et al. 2017 advise 1e-3 to 1e-4. */
const SMOOTHING = 3e-4;

/** Zipf's law: the word of rank r makes up 1 / (r * H) of a text, H being the harmonic number of the 50,000 known words. */
const HARMONIC = 11.4;

/**
 * Works offline and at once: the weighted mean of the known English words of a text, frequent words counting little.
 * The file is read at the first use. Numbers are rounded to six digits, so every machine gives the same ones.
 */
export function createStaticEmbedder(): Embedder {
  let loading: Promise<WordVectors> | undefined;

  function load(): Promise<WordVectors> {
    loading ??= readWordVectors(FILE).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  return {
    model: 'static-sg-100d-50k-v1',
    async embed(texts, signal) {
      const words = await load();
      signal.throwIfAborted();
      return texts.map((text) => toVector(text, words));
    },
  };
}

function toVector(text: string, words: WordVectors): readonly number[] {
  const sum = new Float64Array(words.dimensions);
  for (const [token] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu)) {
    for (const row of rowsOf(token, words)) {
      words.addTo(sum, row, SMOOTHING / (SMOOTHING + 1 / (words.rankOf(row) * HARMONIC)));
    }
  }
  const length = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0));
  return Array.from(sum, (value) => (length === 0 ? 0 : Math.round((value / length) * 1e6) / 1e6));
}

/** The word itself; failing that, the word without its accents; failing that, the parts of a compound (`anna's`, `tax-free`). */
function rowsOf(token: string, words: WordVectors): readonly number[] {
  const whole = words.find(token) ?? words.find(token.normalize('NFD').replaceAll(/\p{M}/gu, ''));
  if (whole !== undefined) return [whole];
  const parts = token.split(/['’-]/u);
  return parts.length > 1 ? parts.flatMap((part) => rowsOf(part, words)) : [];
}
