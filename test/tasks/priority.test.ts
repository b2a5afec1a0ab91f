import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/tasks/explain.ts';
import { focusList, matrix, QUADRANTS, quadrantOf, rank, scoreOf, type Weighed } from '../../src/tasks/priority.ts';

const now = Temporal.Instant.from('2026-03-04T12:00:00Z');
const view = { now, goals: ['Run a marathon'], values: [] };
let made = 0;

/** `dueHours` from now. */
function task(over: Partial<Omit<Weighed, 'dueAt'>> & { readonly dueHours?: number; readonly dueMs?: number } = {}): Weighed {
  made += 1;
  const { dueHours, dueMs = 0, ...rest } = over;
  const dueAt = dueHours === undefined ? null : now.add({ milliseconds: dueHours * 3_600_000 + dueMs });
  return {
    number: made,
    title: `task ${made}`,
    notes: '',
    importance: 0,
    estimateMinutes: null,
    goal: null,
    habit: false,
    createdAt: now.add({ seconds: made }),
    dueAt,
    ...rest,
  };
}

describe('R36 the priority score', () => {
  // due in hours (undefined = none), importance, serves a goal, habit, score
  const vectors: readonly (readonly [number | undefined, number, boolean, boolean, number])[] = [
    [undefined, 0, false, false, 0],
    [undefined, 1, false, false, 10],
    [undefined, 5, false, false, 50],
    [undefined, 9, false, false, 90],
    [undefined, 10, false, false, 100],
    [undefined, 11, false, false, 100],
    [undefined, -1, false, false, 0],
    [undefined, 0, true, false, 20],
    [undefined, 0, false, true, 15],
    [undefined, 0, true, true, 35],
    [undefined, 6, true, true, 95],
    [undefined, 7, true, true, 100],
    [undefined, 8, true, false, 100],
    [undefined, 8, false, true, 95],
    [-1000, 0, false, false, 50],
    [-48, 0, false, false, 50],
    [-24, 0, false, false, 50],
    [-1, 0, false, false, 50],
    [0, 0, false, false, 50],
    [1, 0, false, false, 50],
    [12, 0, false, false, 50],
    [23, 0, false, false, 50],
    [24, 0, false, false, 50],
    [25, 0, false, false, 50],
    [36, 0, false, false, 50],
    [47, 0, false, false, 50],
    [48, 0, false, false, 30],
    [49, 0, false, false, 30],
    [71, 0, false, false, 30],
    [72, 0, false, false, 30],
    [95, 0, false, false, 30],
    [96, 0, false, false, 10],
    [97, 0, false, false, 10],
    [120, 0, false, false, 10],
    [168, 0, false, false, 10],
    [191, 0, false, false, 10],
    [192, 0, false, false, 0],
    [193, 0, false, false, 0],
    [1000, 0, false, false, 0],
    [-1, 5, false, false, 100],
    [-1, 4, false, false, 90],
    [-1, 3, true, false, 100],
    [-1, 2, true, false, 90],
    [-1, 1, true, true, 95],
    [-1, 2, true, true, 100],
    [10, 3, false, true, 95],
    [10, 4, false, true, 100],
    [10, 0, true, true, 85],
    [50, 0, true, true, 65],
    [50, 3, false, false, 60],
    [50, 7, false, false, 100],
    [50, 6, false, true, 100],
    [50, 5, false, true, 95],
    [50, 5, true, false, 100],
    [50, 4, true, false, 90],
    [100, 0, true, false, 30],
    [100, 0, false, true, 25],
    [100, 0, true, true, 45],
    [100, 8, false, false, 90],
    [100, 9, false, false, 100],
    [100, 10, true, true, 100],
    [200, 8, false, false, 80],
    [200, 10, false, false, 100],
    [200, 11, true, true, 100],
    [200, 3, true, true, 65],
  ];

  test.each(vectors)(
    'R36 due in %s h, importance %s, goal %s, habit %s scores %s',
    (dueHours, importance, goal, habit, score) => {
      const due = dueHours === undefined ? {} : { dueHours };
      expect(scoreOf(task({ ...due, importance, goal: goal ? 'Run a marathon' : null, habit }), view).total).toBe(score);
    },
  );

  test('R36 one millisecond decides between two days and one', () => {
    expect(scoreOf(task({ dueHours: 48, dueMs: -1 }), view).urgency).toBe(50);
    expect(scoreOf(task({ dueHours: 48 }), view).urgency).toBe(30);
  });

  test('a goal that the person gave up weighs nothing', () => {
    expect(scoreOf(task({ goal: 'Learn Greek' }), view).goal).toBe(0);
  });

  test('R36 equal scores go by due date, then by creation, and no due date comes last', () => {
    const later = task({ dueHours: 30, title: 'later' });
    const none = task({ importance: 5, title: 'none' });
    const sooner = task({ dueHours: 20, title: 'sooner' });
    const soonerToo = task({ dueHours: 20, title: 'sooner too' });
    expect(rank([none, later, soonerToo, sooner], view).map(({ title }) => title)).toEqual([
      'sooner',
      'sooner too',
      'later',
      'none',
    ]);
  });

  test('R36 the explanation gives each addend and the cap', () => {
    const text = explain({ ...task({ dueHours: 5, importance: 6, goal: 'run a marathon', habit: true }), number: 12 }, view);
    expect(text).toBe(
      [
        'Task 12 has a score of 100:',
        '- overdue or due within 1 day: 50',
        '- importance 6 x 10: 60',
        '- serves your goal "run a marathon": 20',
        '- a kind you usually do first: 15',
        '- together 145, capped at 100',
      ].join('\n'),
    );
  });
});

