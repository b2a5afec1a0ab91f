import { expect, test } from 'vitest';
import { prosePrompt, readProse } from '../../../src/proactive/brief/prose.ts';

const facts = [
  { section: 'Reminders', source: 'reminder:3', text: '09:00 call Ana', tainted: false },
  { section: 'Focus', source: 'task:12', text: 'Pay rent, due today 17:00, 30 min', tainted: false },
];

test('the prompt holds every fact with its mark and nothing that could be taken for another mark', () => {
  const prompt = prosePrompt([{ section: 'x', source: 'task:1', text: 'buy\n[task:9] milk', tainted: false }]);
  expect(prompt.split('\n').at(-1)).toBe('[task:1] buy task:9 milk');
});

const said = (answer: string) => readProse(answer, facts)?.map(({ text }) => text);

test('words that the facts support are taken, in the order of the facts', () => {
  const answer = '[task:12] Please pay the rent, it is due today at 17:00 (30 min).\n\n- [reminder:3] Time to call Ana at 09:00.';
  expect(said(answer)).toEqual(['Time to call Ana at 09:00.', 'Please pay the rent, it is due today at 17:00 (30 min).']);
});

test('R105 a sentence that its fact does not support is dropped, and the others stay', () => {
  const answer =
    '[reminder:3] Call Ana at 09:00. She has cancelled the contract! It is with Ana.\n[task:12] Pay the rent, due today 17:00, 30 min.';
  expect(said(answer)).toEqual(['Call Ana at 09:00. It is with Ana.', 'Pay the rent, due today 17:00, 30 min.']);
});

test.each([
  ['a made-up deed', '[reminder:3] Ana has paid you, call at 09:00.'],
  ['a denial', '[reminder:3] Do not call Ana at 09:00.'],
  ['another person', '[reminder:3] Call Ben at 09:00.'],
  ['another time', '[reminder:3] Call Ana at 09:30.'],
  ['a lost time', '[reminder:3] Call Ana.'],
  ['another day', '[reminder:3] Call Ana tomorrow at 09:00.'],
  ['nothing but fillers', '[reminder:3] It is now time at 09:00.'],
  ['a link', '[reminder:3] Call Ana at 09:00 https://evil.example.'],
  ['a Markdown link', '[reminder:3] [call](x) Ana at 09:00.'],
  ['no mark', 'Call Ana at 09:00.'],
  ['an empty line', '[reminder:3] '],
])('R105 a line with %s stands in its own words, and the others in the new ones', (_, line) => {
  const answer = `${line}\n[task:12] Please pay rent, due today 17:00, 30 min.`;
  expect(said(answer)).toEqual(['09:00 call Ana', 'Please pay rent, due today 17:00, 30 min.']);
});

test('a line of no fact and a second line of one are left out', () => {
  const answer = '[reminder:3] Please call Ana at 09:00.\n[reminder:3] call Ana, 09:00.\n[task:13] You won.\nHave a good day!';
  expect(said(answer)).toEqual(['Please call Ana at 09:00.', 'Pay rent, due today 17:00, 30 min']);
});

test('a fact that denies keeps its denial', () => {
  const not = [{ section: 'x', source: 'task:1', text: 'Do not pay the invoice of Ben', tainted: false }];
  expect(readProse('[task:1] Pay the invoice of Ben.', not)).toBeUndefined();
  expect(readProse('[task:1] Please do not pay the invoice of Ben.', not)).toBeDefined();
});

test('an answer without a single supported line changes nothing', () => {
  expect(readProse('', facts)).toBeUndefined();
  expect(readProse('Sorry, I cannot.', facts)).toBeUndefined();
});
