import { expect, test } from 'vitest';
import { whatItAsks } from '../../src/mail/what-it-asks.ts';

test.each([
  [
    'the sentence that asks',
    'Hi Ben,\n\nwe met on Monday. Can you send the figures by noon? Thanks.',
    'Can you send the figures by noon?',
  ],
  ['else the one that is urgent', 'Dear Ben,\n\nI am here. The server is down.', 'The server is down.'],
  ['else the first', 'Hello,\n\nthe boxes came. All of them.', 'the boxes came.'],
  ['one line of what was broken over two', 'Could you\nlook at this?', 'Could you look at this?'],
  ['the subject where it says nothing', '---\n', 'Re:  boxes'],
])('of a mail %s is shown', (_, words, ask) => {
  expect(whatItAsks(words, 'Re:  boxes')).toBe(ask === 'Re:  boxes' ? 'Re: boxes' : ask);
});

test('it is no longer than a line', () => {
  const ask = whatItAsks(`Please ${'do it '.repeat(100)}`, '');
  expect(ask).toHaveLength(160);
  expect(ask.endsWith('…')).toBe(true);
});
