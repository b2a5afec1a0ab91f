import { and, asc, desc, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { tasks } from '../db/schema/planning.ts';
import { AppError } from '../ground/errors.ts';
import { takeNumber } from '../reminders/numbering.ts';
import { wakeMirror } from './mirror/wake.ts';

export type Task = typeof tasks.$inferSelect;
export type TaskChange = Partial<
  Pick<
    Task,
    | 'title'
    | 'notes'
    | 'dueAt'
    | 'dueIsDay'
    | 'importance'
    | 'estimateMinutes'
    | 'goal'
    | 'tainted'
    | 'state'
    | 'startedAt'
    | 'finishedAt'
    | 'changedAt'
  >
>;

export interface NewTask {
  readonly title: string;
  readonly notes: string;
  readonly dueAt: Temporal.Instant | null;
  readonly dueIsDay: boolean;
  readonly importance: number;
  readonly estimateMinutes: number | null;
  readonly goal: string | null;
  readonly tainted: boolean;
}

export async function addTask(tx: Tx, personId: string, task: NewTask, now: Temporal.Instant): Promise<Task> {
  const number = await takeNumber(tx, tasks, personId);
  const [row] = await tx
    .insert(tasks)
    .values({ ...task, personId, number, createdAt: now })
    .returning();
  if (!row) throw new Error('the task was not stored');
  await wakeMirror(tx, personId, now);
  return row;
}

/** In the order in which they were made. */
export async function openTasks(tx: Tx, personId: string): Promise<Task[]> {
  return tx
    .select()
    .from(tasks)
    .where(and(eq(tasks.personId, personId), eq(tasks.state, 'open')))
    .orderBy(asc(tasks.number));
}

/** The latest first. */
export async function doneTasks(tx: Tx, personId: string, limit: number): Promise<Task[]> {
  return tx
    .select()
    .from(tasks)
    .where(and(eq(tasks.personId, personId), eq(tasks.state, 'done')))
    .orderBy(desc(tasks.finishedAt))
    .limit(limit);
}

/** Done and dropped ones too. */
export async function taskByNumber(tx: Tx, personId: string, number: number): Promise<Task | undefined> {
  const [row] = await tx
    .select()
    .from(tasks)
    .where(and(eq(tasks.personId, personId), eq(tasks.number, number)));
  return row;
}

export async function taskById(tx: Tx, personId: string, id: string): Promise<Task | undefined> {
  const [row] = await tx
    .select()
    .from(tasks)
    .where(and(eq(tasks.personId, personId), eq(tasks.id, id)));
  return row;
}

export async function changeTask(tx: Tx, personId: string, number: number, change: TaskChange): Promise<Task> {
  const [row] = await tx
    .update(tasks)
    .set(change)
    .where(and(eq(tasks.personId, personId), eq(tasks.number, number)))
    .returning();
  if (!row) throw new AppError('not-found', `There is no task ${number}.`);
  if (change.changedAt) await wakeMirror(tx, personId, change.changedAt);
  return row;
}

/** Everything of a task that can change, as it is kept for undo. Instants are ISO 8601. */
export const taskSnapshot = z.object({
  number: z.int(),
  title: z.string(),
  notes: z.string(),
  dueAt: z.string().nullable(),
  dueIsDay: z.boolean(),
  importance: z.int(),
  estimateMinutes: z.int().nullable(),
  goal: z.string().nullable(),
  habit: z.boolean(),
  state: z.enum(['open', 'done', 'dropped']),
  finishedAt: z.string().nullable(),
  tainted: z.boolean().default(false),
  startedAt: z.string().nullable().default(null),
});

export type TaskSnapshot = z.infer<typeof taskSnapshot>;

export function snapshotOf(task: Task): TaskSnapshot {
  const { number, title, notes, dueIsDay, importance, estimateMinutes, goal, habit, state, tainted } = task;
  const [dueAt, finishedAt] = [task.dueAt?.toString() ?? null, task.finishedAt?.toString() ?? null];
  const startedAt = task.startedAt?.toString() ?? null;
  return {
    number,
    title,
    notes,
    dueAt,
    dueIsDay,
    importance,
    estimateMinutes,
    goal,
    habit,
    state,
    finishedAt,
    tainted,
    startedAt,
  };
}

/** Rejects with `invalid` unless the task still is exactly as `seen`: what the person did to it since must not be overwritten. */
export async function requireUnchanged(tx: Tx, personId: string, seen: TaskSnapshot): Promise<void> {
  const row = await taskByNumber(tx, personId, seen.number);
  if (row && JSON.stringify(snapshotOf(row)) === JSON.stringify(taskSnapshot.parse(seen))) return;
  throw new AppError('invalid', `Task ${seen.number} has changed since, so this cannot be taken back. Change it by hand.`);
}
