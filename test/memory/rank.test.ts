import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type Candidate, type Question, rank } from '../../src/memory/rank.ts';

const now = Temporal.Instant.from('2026-03-02T09:00:00Z');

function candidate(id: string, overrides: Partial<Candidate>): Candidate {
  const ordinary = {
    kind: 'episode',
    speaker: 'person',
    tainted: false,
    source: id,
    at: now,
    length: 8,
    similarity: undefined,
  } as const;
  return { id, text: id, hits: [], ...ordinary, ...overrides };
}

function question(overrides: Partial<Question> = {}): Question {
  return {
    words: ['ana', 'birthday'],
    total: 1_000,
    frequency: new Map([
      ['ana', 3],
      ['birthday', 3],
    ]),
    spread: { mean: 0.3, deviation: 0.1, count: 1_000 },
    now,
    ...overrides,
  };
}

const order = (candidates: readonly Candidate[], asked = question()) => rank(candidates, asked).map(({ id }) => id);

describe('rank', () => {
  it('puts more of the words above fewer', () => {
    expect(order([candidate('one', { hits: ['ana'] }), candidate('both', { hits: ['ana', 'birthday'] })])).toEqual([
      'both',
      'one',
    ]);
  });

  it('lets a rare word weigh more than a common one', () => {
    const asked = question({
      frequency: new Map([
        ['ana', 3],
        ['birthday', 600],
      ]),
    });
    expect(order([candidate('common', { hits: ['birthday'] }), candidate('rare', { hits: ['ana'] })], asked)[0]).toBe('rare');
  });

  it('puts a short memory above a long one that holds the same words', () => {
    const found = order([candidate('long', { hits: ['ana'], length: 200 }), candidate('short', { hits: ['ana'], length: 6 })]);
    expect(found[0]).toBe('short');
  });

  it('adds up the evidence of words and of meaning', () => {
    const found = order([
      candidate('words', { hits: ['ana'], similarity: 0.3 }),
      candidate('meaning', { similarity: 0.55 }),
      candidate('together', { hits: ['ana'], similarity: 0.55 }),
    ]);
    expect(found[0]).toBe('together');
    expect(found).toHaveLength(3);
  });

  it('puts a fact above what was merely said, and that above our own answer, at equal evidence', () => {
    const hits = ['ana', 'birthday'];
    const found = order([
      candidate('answer', { hits, speaker: 'assistant' }),
      candidate('said', { hits }),
      candidate('noted', { hits, kind: 'fact', speaker: 'assistant' }),
      candidate('saved', { hits, kind: 'fact' }),
    ]);
    expect(found).toEqual(['saved', 'noted', 'said', 'answer']);
  });

  it('puts the newer one first at equal evidence', () => {
    const hits = ['ana'];
    const found = order([candidate('old', { hits, at: now.subtract({ hours: 24 * 400 }) }), candidate('new', { hits })]);
    expect(found).toEqual(['new', 'old']);
  });

  it('lets the newer one win over one that fits a shade better', () => {
    const old = candidate('old', { hits: ['ana'], at: now.subtract({ hours: 24 * 400 }) });
    expect(order([old, candidate('new', { hits: ['ana'], length: 9 })])).toEqual(['new', 'old']);
  });

  it('returns nothing that has no support', () => {
    expect(order([candidate('stranger', { similarity: 0.35 }), candidate('bare', {})])).toEqual([]);
  });

  it('leaves out what is far weaker than the best', () => {
    const best = candidate('best', { hits: ['ana', 'birthday'], similarity: 0.8 });
    expect(order([best, candidate('weak', { similarity: 0.46 })])).toEqual(['best']);
  });

  it('takes no likeness for evidence that stands out from a handful of memories only', () => {
    const spread = { mean: 0.3, deviation: 0.05 };
    const likely = (count: number) =>
      order([candidate('nearest', { similarity: 0.42 })], question({ spread: { ...spread, count } }));
    expect(likely(3)).toEqual([]);
    expect(likely(3_000)).toEqual(['nearest']);
  });

  it('finds the only memory by a word of several', () => {
    const young = question({ words: ['ana', 'favourit', 'colour'], total: 1, frequency: new Map([['ana', 1]]) });
    expect(order([candidate('only', { hits: ['ana'] })], young)).toEqual(['only']);
  });
});
