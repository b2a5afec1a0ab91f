import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { defaultProfile } from '../../src/people/profile.ts';
import { withField } from '../../src/people/profile-path.ts';
import { explain } from '../../src/tasks/explain.ts';
import { focusList, rank, type Weighed } from '../../src/tasks/priority.ts';
import { parseValue, servedBy } from '../../src/tasks/values.ts';
import { viewOf } from '../../src/tasks/view.ts';

const now = Temporal.Instant.from('2026-11-21T08:00:00Z');
const usual = { notes: '', importance: 5, estimateMinutes: null, goal: null, habit: false };
const made = (number: number) => ({ ...usual, number, createdAt: now.add({ seconds: number }) });
const report: Weighed = { ...made(1), title: 'Finish the report', dueAt: now.add({ hours: 4 }) };
const school: Weighed = { ...made(2), title: "Mia's school play", dueAt: now.add({ hours: 9 }) };
const plain = defaultProfile('Europe/Berlin', 'Ann');

test('R41 with "family first" a school event outranks a report of the same day, /why shows which value did it, and without it all is as before', () => {
  const order = (profile: typeof plain) => rank([report, school], viewOf(profile, now)).map(({ number }) => number);
  expect(order(plain)).toEqual([1, 2]);

  const caring = withField(plain, 'goals.values', '+family first 30');
  expect(order(caring)).toEqual([2, 1]);
  expect(explain(school, viewOf(caring, now))).toBe(
    [
      'Task 2 has a score of 130:',
      '- overdue or due within 1 day: 50',
      '- importance 5 x 10: 50',
      '- serves no stated goal: 0',
      '- no habit known: 0',
      '- serves what you value, "family first", by the word "school": 30',
    ].join('\n'),
  );
  expect(explain(report, viewOf(caring, now))).not.toContain('value');

  expect(order(withField(caring, 'goals.values', '-family first 30'))).toEqual([1, 2]);
});

test('R41 what a value weighs decides between two', () => {
  const run: Weighed = { ...made(3), title: 'Go for a run', dueAt: school.dueAt };
  const order = (values: string) =>
    rank([run, school], viewOf(withField(plain, 'goals.values', values), now)).map(({ number }) => number);
  expect(order('family first 30, health 10')).toEqual([2, 3]);
  expect(order('family first 10, health 30')).toEqual([3, 2]);
});

test('R41 a recommendation names the value', () => {
  const view = viewOf(withField(plain, 'goals.values', 'family first'), now);
  expect(focusList([{ ...school, dueAt: null }], view).recommendation).toBe(
    'Start with task 2: it serves what you value: family first.',
  );
});

test.each([
  ['family first', { name: 'family first', weight: 20 }],
  ['family first 30', { name: 'family first', weight: 30 }],
  ['quiet 500 = garden, balcony', { name: 'quiet', weight: 100, words: ['garden', 'balcony'] }],
  ['Chess 0', { name: 'Chess', weight: 1, words: ['chess'] }],
])('"%s" is read as a name, a weight from 1 to 100 and words', (stated, value) => {
  expect(parseValue(stated)).toMatchObject(value);
});

test.each([
  ['the kids need shoes', true],
  ['a kidney scan', false],
  ['School play', true],
  ['Schools in the area', true],
  ['write the grant proposal', false],
])('"%s" serves the family: %s', (title, serves) => {
  expect(servedBy(title, [parseValue('family')]).length > 0).toBe(serves);
});