const anyTask = fc
  .record({
    dueHours: fc.option(fc.integer({ min: -500, max: 500 }), { nil: undefined }),
    importance: fc.integer({ min: 0, max: 10 }),
    goal: fc.option(fc.constant('Run a marathon')),
    habit: fc.boolean(),
    estimateMinutes: fc.option(fc.integer({ min: 1, max: 500 })),
  })
  .map(({ dueHours, ...rest }) => task({ ...rest, ...(dueHours === undefined ? {} : { dueHours }) }));
const anyTasks = fc.array(anyTask, { maxLength: 30 });

test('R36 ranking does not depend on the order the tasks come in, and never raises a lower score above a higher one', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const ranked = rank(tasks, view);
      expect(rank([...tasks].reverse(), view)).toEqual(ranked);
      const scores = ranked.map((each) => scoreOf(each, view).total);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }),
  );
});

test('R37 the focus list is the first three of the ranking, its estimate the sum of the known ones', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const focus = focusList(tasks, view);
      expect(focus.tasks).toEqual(rank(tasks, view).slice(0, 3));
      expect(focus.unknown).toBe(focus.tasks.filter(({ estimateMinutes }) => estimateMinutes === null).length);
      expect(focus.knownMinutes).toBe(focus.tasks.reduce((sum, { estimateMinutes }) => sum + (estimateMinutes ?? 0), 0));
    }),
  );
});

test.each([0, 1, 2, 3, 50])('R37 of %s tasks the focus list holds at most three and recommends the first', (count) => {
  const tasks = Array.from({ length: count }, (_, index) => task({ importance: index % 11 }));
  const focus = focusList(tasks, view);
  expect(focus.tasks).toHaveLength(Math.min(3, count));
  const first = focus.tasks[0];
  expect(focus.recommendation).toBe(first ? `Start with task ${first.number}: it has the highest score.` : 'Nothing is open.');
});

test.each([
  [{ dueHours: -1, importance: 6 }, 'do'],
  [{ dueHours: 95, importance: 6 }, 'do'],
  [{ dueHours: 95, importance: 0, goal: 'Run a marathon' }, 'do'],
  [{ dueHours: 96, importance: 6 }, 'plan'],
  [{ importance: 6 }, 'plan'],
  [{ goal: 'Run a marathon' }, 'plan'],
  [{ dueHours: 95, importance: 5 }, 'quick'],
  [{ dueHours: 96, importance: 5 }, 'later'],
  [{ importance: 5 }, 'later'],
])('R40 %j stands in the quadrant %s', (over, quadrant) => {
  expect(quadrantOf(task(over), view)).toBe(quadrant);
});

test('R40 the matrix and the score show the same tasks, each once', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const quadrants = matrix(tasks, view);
      const shown = QUADRANTS.flatMap((quadrant) => quadrants.get(quadrant) ?? []);
      const byNumber = (a: Weighed, b: Weighed) => a.number - b.number;
      expect(shown.sort(byNumber)).toEqual(rank(tasks, view).sort(byNumber));
    }),
  );
});
