import { expect, test } from 'vitest';
import { withoutSentences } from '../../src/memory/cut-ended.ts';

const BEN = 'My brother is Ben.';

test.each([
  ['the last', 'My sister is Ana. My brother is Ben.', [BEN], 'My sister is Ana.'],
  ['the first', 'My brother is Ben. My sister is Ana.', [BEN], 'My sister is Ana.'],
  ['one in the middle', 'Hello! My brother is Ben.  My sister is Ana.', [BEN], 'Hello! My sister is Ana.'],
  ['two', 'My brother is Ben. Hi. My sister is Ana.', [BEN, 'My sister is Ana.'], 'Hi.'],
  ['one on a line of its own', 'My sister is Ana\nMy brother is Ben\nHi', ['My brother is Ben'], 'My sister is Ana\nHi'],
  ['one before a semicolon', 'my brother is Ben; my sister is Ana', ['my brother is Ben'], 'my sister is Ana'],
  ['one with signs of its own', 'My co-worker is (a+b)*[c]/{d}|^$. Hi.', ['My co-worker is (a+b)*[c]/{d}|^$.'], 'Hi.'],
  ['one that is written otherwise in a note', 'my brother is ben. My sister is Ana.', [BEN], 'My sister is Ana.'],
])('a text loses %s', (_, text, sentences, left) => {
  expect(withoutSentences(text, sentences)).toBe(left);
});

test.each([
  ['My brother is Bennett. My sister is Ana.', 'My brother is Ben'],
  ['My brother is Ben Smith.', 'My brother is Ben'],
  ['I think my brother is Ben. Or not.', BEN],
  ['My sister is Ana.\n', BEN],
])('%j keeps what only begins or ends like %j', (text, sentence) => {
  expect(withoutSentences(text, [sentence])).toBe(text);
});
