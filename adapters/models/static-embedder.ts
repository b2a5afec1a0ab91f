import type { Embedder } from '../../src/ports/embedder.ts';
import { createStaticWords, rowsOf, weightOf, wordsIn } from './static-words.ts';
import type { WordVectors } from './word-vectors.ts';

/**
 * Works offline and at once: the weighted mean of the known English words of a text, frequent words counting little.
 * The file is read at the first use. Numbers are rounded to six digits, so every machine gives the same ones.
 */
export function createStaticEmbedder(load = createStaticWords()): Embedder {
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
  for (const token of wordsIn(text)) {
    for (const row of rowsOf(token, words)) words.addTo(sum, row, weightOf(row, words));
  }
  const length = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0));
  return Array.from(sum, (value) => (length === 0 ? 0 : Math.round((value / length) * 1e6) / 1e6));
}
