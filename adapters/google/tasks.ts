import { type tasks_v1, tasks as tasksApi } from 'googleapis/build/src/apis/tasks/index.js';
import { isAppError } from '../../src/ground/errors.ts';
import type { ListedTask, TaskContent, TaskList } from '../../src/ports/task-list.ts';
import { looked } from './failure.ts';
import { itemsOf } from './pages.ts';
import type { GoogleSession } from './session.ts';

/** The person's own first list, by the name that the API has for it. */
const tasklist = '@default';
const PAGE = 100;
const MOST_PAGES = 20;
const DONE_DAYS = 30;
/** How long what is held is kept in step by changes alone. */
const WHOLE_MS = 86_400_000;

/**
 * The default list of Google Tasks, by the Tasks API v1 (developers.google.com/workspace/tasks/reference/rest). Its tasks are due on days. It is read whole
 * once a day; in between a look fetches only what has changed.
 */
export function createGoogleTasks({ account, auth, rootUrl }: GoogleSession, now: () => Date): TaskList {
  const api = tasksApi({ version: 'v1', auth, ...(rootUrl && { rootUrl }) });

  const held = new Map<string, tasks_v1.Schema$Task>();
  let wholeMs = Number.NEGATIVE_INFINITY;

  async function listed(filter: tasks_v1.Params$Resource$Tasks$List, signal: AbortSignal): Promise<tasks_v1.Schema$Task[]> {
    const found: tasks_v1.Schema$Task[] = [];
    const pages = itemsOf(MOST_PAGES, async (page) => {
      const params = { tasklist, maxResults: PAGE, ...filter, ...page };
      const { data } = await looked(signal, () => api.tasks.list(params, { signal, retry: false }));
      return { items: data.items, next: data.nextPageToken };
    });
    for await (const task of pages) found.push(task);
    return found;
  }

  async function whole(completedMin: string, signal: AbortSignal): Promise<void> {
    const begunMs = now().getTime();
    const open = await listed({ showCompleted: false }, signal);
    const done = await listed({ showCompleted: true, showHidden: true, completedMin }, signal);
    held.clear();
    for (const task of [...open, ...done]) held.set(task.id ?? '', task);
    wholeMs = begunMs;
  }

  /** What was changed after the latest change that is known here, by Google's clock. */
  async function changes(signal: AbortSignal): Promise<void> {
    const latestMs = Math.max(...[...held.values()].map(({ updated }) => Date.parse(updated ?? '') || 0));
    const updatedMin = new Date(latestMs + 1).toISOString();
    const all = { showCompleted: true, showHidden: true, showDeleted: true };
    for (const task of await listed({ ...all, updatedMin }, signal)) held.set(task.id ?? '', task);
  }

  return {
    name: `Google Tasks of ${account}`,
    knowsHours: false,
    async all(signal) {
      const completedMin = new Date(now().getTime() - DONE_DAYS * 86_400_000).toISOString();
      if (held.size > 0 && now().getTime() - wholeMs < WHOLE_MS) await changes(signal);
      else await whole(completedMin, signal);
      const isShown = ({ deleted, completed }: tasks_v1.Schema$Task) =>
        deleted !== true && (completed ?? completedMin) >= completedMin;
      return [...held.values()].filter(isShown).map(toListed);
    },
    async one(task, signal) {
      const { data } = await looked(signal, () => api.tasks.get({ tasklist, task }, { signal, retry: false })).catch(whenGone);
      return data && data.deleted !== true ? toListed(data) : undefined;
    },
    async add(content, signal) {
      const requestBody = toGoogle(content);
      const { data } = await looked(signal, () => api.tasks.insert({ tasklist, requestBody }, { signal, retry: false }));
      return toListed(data);
    },
    async change({ id: task }, change, signal) {
      const requestBody = { ...toGoogle(change), ...(change.done === false && { completed: null }) };
      const { data } = await looked(signal, () => api.tasks.patch({ tasklist, task, requestBody }, { signal, retry: false }));
      return toListed(data);
    },
    async remove({ id: task }, signal) {
      await looked(signal, () => api.tasks.delete({ tasklist, task }, { signal, retry: false }));
    },
  };
}

/** What was assigned in a document or a chat, or made of a mail, may be worded by somebody else. */
function toListed({ id, title, notes, due, status, updated, assignmentInfo, links }: tasks_v1.Schema$Task): ListedTask {
  return {
    id: id ?? '',
    title: title ?? '',
    notes: notes ?? '',
    due: due ? { date: due.slice(0, 10) } : null,
    done: status === 'completed',
    changedAt: updated ?? '1970-01-01T00:00:00Z',
    own: assignmentInfo == null && (links ?? []).length === 0,
  };
}

/** `due` says a day in the form of an instant; its time is not kept. A member that is null is cleared. */
function toGoogle({ title, notes, due, done }: Partial<TaskContent>): tasks_v1.Schema$Task {
  return {
    ...(title !== undefined && { title }),
    ...(notes !== undefined && { notes }),
    ...(due !== undefined && { due: due && `${dayOf(due)}T00:00:00.000Z` }),
    ...(done !== undefined && { status: done ? 'completed' : 'needsAction' }),
  };
}

function dayOf(due: NonNullable<TaskContent['due']>): string {
  return 'date' in due ? due.date : due.at.slice(0, 10);
}

function whenGone(error: unknown): { readonly data?: undefined } {
  if (isAppError(error, 'not-found')) return {};
  throw error;
}
