import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitStyled } from '../../../adapters/markdown/split.ts';
import { type Marks, plainText, type Run } from '../../../adapters/markdown/styled.ts';

const plain = (text: string): Run[] => [{ text, marks: {} }];
const texts = (styled: readonly Run[], limit: number) => splitStyled(styled, limit).map(plainText);

test('a message within the limit is one part', () => {
  expect(texts(plain('short'), 5)).toEqual(['short']);
  expect(texts(plain(''), 5)).toEqual(['']);
});

test.each([
  ['an empty line', 'aaaaa\n\nb\nc d eee', ['aaaaa\n\n', 'b\nc d eee']],
  ['a line', 'aaaaaa\nb c deee', ['aaaaaa\n', 'b c deee']],
  ['a word', 'aaaaaa bbbbbbb', ['aaaaaa ', 'bbbbbbb']],
])('the cut is made after %s', (_, text, parts) => {
  expect(texts(plain(text), 10)).toEqual(parts);
});

test('a stretch of one look that fits is kept whole', () => {
  expect(texts([...plain('aaaa '), { text: 'b b b b b', marks: { bold: true } }], 10)).toEqual(['aaaa ', 'b b b b b']);
});

test('a block of code over the limit is closed and begun anew', () => {
  const parts = splitStyled([{ text: 'line\n'.repeat(5), marks: { pre: 'ts' } }], 10);
  expect(parts).toEqual(
    Array.from({ length: 3 }, (_, index) => [{ text: index < 2 ? 'line\nline\n' : 'line\n', marks: { pre: 'ts' } }]),
  );
});

test('neither a surrogate pair nor a family of emoji is cut', () => {
  expect(texts(plain('👨‍👩‍👧👨‍👩‍👧'), 10)).toEqual(['👨‍👩‍👧', '👨‍👩‍👧']);
  expect(texts(plain('aaa😀'), 4)).toEqual(['aaa', '😀']);
});

test('joined parts are the message, and none is over the limit', () => {
  const marks = fc.constantFrom<Marks>(
    {},
    { bold: true },
    { pre: '' },
    { quote: true },
    { link: 'https://a.b' },
    { bold: true, italic: true },
  );
  const text = fc.oneof(fc.lorem({ maxCount: 20 }), fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constant('\n\n'));
  const runs = fc.array(fc.record({ text, marks }), { maxLength: 12 });
  fc.assert(
    fc.property(runs, fc.integer({ min: 12, max: 90 }), (styled, limit) => {
      const parts = splitStyled(styled, limit);
      expect(parts.map(plainText).join('')).toBe(plainText(styled));
      for (const part of parts) {
        expect(plainText(part).length).toBeLessThanOrEqual(limit);
        expect(() => encodeURIComponent(plainText(part))).not.toThrow();
      }
      expect(splitStyled(styled, limit)).toEqual(parts);
    }),
    { numRuns: 500 },
  );
});
