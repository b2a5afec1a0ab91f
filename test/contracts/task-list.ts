import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAppError } from '../../src/ground/errors.ts';
import type { ListedTask, TaskContent, TaskList } from '../../src/ports/task-list.ts';

/** A list of its own for one test, empty at first. */
export interface TaskListHarness {
  readonly list: TaskList;
  close(): Promise<void>;
}

const { signal } = new AbortController();
const RENT: TaskContent = { title: 'Pay rent; at once', notes: 'two\nlines, <b>', due: { date: '2026-11-27' }, done: false };

/** The promises of `TaskList`, which every account's adapter keeps. */
export function taskListContract(name: string, make: () => Promise<TaskListHarness>): void {
  describe(`${name} keeps the promises of a list of tasks`, () => {
    let harness: TaskListHarness;
    let list: TaskList;
    beforeEach(async () => {
      harness = await make();
      list = harness.list;
    });
    afterEach(() => harness.close());

    const only = async (): Promise<ListedTask> => {
      const all = await list.all(signal);
      expect(all).toHaveLength(1);
      const [task] = all;
      if (!task) throw new Error('there is no task');
      return task;
    };

    test('what is added is there as it was given, an own one, found by itself as well', async () => {
      const added = await list.add(RENT, signal);
      expect(added).toMatchObject({ ...RENT, own: true });
      expect(await only()).toEqual(added);
      expect(await list.one(added.id, signal)).toEqual(added);
    });

    test('a change changes what it names and nothing else', async () => {
      await list.add(RENT, signal);
      for (const change of [
        { title: 'Rent' },
        { notes: '' },
        { due: { date: '2026-12-24' } },
        { due: null },
        { done: true },
        { done: false },
      ]) {
        const before = await only();
        expect(await list.change(before, change, signal)).toMatchObject({ ...contentOf(before), ...change });
        expect(contentOf(await only())).toEqual({ ...contentOf(before), ...change });
      }
    });

    test('where it gives bytes, they put a task back as it was, but not one that was removed', async ({ skip }) => {
      const { bytes } = list;
      if (!bytes) return skip('the service gives nothing back as it was');
      await list.add(RENT, signal);
      const before = await only();
      const original = await bytes.of(before, signal);
      await list.change(before, { title: 'Rent', due: null }, signal);
      const renamed = await only();
      expect(await bytes.of(renamed, signal)).not.toBe(original);
      expect(await bytes.giveBack(renamed, original, signal)).toMatchObject(contentOf(before));
      expect(await bytes.of(await only(), signal)).toBe(original);
      await list.remove(await only(), signal);
      const late = await bytes.giveBack(before, original, signal).catch((error: unknown) => error);
      expect(isAppError(late, 'not-found')).toBe(true);
    });

    test('an hour is kept where the list knows hours, and is a day elsewhere', async () => {
      const due = list.knowsHours ? { at: '2026-11-27T15:30:00Z' } : { date: '2026-11-27' };
      expect((await list.add({ ...RENT, due }, signal)).due).toEqual(due);
      expect((await only()).due).toEqual(due);
    });

    test('what is done stays to be found, and what is removed is gone', async () => {
      const task = await list.add({ ...RENT, done: true }, signal);
      expect(await only()).toMatchObject({ done: true });
      await list.remove(await only(), signal);
      expect(await list.all(signal)).toEqual([]);
      expect(await list.one(task.id, signal)).toBeUndefined();
      const again = await list.change(task, { title: 'x' }, signal).catch((error: unknown) => error);
      expect(isAppError(again, 'not-found')).toBe(true);
    });
  });
}

function contentOf({ title, notes, due, done }: ListedTask): TaskContent {
  return { title, notes, due, done };
}
