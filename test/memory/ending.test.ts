import { expect, test } from 'vitest';
import { endedAt, type Standing } from '../../src/memory/ending.ts';

const row = (table: Standing['table'], id: string, text: string, expiresAt: string | null = null): Standing => ({
  table,
  id,
  source: 'm1',
  text,
  class: 'long',
  expiresAt,
});
const SOON = '2026-12-01T00:00:00Z';
const LATER = '2026-12-21T00:00:00Z';
const said = row('episodes', 'said', 'My sister is Ana. My brother is Ben.');
const ana = row('claims', 'ana', 'My sister is Ana');
const ben = row('claims', 'ben', 'My brother is Ben');
const ends = (all: readonly Standing[], id: string, at: string | null) =>
  Object.fromEntries(endedAt(all, new Set([id]), at).map((each) => [each.id, each.expiresAt]));

test('what one message says ends by itself, and the message with the last of it', () => {
  expect(ends([said, ana, ben], 'ana', LATER)).toEqual({ said: null, ana: LATER, ben: null });
  expect(ends([said, ana, { ...ben, expiresAt: SOON }], 'ana', LATER)).toEqual({ said: LATER, ana: LATER, ben: SOON });
  expect(
    ends(
      [
        { ...said, expiresAt: LATER },
        { ...ana, expiresAt: LATER },
        { ...ben, expiresAt: SOON },
      ],
      'ana',
      null,
    ),
  ).toEqual({
    said: null,
    ana: null,
    ben: SOON,
  });
});

test('a note ends with the one thing that it states, and with all that it states when it is the item', () => {
  const one = row('facts', 'note', 'my sister is Ana.');
  const both = row('facts', 'note', 'my sister is Ana. my brother is Ben');
  expect(ends([one, ana, ben], 'ana', LATER)).toEqual({ note: LATER, ana: LATER, ben: null });
  expect(ends([both, ana, ben], 'ana', LATER)).toEqual({ note: null, ana: LATER, ben: null });
  expect(ends([both, ana, ben], 'note', LATER)).toEqual({ note: LATER, ana: LATER, ben: LATER });
});
