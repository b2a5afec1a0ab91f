import { and, eq, gt, inArray, or } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { taskLinks, tasks } from '../../db/schema/planning.ts';
import type { Task } from '../store.ts';
import type { TaskLink } from './reconcile.ts';

/** Of what was finished longer ago nothing is compared any more. */
const FINISHED_DAYS = 30;

/** The person's tasks that have a part in the list or may get one, and what joins them with it. */
export async function sidesOf(
  tx: Tx,
  personId: string,
  list: string,
  now: Temporal.Instant,
): Promise<{ readonly tasks: readonly Task[]; readonly links: readonly TaskLink[] }> {
  const links = await tx
    .select()
    .from(taskLinks)
    .where(and(eq(taskLinks.personId, personId), eq(taskLinks.list, list)));
  const joined = and(
    inArray(
      tasks.id,
      links.map(({ taskId }) => taskId),
    ),
    gt(tasks.finishedAt, now.subtract({ hours: 24 * FINISHED_DAYS })),
  );
  const rows = await tx
    .select()
    .from(tasks)
    .where(and(eq(tasks.personId, personId), or(eq(tasks.state, 'open'), joined)));
  return { tasks: rows, links };
}

/** Joins a task with its counterpart, in the place of what joined it before; without one it stays here alone. */
export async function keepLink(tx: Tx, personId: string, list: string, link: TaskLink): Promise<void> {
  const { remoteId, print, earlier } = link;
  await tx
    .insert(taskLinks)
    .values({ personId, list, ...link })
    .onConflictDoUpdate({
      target: [taskLinks.personId, taskLinks.list, taskLinks.taskId],
      set: { remoteId, print, earlier },
    });
}
