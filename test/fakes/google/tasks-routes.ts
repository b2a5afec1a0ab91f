import type { Hono } from '@emulators/core';
import type { tasks_v1 } from 'googleapis/build/src/apis/tasks/index.js';

export interface TasksWorld {
  /** Of the default list, by id, the deleted ones marked, as Google keeps them for a while. */
  readonly tasks: Map<string, tasks_v1.Schema$Task>;
  /** Tasks that its list told so far. */
  sent: number;
}

/** There is one list, whatever it is called. */
const LIST = '/tasks/v1/lists/:list/tasks';

/** Tasks API v1 as its reference tells it, as far as it is asked: of `due` the day is kept, and its list hides what is done unless asked. */
export function tasksRoutes(app: Hono, world: TasksWorld): void {
  let changes = 0;
  const keep = (id: string, task: tasks_v1.Schema$Task) => {
    changes += 1;
    const updated = new Date(Date.parse('2026-11-21T08:00:00Z') + 1000 * changes).toISOString();
    const due = task.due ? `${task.due.slice(0, 10)}T00:00:00.000Z` : undefined;
    const completed = task.status === 'completed' ? (task.completed ?? updated) : undefined;
    const { due: _, completed: __, ...rest } = task;
    const kept = { status: 'needsAction', ...rest, id, updated, ...(due && { due }), ...(completed && { completed }) };
    world.tasks.set(id, kept);
    return kept;
  };
  const missing = { error: { code: 404, errors: [{ reason: 'notFound' }] } };

  app.get(LIST, (c) => {
    const { searchParams } = new URL(c.req.url);
    const since = searchParams.get('completedMin');
    const changedSince = searchParams.get('updatedMin');
    const isShown = ({ deleted, completed, updated = '' }: tasks_v1.Schema$Task) => {
      if (deleted && searchParams.get('showDeleted') !== 'true') return false;
      if (changedSince !== null && (updated ?? '') < changedSince) return false;
      if (since !== null) return completed != null && completed >= since;
      return completed == null || searchParams.get('showCompleted') !== 'false';
    };
    const found = [...world.tasks.values()].filter(isShown);
    const from = Number(searchParams.get('pageToken') ?? 0);
    const until = from + Number(searchParams.get('maxResults') ?? 20);
    world.sent += found.slice(from, until).length;
    return c.json({ items: found.slice(from, until), ...(until < found.length && { nextPageToken: `${until}` }) });
  });
  app.get(`${LIST}/:id`, (c) => {
    const task = world.tasks.get(c.req.param('id'));
    return task ? c.json(task) : c.json(missing, 404);
  });
  app.post(LIST, async (c) => c.json(keep(`task${world.tasks.size + 1}`, (await c.req.json()) as tasks_v1.Schema$Task)));
  app.patch(`${LIST}/:id`, async (c) => {
    const before = world.tasks.get(c.req.param('id'));
    if (!before || before.deleted) return c.json(missing, 404);
    return c.json(keep(c.req.param('id'), { ...before, ...((await c.req.json()) as tasks_v1.Schema$Task) }));
  });
  app.delete(`${LIST}/:id`, (c) => {
    const before = world.tasks.get(c.req.param('id'));
    if (!before || before.deleted) return c.json(missing, 404);
    keep(c.req.param('id'), { ...before, deleted: true });
    return c.body(null, 204);
  });
}
