import { and, asc, eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { notices } from '../../../src/db/schema/news.ts';
import { schedules, tasks } from '../../../src/db/schema/planning.ts';
import { AppError } from '../../../src/ground/errors.ts';
import { enqueue } from '../../../src/outbox/outbox.ts';
import { createNotify } from '../../../src/proactive/notify/notify.ts';
import { createTaskMirror } from '../../../src/proactive/tasks/task-mirror.ts';
import { addTask, changeTask, type TaskChange } from '../../../src/tasks/store.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createFakeTaskList } from '../../fakes/task-list.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { addReachablePerson, audit, silent, withoutBrief } from '../world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const ZONE = 'Europe/Berlin';
const { signal } = new AbortController();
const FRIDAY = Temporal.Instant.from('2026-11-27T22:59:00Z');
const TASK = { notes: '', dueAt: FRIDAY, dueIsDay: true, importance: 5, estimateMinutes: null, goal: null, tainted: false };

/** A person whose tasks are kept in step with a list; every look is by a new instance, as after a kill. */
async function mirrored() {
  const { db } = fixture;
  const person = await addReachablePerson(db, ZONE, withoutBrief);
  const clock = createFakeClock('2026-11-21T09:00:00Z');
  const there = createFakeTaskList();
  const deps = { db, clock, log: silent, audit, notify: createNotify({ enqueue }) };
  return {
    there,
    clock,
    look: () => createTaskMirror({ ...deps, taskListOf: async () => there.list })(person, clock.now(), signal),
    lookInVain: async () => {
      const taskListOf = async () => {
        throw new AppError('unavailable', 'The list does not answer.');
      };
      await createTaskMirror({ ...deps, taskListOf })(person, clock.now(), signal);
    },
    lookWithout: () => createTaskMirror(deps)(person, clock.now(), signal),
    add: (title: string, over: Partial<typeof TASK> = {}) =>
      db.asPerson(person, (tx) => addTask(tx, person, { ...TASK, title, ...over }, clock.now())),
    change: (number: number, change: TaskChange) =>
      db.asPerson(person, (tx) => changeTask(tx, person, number, { ...change, changedAt: clock.now() })),
    here: async () => {
      const rows = await db.asPerson(person, (tx) =>
        tx.select().from(tasks).where(eq(tasks.personId, person)).orderBy(asc(tasks.number)),
      );
      return rows.map(({ title, state, dueAt, tainted }) => ({ title, state, due: dueAt?.toString(), tainted }));
    },
    next: async () => {
      const mine = and(eq(schedules.personId, person), eq(schedules.kind, 'tasks'));
      const [row] = await db.asPerson(person, (tx) => tx.select().from(schedules).where(mine));
      return row?.nextAt.toString();
    },
    /** Adds a task; true when a look that begins meanwhile has to wait for it. */
    addHolds: (title: string) =>
      db.asPerson(person, async (tx) => {
        await addTask(tx, person, { ...TASK, title }, clock.now());
        const isHeld = sql<boolean>`${schedules}.xmin = pg_current_xact_id()::xid`;
        const mine = and(eq(schedules.personId, person), eq(schedules.kind, 'tasks'));
        return (await tx.select({ isHeld }).from(schedules).where(mine))[0]?.isHeld;
      }),
    told: async () => {
      const rows = await db.asPerson(person, (tx) =>
        tx.select().from(notices).where(eq(notices.personId, person)).orderBy(asc(notices.seq)),
      );
      return rows.map(({ text }) => text);
    },
  };
}

test('R38 what is new, renamed, moved or done on one side becomes so on the other, each once', async () => {
  const { there, look, add, change, here, clock, told } = await mirrored();
  await add('Pay rent');
  there.put({ title: 'Call Ana', due: { date: '2026-11-25' } });
  await look();
  await look();
  expect(there.all().map(({ title }) => title)).toEqual(['Call Ana', 'Pay rent']);
  expect(await here()).toMatchObject([{ title: 'Pay rent' }, { title: 'Call Ana', due: '2026-11-25T22:59:00Z', tainted: false }]);
  expect(there.journal).toEqual(['add Pay rent']);

  there.put({ id: 'r1', title: 'Call Ana Lee', due: { date: '2026-11-26' } });
  await change(1, { title: 'Pay the rent', dueAt: FRIDAY.add({ hours: 24 }) });
  await look();
  expect(await here()).toMatchObject([{ title: 'Pay the rent' }, { title: 'Call Ana Lee', due: '2026-11-26T22:59:00Z' }]);
  expect(there.all()[1]).toMatchObject({ title: 'Pay the rent', due: { date: '2026-11-28' } });

  there.put({ id: 'r1', done: true });
  await change(1, { state: 'done', finishedAt: clock.now() });
  await look();
  await look();
  expect((await here()).map(({ state }) => state)).toEqual(['done', 'done']);
  expect(there.all().map(({ done }) => done)).toEqual([true, true]);
  expect(there.journal).toEqual(['add Pay rent', 'change title,due', 'change done']);
  expect(await told()).toEqual([]);
});

test('R38 an addition whose answer was lost is found again, and a task that stands on both sides is one', async () => {
  const { there, look, add, here } = await mirrored();
  await add('Pay rent');
  await add('Call Ana', { dueAt: Temporal.Instant.from('2026-11-25T22:59:00Z') });
  there.put({ title: 'call ana', due: { date: '2026-11-25' } });
  there.loseAnswer();
  await look();
  await look();
  expect(there.journal.filter((entry) => entry === 'add Pay rent')).toHaveLength(1);
  expect(there.all()).toHaveLength(2);
  expect(await here()).toHaveLength(2);
});

test('R38 what was deleted there stays here and is told once; what was taken off here goes there', async () => {
  const { there, look, add, change, here, clock, told } = await mirrored();
  for (const title of ['Pay rent', 'Call Ana']) await add(title);
  await look();
  const [rent] = there.all();
  there.drop(rent?.id ?? '');
  await change(2, { state: 'dropped', finishedAt: clock.now() });
  await look();
  await look();
  expect(await told()).toEqual([
    '"Pay rent" was deleted in the list. It stays here as task 1: /tasks done 1 takes it off the list.',
  ]);
  expect(await here()).toMatchObject([{ title: 'Pay rent', state: 'open' }, { state: 'dropped' }]);
  expect(there.all()).toEqual([]);
});

test('R38 of two changes the later one counts, and the other is told in full', async () => {
  const { there, look, add, change, here, told } = await mirrored();
  await add('Pay rent');
  await look();
  const [rent] = there.all();
  there.put({ id: rent?.id ?? '', title: 'Theirs', changedAt: '2026-11-21T08:59:00Z' });
  await change(1, { title: 'Mine' });
  await look();
  expect(there.all()).toMatchObject([{ title: 'Mine' }]);
  there.put({ id: rent?.id ?? '', title: 'Later', changedAt: '2026-11-21T09:01:00Z' });
  await change(1, { title: 'Sooner', notes: 'by hand' });
  await look();
  await look();
  expect(await here()).toMatchObject([{ title: 'Later' }]);
  expect(await told()).toEqual([
    expect.stringContaining('It replaced what was said in the list: title "Theirs".'),
    expect.stringContaining('It replaced what was said here: title "Sooner", notes "by hand".'),
  ]);
});

test('words that somebody else may have written stay theirs, and an hour that the list does not know stays here', async () => {
  const { there, look, add, here } = await mirrored();
  await add('Call', { dueAt: Temporal.Instant.from('2026-11-27T15:00:00Z'), dueIsDay: false });
  there.put({ title: 'From a mail', own: false });
  await look();
  const call = there.all().find(({ title }) => title === 'Call');
  there.put({ id: call?.id ?? '', title: 'Call Ben' });
  await look();
  expect(await here()).toMatchObject([{ title: 'Call Ben', due: '2026-11-27T15:00:00Z', tainted: false }, { tainted: true }]);
});

test('a change here is seen to at once, one there within a quarter of an hour; without a list nobody looks', async () => {
  const { look, lookInVain, lookWithout, add, next } = await mirrored();
  await lookInVain();
  expect(await next()).toBe('2026-11-21T09:15:00Z');
  await look();
  expect(await next()).toBe('2026-11-21T09:15:00Z');
  await add('Pay rent');
  expect(await next()).toBe('2026-11-21T09:00:00Z');
  await look();
  await lookWithout();
  expect(await next()).toBeUndefined();
});

test('R38 a look that is due waits for what is being added here, so that nothing is left to the look after it', async () => {
  const { look, addHolds, next } = await mirrored();
  await look();
  expect(await addHolds('Pay rent')).toBe(true);
  const due = await next();
  expect(await addHolds('Call Ana')).toBe(true);
  expect(await next()).toBe(due);
});
