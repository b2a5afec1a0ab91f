import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import type { ListedTask } from '../../src/ports/task-list.ts';
import { reconcile, type Step } from '../../src/tasks/mirror/reconcile.ts';
import { printOf, saidHere } from '../../src/tasks/mirror/same.ts';
import type { Task } from '../../src/tasks/store.ts';

const terms = { zone: 'Europe/Berlin', knowsHours: false };
const at = (iso: string) => Temporal.Instant.from(iso);

function here(over: Partial<Task> = {}): Task {
  const rest = { notes: '', dueIsDay: true, importance: 5, estimateMinutes: null, goal: null, habit: false, tainted: false };
  const times = {
    dueAt: at('2026-11-27T22:59:00Z'),
    createdAt: at('2026-11-20T08:00:00Z'),
    startedAt: null,
    finishedAt: null,
    changedAt: null,
  };
  return { id: 't1', personId: 'p', number: 1, title: 'Pay rent', state: 'open', ...rest, ...times, ...over };
}

function there(over: Partial<ListedTask> = {}): ListedTask {
  return {
    id: 'r1',
    title: 'Pay rent',
    notes: '',
    due: { date: '2026-11-27' },
    done: false,
    changedAt: '2026-11-20T09:00:00Z',
    own: true,
    ...over,
  };
}

const PRINT = printOf(saidHere(here(), terms));
const link = { taskId: 't1', remoteId: 'r1', print: PRINT, earlier: [] };
const steps = (tasks: Task[], listed: ListedTask[], links = [link]) => reconcile({ tasks, listed, links }, terms);
const LATE = at('2026-11-21T10:00:00Z');

test.each<[string, Task[], ListedTask[], Partial<Step>[]]>([
  ['both say the same', [here()], [there()], []],
  [
    'an hour stands here that the list does not know',
    [here({ dueAt: at('2026-11-27T15:00:00Z'), dueIsDay: false })],
    [there()],
    [],
  ],
  [
    'it was renamed here',
    [here({ title: 'Rent' })],
    [there()],
    [{ step: 'change-there', change: { title: 'Rent' } } as Partial<Step>],
  ],
  ['it was done here', [here({ state: 'done' })], [there()], [{ step: 'change-there', change: { done: true } } as Partial<Step>]],
  [
    'it moved here',
    [here({ dueAt: at('2026-11-28T22:59:00Z') })],
    [there()],
    [{ step: 'change-there', change: { due: { date: '2026-11-28' } } } as Partial<Step>],
  ],
  ['it was renamed there', [here()], [there({ title: 'Rent' })], [{ step: 'change-here' }]],
  ['it was done there', [here()], [there({ done: true })], [{ step: 'change-here' }]],
  ['it was done on both sides', [here({ state: 'done' })], [there({ done: true })], [{ step: 'join' }]],
  ['it was deleted there', [here()], [], [{ step: 'part' }]],
  ['it was taken off the list here', [here({ state: 'dropped' })], [there()], [{ step: 'remove-there' }]],
  ['it was taken off here and changed there', [here({ state: 'dropped' })], [there({ notes: 'twice' })], [{ step: 'part' }]],
])('where %s', (_, tasks, listed, expected) => {
  expect(steps(tasks, listed)).toMatchObject(expected);
  expect(steps(tasks, listed)).toHaveLength(expected.length);
});

test.each<[string, Partial<Task>, Partial<Step>]>([
  ['there', { title: 'Mine' }, { step: 'change-here', lost: { title: 'Mine' } } as Partial<Step>],
  [
    'here',
    { title: 'Mine', changedAt: LATE },
    { step: 'change-there', change: { title: 'Mine' }, lost: { title: 'Theirs' } } as Partial<Step>,
  ],
])('of two changes the later one counts, and the other is named: the one %s', (_, change, expected) => {
  expect(steps([here(change)], [there({ title: 'Theirs' })])).toMatchObject([expected]);
});

test('what is new on one side is new on the other, and the same task on both is one', () => {
  expect(steps([here()], [], [])).toMatchObject([{ step: 'add-there' }]);
  expect(steps([], [there()], [])).toMatchObject([{ step: 'add-here' }]);
  expect(steps([here()], [there({ title: ' Pay  rent' })], [])).toMatchObject([{ step: 'join' }]);
  expect(steps([here(), here({ id: 't2' })], [there()], []).map(({ step }) => step)).toEqual(['join', 'add-there']);
});

test('where the same task says something else on the two sides at a first look, nothing of it is lost in silence', () => {
  expect(steps([here({ notes: 'mine' })], [there({ notes: 'theirs' })], [])).toMatchObject([
    { step: 'change-here', lost: { notes: 'mine' } },
  ]);
});

test('what is done already is brought to neither side, and what was deleted there is not added again', () => {
  expect(steps([], [there({ done: true })], [])).toEqual([]);
  expect(steps([here()], [], [{ ...link, remoteId: null as unknown as string }])).toEqual([]);
});

test('a change of the list that is none for a task, such as a longer title than one takes, goes nowhere', () => {
  const long = 'x'.repeat(300);
  const task = here({ title: long.slice(0, 200) });
  const joined = { ...link, print: printOf(saidHere(task, terms)) };
  expect(steps([task], [there({ title: long })], [joined])).toEqual([]);
});
