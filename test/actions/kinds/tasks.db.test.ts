import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTasks, snapshotOf, taskByNumber } from '../../../src/tasks/store.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { createHand, profile } from './planning.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const taskOf = async (personId: string, number: number) => {
  const task = await fixture.db.asPerson(personId, (tx) => taskByNumber(tx, personId, number));
  return task && snapshotOf(task);
};

test('a task is added with exact arguments, and the answer gives the absolute date with weekday and zone', async () => {
  const hand = await createHand(fixture.db);
  const done = await hand.wish('task_add', { title: ' Pay  rent ', due: 'friday', minutes: 30, goal: 'marathon' });
  expect(done.said).toBe('Task 1 added: Pay rent, due Friday, 6 March 2026 (Europe/Berlin).');
  expect(done.card).toEqual([
    'Task: Pay rent',
    'Due: Friday, 6 March 2026 (Europe/Berlin)',
    'Importance: 5 of 10',
    'Estimate: 30 minutes',
    'Goal: Run a marathon',
    'Notes: ',
  ]);
  expect(await taskOf(hand.personId, 1)).toMatchObject({
    dueAt: '2026-03-06T22:59:00Z',
    dueIsDay: true,
    importance: 5,
    estimateMinutes: 30,
    goal: 'Run a marathon',
  });
});

test.each([
  [{ title: '' }, 'Say what is to be done'],
  [{ title: 'x', due: 'yesterday' }, 'is over already'],
  [{ title: 'x', due: 'every day' }, 'set a reminder'],
  [{ title: 'x', due: 'whenever' }, 'no time in this'],
  [{ title: 'x', goal: 'Fly' }, 'The goals are: Run a marathon; Learn Greek.'],
  [{ title: 'x', importance: 11 }, 'For importance, give a whole number from 0 to 10.'],
  [{ title: 'x', minutes: 1.5 }, 'For minutes, give a whole number from 0 to 10000.'],
  [{ title: 'x'.repeat(201) }, 'under 200 characters'],
])('%j is refused with what to write instead', async (input, said) => {
  const hand = await createHand(fixture.db);
  await expect(hand.wish('task_add', input)).rejects.toThrow(said);
});

