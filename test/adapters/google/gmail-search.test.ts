import { expect, test } from 'vitest';
import { toSearch } from '../../../adapters/google/gmail-search.ts';

test('nothing that is searched for is taken as an operator of the search', () => {
  expect(toSearch({ text: 'in:inbox -x' })).toBe('"in:inbox" "-x"');
  expect(toSearch({ text: '" OR from:ben' })).toBe('"OR" "from:ben"');
  expect(toSearch({ from: 'a" OR b' })).toBe('from:a from:OR from:b');
  expect(toSearch({ from: '(ben OR' })).toBe('from:"(ben" from:OR');
  expect(toSearch({ messageId: '<a" OR b@c>' })).toBe('rfc822msgid:aORb@c');
});

test('times are asked for a second wider than meant, by the second', () => {
  const span = { since: '2026-12-01T09:00:00.400Z', until: '2026-12-01T10:00:00Z' };
  expect(toSearch(span)).toBe('after:1796115599 before:1796119201');
});

test('what is archived bears none of the other labels', () => {
  expect(toSearch({ mailbox: 'archive', unread: true })).toBe(
    '-label:draft -label:trash -label:spam -label:inbox -label:sent is:unread',
  );
});
