import { expect, test } from 'vitest';
import { createConversation } from '../../bench/proofs/gate/conversation.ts';
import type { FakePlatform, Shown } from '../platforms/platform.ts';

const shown = (messageId: string, over: Partial<Shown>) => ({ messageId, from: 'bot', text: '', buttons: [], ...over });
const file = (words: string) => ({ file: { name: 'card.txt', bytes: Buffer.from(words) } });
const card = (words: string) => ({ text: `Send? I ask first: ${words}` });
const buttons = [[{ text: 'Send', data: 'x' }]];

/** The cards that a person makes out among these messages. */
function cardsAmong(...messages: readonly object[]) {
  const person = { messages: () => messages };
  const platform = { person: () => person } as unknown as FakePlatform;
  return createConversation(platform, 1)
    .newCards()
    .map((one) => [one.messageId, one.shown.split('\n').filter(Boolean)]);
}

test('a file that comes right before its card belongs to it, and to no other', () => {
  expect(
    cardsAmong(
      shown('0', { text: 'The end of a long answer.\n(2/2)' }),
      shown('1', file('one whole')),
      shown('2', { ...card('one'), buttons }),
      shown('3', { ...card('two'), buttons }),
      shown('4', file('a document')),
      shown('5', { text: 'Here it is.' }),
      shown('6', { ...card('three'), buttons }),
    ),
  ).toEqual([
    ['2', ['one whole', 'Send? I ask first: one']],
    ['3', ['Send? I ask first: two']],
    ['6', ['Send? I ask first: three']],
  ]);
});

test('a file behind its card, with the buttons under it, belongs to it, and to no other', () => {
  expect(
    cardsAmong(shown('1', card('one')), shown('2', { ...file('one whole'), buttons }), shown('3', { ...card('two'), buttons })),
  ).toEqual([
    ['2', ['Send? I ask first: one', 'one whole']],
    ['3', ['Send? I ask first: two']],
  ]);
});