test('numbers go on per person and are never used again', async () => {
  const hand = await createHand(fixture.db);
  const other = await createHand(fixture.db);
  const first = await hand.wish('task_add', { title: 'one' });
  await hand.undo('task_add', first.undo);
  await Promise.all(Array.from({ length: 8 }, (_, index) => hand.wish('task_add', { title: `at once ${index}` })));
  await other.wish('task_add', { title: 'mine' });
  const open = await fixture.db.asPerson(hand.personId, (tx) => openTasks(tx, hand.personId));
  expect(open.map(({ number }) => number)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  expect(await taskOf(other.personId, 1)).toMatchObject({ title: 'mine' });
});

test('a task is found by number or words, and words that fit two are asked about', async () => {
  const hand = await createHand(fixture.db);
  await hand.wish('task_add', { title: 'Call Ana' });
  await hand.wish('task_add', { title: 'Call Ben' });
  expect((await hand.wish('task_complete', { task: 'ben' })).said).toBe('Task 2 done: Call Ben.');
  expect((await hand.wish('task_complete', { task: '1' })).said).toBe('Task 1 done: Call Ana.');
  await hand.wish('task_add', { title: 'Call Ana again' });
  await hand.wish('task_add', { title: 'Call Ana later' });
  await expect(hand.wish('task_complete', { task: 'call' })).rejects.toThrow('3 Call Ana again; 4 Call Ana later');
  await expect(hand.wish('task_complete', { task: '1' })).rejects.toThrow('There is no open task');
});

test('undo of a change restores every field exactly', async () => {
  const hand = await createHand(fixture.db);
  await hand.wish('task_add', { title: 'Pay rent', due: 'friday', minutes: 30, goal: 'marathon', notes: 'by bank' });
  const before = await taskOf(hand.personId, 1);
  const changed = await hand.wish('task_update', {
    task: 'rent',
    title: 'Pay the rent',
    due: 'none',
    importance: 9,
    minutes: 0,
    goal: 'none',
    notes: '',
  });
  expect(changed.said).toBe('Task 1 changed: Pay the rent.');
  expect(await taskOf(hand.personId, 1)).toMatchObject({
    title: 'Pay the rent',
    notes: '',
    dueAt: null,
    importance: 9,
    estimateMinutes: null,
    goal: null,
  });
  expect(changed.card).toContain('New due date: no due date');
  await hand.undo('task_update', changed.undo);
  expect(await taskOf(hand.personId, 1)).toEqual(before);
});

test('R39 undo of done opens the task again', async () => {
  const hand = await createHand(fixture.db);
  await hand.wish('task_add', { title: 'Pay rent' });
  const before = await taskOf(hand.personId, 1);
  const done = await hand.wish('task_complete', { task: '1' });
  expect(await hand.undo('task_complete', done.undo)).toBe('Task 1 is open again: Pay rent.');
  expect(await taskOf(hand.personId, 1)).toEqual(before);
});

test('undo is refused when the task has changed since', async () => {
  const hand = await createHand(fixture.db);
  const added = await hand.wish('task_add', { title: 'Pay rent' });
  const changed = await hand.wish('task_update', { task: '1', importance: 9 });
  await hand.wish('task_update', { task: '1', title: 'Pay the rent' });
  await expect(hand.undo('task_update', changed.undo)).rejects.toThrow('Task 1 has changed since');
  await expect(hand.undo('task_add', added.undo)).rejects.toThrow('Task 1 has changed since');
  expect(await taskOf(hand.personId, 1)).toMatchObject({ title: 'Pay the rent', importance: 9 });
});

test('a change that says nothing changes nothing and has nothing to undo', async () => {
  const hand = await createHand(fixture.db);
  await hand.wish('task_add', { title: 'Pay rent' });
  const nothing = await hand.wish('task_update', { task: '1' });
  expect([nothing.said, nothing.undo]).toEqual(['Nothing to change was said for task 1.', undefined]);
});

test('R37 R40 the list shows the focus and the layout that the person chose', async () => {
  const hand = await createHand(fixture.db);
  await hand.wish('task_add', { title: 'Pay *rent*', due: 'today', minutes: 30, importance: 6 });
  await hand.wish('task_add', { title: 'Read', importance: 2 });
  await hand.wish('task_add', { title: 'Train', importance: 3, goal: 'marathon' });
  const byMatrix = await hand.wish('task_list', {});
  expect(byMatrix.said).toBe(
    [
      'Focus on **1**, **3**, **2**: about 30 minutes, 2 without an estimate. Start with task 1: it is due within a day.',
      '',
      '**Urgent and important: do now**',
      '- **1** Pay \\*rent\\* · due today · 30 min · score 100',
      '**Important, not urgent: plan**',
      '- **3** Train · score 50',
      '**Neither: later, or not at all**',
      '- **2** Read · score 20',
    ].join('\n'),
  );
  const byScore = await hand.wish('task_list', { layout: 'score' });
  expect(byScore.said.split('\n').slice(2)).toEqual([
    '**All**',
    '- **1** Pay \\*rent\\* · due today · 30 min · score 100',
    '- **3** Train · score 50',
    '- **2** Read · score 20',
  ]);
});

test('R40 a person who prefers the score gets the list by score', async () => {
  const { productivity } = profile.preferences;
  const preferences = { ...profile.preferences, productivity: { ...productivity, taskPrioritization: 'score' as const } };
  const hand = await createHand(fixture.db, { profile: { ...profile, preferences } });
  await hand.wish('task_add', { title: 'Read' });
  expect((await hand.wish('task_list', {})).said).toContain('**All**');
});

test('an empty list says so', async () => {
  const hand = await createHand(fixture.db);
  expect((await hand.wish('task_list', {})).said).toBe('No task is open.');
});
