import { describe, expect, it } from 'vitest';
import { LOOSE } from '../../src/memory/postings.ts';
import { weighWords } from '../../src/memory/word-evidence.ts';

interface At {
  readonly place: number;
  readonly session?: number;
  readonly count?: number;
  readonly length?: number;
  readonly bits?: number;
}
const TAINTED = 1 << 12;
const FIRST = 1 << 13;
const LAST = 1 << 14;

function packed(...all: At[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(all.length * 6));
  for (const [n, { place, session = 1, count = 1, length = 8, bits = 0 }] of all.entries()) {
    view.setUint16(n * 6, place);
    view.setUint16(n * 6 + 2, session);
    view.setUint16(n * 6 + 4, bits | (count << 8) | length);
  }
  return new Uint8Array(view.buffer);
}

const many = (count: number) => Array.from({ length: count }, (_, n) => ({ place: 100 + n, session: 9, bits: FIRST | LAST }));
const options = { includeOutside: false, limit: 10 };
const found = (lists: Record<string, Uint8Array>, segment = LOOSE) => ({
  lists: Object.entries(lists).map(([word, list]) => ({ word, segment, packed: list })),
  asked: Object.keys(lists),
  loose: { count: 1_000, at: (place: number) => `memory ${place}`, placeOf: () => undefined },
  total: 1_000,
  words: 8_000,
});
const own = (weighed: ReturnType<typeof weighWords>, place: number) => weighed.evidence({ segment: LOOSE, place }).own;

describe('the evidence of words', () => {
  it('is more for more of the words, for a rarer one and in a shorter memory', () => {
    const weighed = weighWords(
      found({
        ana: packed({ place: 1 }, { place: 2 }, { place: 4, length: 60 }),
        day: packed({ place: 1 }, { place: 3 }, ...many(400)),
      }),
      options,
    );
    expect(own(weighed, 1)).toBeGreaterThan(own(weighed, 2));
    expect(own(weighed, 2)).toBeGreaterThan(own(weighed, 3));
    expect(own(weighed, 2)).toBeGreaterThan(own(weighed, 4));
    expect(own(weighed, 5)).toBe(0);
    expect(weighed.best[0]).toMatchObject({ segment: LOOSE, place: 1 });
    expect(weighed.frequency.get('day')).toBe(402);
  });

  it('is about one for a memory of usual length with all the words', () => {
    expect(own(weighWords(found({ ana: packed({ place: 1 }) }), options), 1)).toBeCloseTo(1, 5);
  });

  it('reaches the neighbours of the same session, the answer more than the question, and nobody else', () => {
    const weighed = weighWords(found({ ana: packed({ place: 5 }, { place: 8, bits: FIRST | LAST, session: 2 }) }), options);
    const near = (place: number) => weighed.evidence({ segment: LOOSE, place }).near;
    expect(near(5)).toBeGreaterThan(near(6));
    expect(near(6)).toBeGreaterThan(near(4));
    expect(near(4)).toBeGreaterThan(0);
    expect(near(7)).toBe(0);
    expect(near(9)).toBe(0);
    expect(weighed.evidence({ segment: LOOSE, place: 4 }).session).toBe(near(5));
  });

  it('leaves out what came from outside unless it is let in', () => {
    const list = { ana: packed({ place: 1, bits: TAINTED | FIRST | LAST }) };
    expect(weighWords(found(list), options).best).toEqual([]);
    expect(weighWords(found(list), { ...options, includeOutside: true }).best).toHaveLength(1);
  });
});
