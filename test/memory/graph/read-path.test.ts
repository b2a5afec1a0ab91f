import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { readPathQuestion } from '../../../src/memory/graph/read-path.ts';

const today = Temporal.PlainDate.from('2026-03-02');

/** `back employer: ana > manager`, with the days it asks about behind. */
function read(text: string): string | undefined {
  const question = readPathQuestion(text, today);
  if (!question) return undefined;
  const { wants, relation, path, window } = question;
  const days = window ? ` (${window.from.toString()} to ${window.to.toString()})` : '';
  return `${wants}${relation ? ` ${relation}` : ''}: ${[path.from, ...path.relations].join(' > ')}${days}`;
}

describe('a question that leads from one to another', () => {
  it.each([
    ["Who works with Ana's manager?", 'together: ana > manager'],
    ['who does my sister’s boss work with', 'together: me > sister > manager'],
    ["Do you know who Tomas Berg's colleagues are?", undefined],
    ["Who are Tomas Berg's colleagues?", 'together: tomas berg'],
    ['Tell me who works with the manager of my sister', 'together: me > sister > manager'],
    ['Who reports to Tomas?', 'back manager: tomas'],
    ['Who else works at Globex?', 'back employer: globex'],
    ["Who works for Ana's company?", 'back employer: ana > employer'],
    ['Who is on the Falcon project?', 'back project: falcon'],
    ["Who lives in the same city as Ana's manager?", 'back home: ana > manager > home'],
    ['Whose manager is Tomas?', 'back manager: tomas'],
    ["Where does my sister's manager live?", 'there: me > sister > manager > home'],
    ["Who is my manager's wife?", 'there: me > manager > wife'],
    ['Who is Tomas?', 'all: tomas'],
    ['Who worked with Ana in March 2025?', 'together: ana (2025-03-01 to 2025-03-31)'],
    ['What is my locker code?', undefined],
    ['Who is my manager?', undefined],
    ['Who is he?', undefined],
    ["Who knows Ana's manager?", undefined],
    ['Work with Ana', undefined],
  ])('%s', (text, meant) => {
    expect(read(text)).toBe(meant);
  });
});
