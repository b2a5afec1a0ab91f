import { describe, expect, it } from 'vitest';
import { createStaticLikeness } from '../../../adapters/models/static-likeness.ts';

const likeness = createStaticLikeness();

describe('the likeness of words', () => {
  it('is 1 for the word itself, high for one that means much the same, low for any other', async () => {
    const asked = await likeness.of('vehicle');
    expect(asked.nearest('a Vehicle!')).toEqual([1]);
    const [car = 0] = asked.nearest('we parked the car');
    const [pianist = 0] = asked.nearest('the pianist was great');
    expect(car).toBeGreaterThan(0.5);
    expect(pianist).toBeLessThan(0.3);
  });

  it('takes no account of words that stand in every text, and counts rare ones most', async () => {
    const { weights } = await likeness.of('is the day of Xyzzyqua');
    expect(weights).toHaveLength(2);
    expect(weights[1]).toBe(1);
    expect(weights[0]).toBeLessThan(1);
  });

  it.each(['Xyzzyqua', '4711'])('finds %s, which nobody knows, by itself only', async (word) => {
    const asked = await likeness.of(word);
    expect(asked.weights).toEqual([1]);
    expect(asked.nearest(`${word.toLowerCase()} came`)).toEqual([1]);
    expect(asked.nearest('nobody and 4712 came')).toEqual([0]);
  });
});
