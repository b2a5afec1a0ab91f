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

test('words that keep every mark, number and time are taken', () => {
  const answer = '[task:12] Rent goes out today by 17:00, half an hour (30 min).\n\n- [reminder:3] Ring Ana at 09:00.';
  expect(readProse(answer, facts)?.map(({ text }) => text)).toEqual([
    'Ring Ana at 09:00.',
    'Rent goes out today by 17:00, half an hour (30 min).',
  ]);
});

test.each([
  ['a lost line', '[reminder:3] Ring Ana at 09:00.'],
  ['a line twice', '[reminder:3] Ring Ana at 09:00.\n[reminder:3] Ring Ana at 09:00.'],
  ['a third line', '[reminder:3] Ana at 09:00.\n[task:12] Rent by 17:00, 30 min.\nHave a good day!'],
  ['another mark', '[reminder:3] Ana at 09:00.\n[task:13] Rent by 17:00, 30 min.'],
  ['no mark', 'Ana at 09:00.\n[task:12] Rent by 17:00, 30 min.'],
  ['another time', '[reminder:3] Ana at 09:30.\n[task:12] Rent by 17:00, 30 min.'],
  ['a new number', '[reminder:3] Ana at 09:00.\n[task:12] Rent of 900 by 17:00, 30 min.'],
  ['a lost time', '[reminder:3] Ring Ana.\n[task:12] Rent by 17:00, 30 min.'],
  ['times exchanged', '[reminder:3] Ana at 17:00.\n[task:12] Rent by 09:00, 30 min.'],
  ['a link', '[reminder:3] Ana at 09:00 https://evil.example.\n[task:12] Rent by 17:00, 30 min.'],
  ['a Markdown link', '[reminder:3] [Ana](x) at 09:00.\n[task:12] Rent by 17:00, 30 min.'],
  ['nothing', ''],
])('%s is refused', (_, answer) => {
  expect(readProse(answer, facts)).toBeUndefined();
});
