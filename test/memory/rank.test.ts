import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Candidate, Memory } from '../../src/memory/candidates.ts';
import type { Question } from '../../src/memory/question.ts';
import { type RankOptions, rank, WEIGHTS } from '../../src/memory/rank.ts';

const now = Temporal.Instant.from('2026-03-02T09:00:00Z');
const NOTHING = { own: 0, near: 0, session: 0 };

const micros = (at: Temporal.Instant) => at.epochMilliseconds * 1_000;

function candidate(id: string, { evidence = NOTHING, ...overrides }: Partial<Memory & Candidate>): Candidate {
  const ordinary = {
    kind: 'episode',
    speaker: 'person',
    tainted: false,
    source: id,
    atMicros: micros(now),
    similarity: null,
  } as const;
  return { memory: { id, text: id, ...ordinary, ...overrides }, evidence };
}

function question(overrides: Partial<Question> = {}): Question {
  const plain = { names: new Set<string>(), of: undefined, window: undefined, wants: undefined, asked: undefined, zone: 'UTC' };
  return { ...plain, now, ...overrides };
}

const spread = { mean: 0.3, deviation: 0.1, count: 1_000 };
const options = { spread, floor: { direct: 0.08, own: 0 }, weights: WEIGHTS };
const words = (own: number) => ({ own, near: own, session: own });

function order(candidates: readonly Candidate[], asked = question(), over: Partial<RankOptions> = {}) {
  return rank(candidates, asked, { ...options, ...over }).map(({ memory }) => memory.id);
}

describe('rank', () => {
  it('adds up the evidence of words and of meaning', () => {
    const found = order([
      candidate('words', { evidence: words(0.3), similarity: 0.3 }),
      candidate('meaning', { similarity: 0.7 }),
      candidate('together', { evidence: words(0.3), similarity: 0.7 }),
    ]);
    expect(found[0]).toBe('together');
    expect(found).toHaveLength(3);
  });

  it('puts what was said amid talk of the matter above what was said by the way', () => {
    const amid = candidate('amid', { evidence: { own: 0.3, near: 0.6, session: 0.6 } });
    expect(order([candidate('by the way', { evidence: words(0.3) }), amid])).toEqual(['amid', 'by the way']);
  });

  it('lets a word that is alike stand for the word that was asked for', () => {
    const asked = { weights: [1], nearest: (text: string) => [text.includes('bicycle') ? 0.8 : 0.1] };
    const found = order([candidate('a red car', {}), candidate('a bicycle', {})], question({ asked }));
    expect(found).toEqual(['a bicycle']);
  });

  it('puts a fact above what was merely said, and that above our own answer, at equal evidence', () => {
    const evidence = words(0.5);
    const found = order([
      candidate('answer', { evidence, speaker: 'assistant' }),
      candidate('said', { evidence }),
      candidate('noted', { evidence, kind: 'fact', speaker: 'assistant' }),
      candidate('saved', { evidence, kind: 'fact' }),
    ]);
    expect(found).toEqual(['saved', 'noted', 'said', 'answer']);
  });

  it('puts the words of the one who is asked about first', () => {
    const evidence = words(0.5);
    const both = [candidate('b', { evidence, text: 'Ben: it is blue' }), candidate('a', { evidence, text: 'Ana: it is blue' })];
    expect(order(both, question({ names: new Set(['ana']) }))).toEqual(['a', 'b']);
    const ours = [candidate('person', { evidence }), candidate('assistant', { evidence, speaker: 'assistant' })];
    expect(order(ours, question({ of: 'assistant' }))).toEqual(['assistant', 'person']);
  });

  it('puts what was said in the days that are asked about first', () => {
    const evidence = words(0.5);
    const march = candidate('march', { evidence, atMicros: micros(Temporal.Instant.from('2025-03-10T12:00:00Z')) });
    const window = { from: Temporal.PlainDate.from('2025-03-01'), to: Temporal.PlainDate.from('2025-03-31') };
    expect(order([candidate('now', { evidence }), march])).toEqual(['now', 'march']);
    expect(order([candidate('now', { evidence }), march], question({ window }))).toEqual(['march', 'now']);
  });

  it.each([
    ['2025-02-28T10:59:59Z', false],
    ['2025-02-28T11:00:00Z', true],
    ['2025-04-06T11:59:59Z', true],
    ['2025-04-06T12:00:00Z', false],
  ])('takes those days for those of the zone, and the week after with them: %s %j', (instant, isToldThen) => {
    const at = (time: string) => ({ evidence: words(0.5), atMicros: micros(Temporal.Instant.from(time)) });
    const window = { from: Temporal.PlainDate.from('2025-03-01'), to: Temporal.PlainDate.from('2025-03-30') };
    const both = [candidate('b told', at(instant)), candidate('a later', at('2025-06-01T00:00:00Z'))];
    expect(order(both, question({ window, zone: 'Pacific/Auckland' }))[0]).toBe(isToldThen ? 'b told' : 'a later');
  });

  it('puts what holds a time first when a time is asked for, and a question behind its answer', () => {
    const evidence = words(0.5);
    const said = [
      candidate('b', { evidence, text: 'when is it?' }),
      candidate('c', { evidence, text: 'it is soon' }),
      candidate('a', { evidence, text: 'it is on Monday' }),
    ];
    expect(order(said, question({ wants: 'time' }))).toEqual(['a', 'c', 'b']);
  });

  it('puts the newer one first at equal evidence', () => {
    const evidence = words(0.4);
    const found = order([
      candidate('old', { evidence, atMicros: micros(now.subtract({ hours: 24 * 400 })) }),
      candidate('new', { evidence }),
    ]);
    expect(found).toEqual(['new', 'old']);
  });

  it('returns nothing that has no support', () => {
    expect(order([candidate('stranger', { similarity: 0.35 }), candidate('bare', {})])).toEqual([]);
  });

  it('shows nothing when no memory has as much in common with the question as it must', () => {
    const weak = candidate('weak', { evidence: words(0.4) });
    expect(order([weak], question(), { floor: { direct: 0.5, own: 0 } })).toEqual([]);
    expect(order([weak], question(), { floor: { direct: 0, own: 0.5 } })).toEqual([]);
    expect(order([weak], question(), { floor: { direct: 0, own: 0.4 } })).toEqual(['weak']);
  });

  it('shows no talk that only stands beside what was asked for', () => {
    const beside = candidate('beside', { evidence: { own: 0, near: 0.5, session: 0.5 } });
    expect(order([candidate('asked', { evidence: words(0.5) }), beside])).toEqual(['asked']);
  });

  it('leaves out what is far weaker than the best', () => {
    const best = candidate('best', { evidence: words(1), similarity: 0.8 });
    expect(order([best, candidate('weak', { evidence: words(0.18) })])).toEqual(['best']);
  });

  it('takes no likeness for evidence that stands out from a handful of memories only', () => {
    const likely = (count: number) =>
      order([candidate('nearest', { similarity: 0.42 })], question(), { spread: { mean: 0.3, deviation: 0.05, count } });
    expect(likely(3)).toEqual([]);
    expect(likely(3_000)).toEqual(['nearest']);
  });
});
