import { AppError } from '../../src/ground/errors.ts';
import type { ListedTask, TaskContent, TaskList } from '../../src/ports/task-list.ts';

export interface FakeTaskList {
  readonly list: TaskList;
  /** What the person does there themselves; with an id it changes that one. Gives its id. */
  put(task: Partial<ListedTask>): string;
  drop(id: string): void;
  all(): readonly ListedTask[];
  /** Every write that came through, in order. */
  readonly journal: readonly string[];
  /** The next write is carried out, and its answer is lost. */
  loseAnswer(): void;
}

/** A list of tasks in memory that keeps the promises of the port. Its clock goes on by a second with each change. */
export function createFakeTaskList({ knowsHours = false, start = '2026-11-21T08:00:00Z' } = {}): FakeTaskList {
  const tasks = new Map<string, ListedTask>();
  const journal: string[] = [];
  let changes = 0;
  let losesAnswer = false;

  function keep(id: string, task: TaskContent & { readonly own?: boolean; readonly changedAt?: string }): ListedTask {
    changes += 1;
    const changedAt = task.changedAt ?? new Date(Date.parse(start) + 1000 * changes).toISOString();
    const kept = structuredClone({ own: true, ...task, id, changedAt });
    tasks.set(id, kept);
    return structuredClone(kept);
  }

  function found(id: string): ListedTask {
    const task = tasks.get(id);
    if (!task) throw new AppError('not-found', 'This task is not there any more.');
    return task;
  }

  const changed = () => new AppError('invalid', 'The task has changed since.');

  async function write<T>(entry: string, signal: AbortSignal, work: () => T): Promise<T> {
    signal.throwIfAborted();
    const result = work();
    journal.push(entry);
    if (!losesAnswer) return result;
    losesAnswer = false;
    throw new AppError('unavailable', 'The list gave no answer.');
  }

  return {
    journal,
    all: () => structuredClone([...tasks.values()]),
    put: ({ id = `r${tasks.size + 1}`, ...task }) =>
      keep(id, {
        ...(tasks.get(id) ?? { title: '', notes: '', due: null, done: false }),
        changedAt: undefined,
        ...task,
      } as ListedTask).id,
    drop: (id) => void tasks.delete(id),
    loseAnswer() {
      losesAnswer = true;
    },
    list: {
      name: 'the list',
      knowsHours,
      all: async (signal) => {
        signal.throwIfAborted();
        return structuredClone([...tasks.values()]);
      },
      one: async (id) => structuredClone(tasks.get(id)),
      add: (content, signal) => write(`add ${content.title}`, signal, () => keep(`r${tasks.size + 1}`, content)),
      change: ({ id, changedAt }, change, signal) =>
        write(`change ${Object.keys(change).join()}`, signal, () => {
          const before = found(id);
          if (before.changedAt !== changedAt) throw changed();
          return keep(id, { ...before, changedAt: undefined as unknown as string, ...change });
        }),
      remove: ({ id }, signal) =>
        write('remove', signal, () => {
          found(id);
          tasks.delete(id);
        }),
      bytes: {
        of: async ({ id, changedAt }) => {
          if (found(id).changedAt !== changedAt) throw changed();
          return JSON.stringify(found(id));
        },
        giveBack: ({ id, changedAt }, bytes, signal) =>
          write('give back', signal, () => {
            if (found(id).changedAt !== changedAt) throw changed();
            tasks.set(id, JSON.parse(bytes) as ListedTask);
            return structuredClone(found(id));
          }),
      },
    },
  };
}
