import { z } from 'zod';
import { garbledError } from './model-errors.ts';
import type { ModelPlace } from './model-place.ts';

const BATCH = 32;

/** Keeps a text under 8,191 tokens, OpenAI's limit, in any script. */
const MOST_CHARACTERS = 8_000;

const vectorList = z.array(z.array(z.number()).min(1));

/**
 * Sends the texts in batches and returns unit vectors in their order. A blank text, which servers refuse, gives the zero vector; one
 * that is too long counts with its beginning.
 */
export async function embedInBatches(
  texts: readonly string[],
  send: (batch: string[]) => Promise<unknown>,
  place: ModelPlace,
): Promise<number[][]> {
  const vectors: number[][] = [];
  for (let from = 0; from < texts.length; from += BATCH) {
    const batch = texts.slice(from, from + BATCH).map((text) => text.slice(0, MOST_CHARACTERS).trim());
    const parsed = vectorList.safeParse(await send(batch.map((text) => text || '-')));
    if (!parsed.success || parsed.data.length !== batch.length) throw garbledError(place);
    vectors.push(...parsed.data.map((vector, at) => toUnit(vector, batch[at] === '')));
  }
  if (new Set(vectors.map((vector) => vector.length)).size > 1) throw garbledError(place);
  return vectors;
}

function toUnit(vector: readonly number[], blank: boolean): number[] {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => (blank || length === 0 ? 0 : value / length));
}
