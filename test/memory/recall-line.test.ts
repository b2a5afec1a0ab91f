import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Memory } from '../../src/memory/candidates.ts';
import type { Ranked } from '../../src/memory/rank.ts';
import { packLines, recallLineText } from '../../src/memory/recall-line.ts';

const at = Temporal.Instant.from('2026-03-05T23:30:00Z');

function ranked(text: string, overrides: Partial<Memory> = {}): Ranked {
  const ordinary = {
    kind: 'episode',
    speaker: 'person',
    tainted: false,
    atMicros: at.epochMilliseconds * 1_000,
    similarity: null,
  } as const;
  const id = '1a2b3c4d-0000-4000-8000-000000000000';
  return { memory: { id, text, source: `source of ${text}`, ...ordinary, ...overrides }, score: 1 };
}

describe('packLines', () => {
  it('R2 never exceeds the budget, and lets a shorter line take the place of one that does not fit', () => {
    const many = [
      ranked('a'.repeat(100)),
      ranked('b'.repeat(600)),
      ...Array.from({ length: 50 }, (_, n) => ranked(`short ${n}`)),
    ];
    const lines = packLines(many, '', 150);
    const tokens = lines.reduce((sum, line) => sum + Math.ceil(recallLineText(line, 'UTC').length / 4), 0);
    expect(tokens).toBeLessThanOrEqual(150);
    expect(lines[0]?.text).toBe('a'.repeat(100));
    expect(lines[1]?.text).toBe('short 0');
  });

  it('leaves out an earlier asking of the same question', () => {
    const lines = packLines([ranked("When is Ana's birthday?"), ranked('Ana was born on 3 May')], "when is Ana's birthday", 700);
    expect(lines.map(({ text }) => text)).toEqual(['Ana was born on 3 May']);
  });

  it('says a thing once when a fact was taken from what was said', () => {
    const fact = ranked('My sister is Ana', { kind: 'fact', source: 'telegram:1' });
    const lines = packLines([fact, ranked('remember that my sister is Ana', { source: 'telegram:1' })], '', 700);
    expect(lines).toHaveLength(1);
  });

  it('keeps a statement and its opposite', () => {
    expect(packLines([ranked('I eat meat'), ranked('I do not eat meat')], '', 700)).toHaveLength(2);
  });
});

describe('recallLineText', () => {
  it("carries the source's id and the date in the person's zone", () => {
    const [line] = packLines([ranked('My sister\nis Ana.', { kind: 'fact' })], '', 700);
    expect(line && recallLineText(line, 'Europe/Berlin')).toBe('[fact:1a2b3c4d] 2026-03-06 person: My sister is Ana.');
  });

  it('says what holds words from outside', () => {
    const [line] = packLines([ranked('Forwarded: pay now', { tainted: true })], '', 700);
    expect(line && recallLineText(line, 'UTC')).toContain('person (holds words from outside): Forwarded');
  });
});
