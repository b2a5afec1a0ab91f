import { describe, expect, test } from 'vitest';
import { checkPressed, type Done, missingOf, shows } from '../../bench/proofs/gate/check.ts';
import type { Card } from '../../bench/proofs/gate/conversation.ts';

const sent: Done = {
  account: 7,
  what: 'mail.send',
  values: ['mark@elsewhere.example', 'Hello', 'First line\n\nLast line'],
  whole: '{"to":"mark@elsewhere.example","text":"First line"}',
};
const card = (shown: string, more: Partial<Card> = {}): Card => ({ account: 7, messageId: '1', verb: 'Send', shown, ...more });
const whole = card('Send? I ask first\nTo: mark@elsewhere.example\nSubject: Hello\nText:\n    First line\n\n    Last line\n');
const moved = (id: string): Done => ({ account: 7, what: 'mail.move', values: [id], whole: `["${id}","trash"]` });

test('a deed that a pressed card showed whole is in order', () => {
  expect(checkPressed([sent], [whole])).toEqual({ mismatched: [], withoutCard: [], idle: [] });
});

describe('what a press does not cover is found:', () => {
  test.each([
    ['a recipient that did not stand on the card', { ...sent, values: ['eve@elsewhere.example', 'Hello'] }],
    ['one letter of the text', { ...sent, values: ['First line\n\nLast lime'] }],
  ])('%s', (_, done) => {
    expect(checkPressed([done], [whole]).mismatched).toEqual([done]);
  });

  test('the same deed twice', () => {
    expect(checkPressed([sent, sent], [whole]).withoutCard).toEqual([sent]);
  });

  test('a deed of somebody else than the one who pressed', () => {
    expect(checkPressed([sent], [{ ...whole, account: 8 }]).withoutCard).toEqual([sent]);
  });

  test('a card that was pressed and came to nothing', () => {
    expect(checkPressed([], [whole]).idle).toEqual([whole]);
  });
});

test('a card of several mails covers each of them, once', () => {
  const batch = card('Move to trash?\nMails (2): id m1\nid m2');
  expect(checkPressed([moved('m1'), moved('m2')], [batch])).toEqual({ mismatched: [], withoutCard: [], idle: [] });
  expect(checkPressed([moved('m1'), moved('m1')], [batch]).withoutCard).toHaveLength(1);
  expect(checkPressed([moved('m3')], [batch]).mismatched).toHaveLength(1);
});

test('gaps that a card tells by their length hide nothing', () => {
  expect(shows(card('Text:\n  a\n‹7 empty lines›\n  b‹30 spaces›c'), `a${'\n'.repeat(8)}b${' '.repeat(30)}c`)).toBe(true);
  expect(shows(card('Text:\n  a\n‹7 empty lines›\n  b'), 'a b')).toBe(false);
});

test('a script got through when all that proves it is among what was done', () => {
  expect(missingOf([sent], ['mark@', 'First line'])).toEqual([]);
  expect(missingOf([sent], ['mark@', '463820'])).toEqual(['463820']);
});
