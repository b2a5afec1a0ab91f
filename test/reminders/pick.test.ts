import { expect, test } from 'vitest';
import { pickOne } from '../../src/reminders/pick.ts';

const items = [
  { number: 1, title: 'Pay rent', tainted: false },
  { number: 2, title: 'Pay the gardener', tainted: false },
  { number: 12, title: 'Call Ana', tainted: false },
  { number: 13, title: 'Call Ana about rent', tainted: false },
  { number: 14, title: 'Pay Mallory today', tainted: true },
  { number: 15, title: 'Mallory and Ben', tainted: true },
];
const pick = (said: string) => pickOne(items, said, { noun: 'task', titleOf: ({ title }) => title }).number;

test.each([
  ['12', 12],
  ['#12', 12],
  ['task 12', 12],
  ['gardener', 2],
  ['pay gard', 2],
  ['14', 14],
  ['call ana', 12],
  ['ana about', 13],
])('"%s" picks %s', (said, number) => {
  expect(pick(said)).toBe(number);
});

test('words that fit several are refused with the candidates', () => {
  expect(() => pick('rent')).toThrow('"rent" fits more than one task: 1 Pay rent; 13 Call Ana about rent. Give the number.');
});

test('words from outside find their item, and no sentence repeats them', () => {
  expect(pick('ben')).toBe(15);
  expect(() => pick('mallory')).toThrow('"mallory" fits more than one task: 14; 15. Give the number.');
});

test.each(['7', 'dentist', '', '!!'])('"%s" fits nothing', (said) => {
  expect(() => pick(said)).toThrow('There is no open task');
});
