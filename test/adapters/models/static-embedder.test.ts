import { describe, expect, it } from 'vitest';
import { createStaticEmbedder } from '../../../adapters/models/static-embedder.ts';
import { similarityTriples } from './similarity-triples.ts';

/** How many of the 28 triples the vectors get right, as measured; chance is 14. A lower count means that the vectors got worse. */
const FLOOR = 24;

const embedder = createStaticEmbedder();
const { signal } = new AbortController();

async function similarity(a: string, b: string): Promise<number> {
  const [left = [], right = []] = await embedder.embed([a, b], signal);
  return left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
}

describe('the offline embedder', () => {
  it('puts texts on one subject nearer than texts that share only small words', async () => {
    let right = 0;
    for (const [text, near, far] of similarityTriples) {
      if ((await similarity(text, near)) > (await similarity(text, far))) right += 1;
    }
    expect(right).toBeGreaterThanOrEqual(FLOOR);
  });

  it('keeps unrelated texts well apart from related ones on average', async () => {
    let gap = 0;
    for (const [text, near, far] of similarityTriples) gap += (await similarity(text, near)) - (await similarity(text, far));
    expect(gap / similarityTriples.length).toBeGreaterThan(0.27);
  });

  it('gives unit vectors of 100 numbers, rounded, the same every time', async () => {
    const [first = [], again] = await embedder.embed(['The dentist moved', 'The dentist moved'], signal);
    expect(first).toHaveLength(100);
    expect(Math.hypot(...first)).toBeCloseTo(1, 5);
    expect(again).toEqual(first);
    expect(first.slice(0, 3)).toMatchInlineSnapshot(`
      [
        0.006554,
        -0.046877,
        -0.077799,
      ]
    `);
    expect((await createStaticEmbedder().embed(['The dentist moved'], signal))[0]).toEqual(first);
  });

  it.each(['', '   ', '!?', 'qxzzyv', '日本語'])('gives the zero vector for %j', async (text) => {
    const [vector = []] = await embedder.embed([text], signal);
    expect(vector).toEqual(new Array(100).fill(0));
  });

  it.each([
    ['Budget', 'BUDGET', 1],
    ['café', 'cafe\u0301', 1],
    ["Anna's birthday", 'Anna’s birthday', 1],
    ['résumé', 'resume', 0.2],
    ['budget qxzzyv', 'budget', 1],
    ['a holiday-budget', 'a holiday budget', 1],
  ])('reads %j like %j', async (one, other, least) => {
    expect(await similarity(one, other)).toBeGreaterThanOrEqual(least - 1e-4);
  });

  it('lets frequent words count little', async () => {
    expect(await similarity('the of and to the contract', 'contract')).toBeGreaterThan(0.9);
  });

  it('stops when the signal is aborted', async () => {
    await expect(embedder.embed(['hi'], AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
