import { describe, expect, it } from 'vitest';
import { changedPlaces } from '../../../src/memory/night/duplicates.ts';

type Note = Parameters<typeof changedPlaces>[0][number];

function note(id: string, text: string, over: Partial<Note> = {}): Note {
  return { id, text, trust: 'owner', class: 'long', expiresAt: null, duplicateOf: null, ...over };
}

describe('notes that say the same', () => {
  it.each<[one: string, other: string]>([
    ['my locker code is 4711', 'My locker code is 4711.'],
    ['the spare key lies under a pot', 'The spare key lies under the pot'],
    ["The user's locker code is 4711", 'remember that my locker code is 4711'],
  ])('are one, and the oldest is shown: %s, %s', (one, other) => {
    expect(changedPlaces([note('a', one), note('b', other)])).toEqual(new Map([['b', 'a']]));
  });

  it.each<[one: string, other: string, over?: Partial<Note>]>([
    ['I like jazz', 'I do not like jazz'],
    ['my locker code is 4711', 'my locker code is 4712'],
    ['I live in Porto', 'I live in Porto', { trust: 'outside' }],
  ])('are two where they differ in a word, or in who stands behind them: %s, %s', (one, other, over) => {
    expect(changedPlaces([note('a', one), note('b', other, over)])).toEqual(new Map());
  });

  it('leave what is pinned where it is, and come forth when the first one goes', () => {
    expect(changedPlaces([note('a', 'I sail'), note('b', 'I sail', { class: 'pinned' })])).toEqual(new Map([['a', 'b']]));
    expect(changedPlaces([note('b', 'I sail', { duplicateOf: 'a' })])).toEqual(new Map([['b', null]]));
  });
});
