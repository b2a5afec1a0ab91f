import { and, asc, desc, eq, inArray, ne } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { workflowRuns, workflows } from '../db/schema/workflows.ts';
import { AppError } from '../ground/errors.ts';
import { takeNumber } from '../reminders/numbering.ts';
import { pickOne } from '../reminders/pick.ts';
import { type Plan, planSchema, type Step, stepsSchema } from './plan.ts';
import { dropTexts } from './step-store.ts';

type WorkflowRow = typeof workflows.$inferSelect;
type RunRow = typeof workflowRuns.$inferSelect;

export type Workflow = Omit<WorkflowRow, 'plan'> & { readonly plan: Plan };

/** The meeting that a run is about, as it stood when the run began. */
export const meetingSchema = z.object({
  id: z.string(),
  calendarId: z.string(),
  /** ISO 8601 instant. */
  begins: z.string(),
});
export type Meeting = z.infer<typeof meetingSchema>;

/** The mail that a run is about. */
export const mailRefSchema = z.object({
  /** The account's own address. */
  account: z.string(),
  /** The server's handle, good until the mail is moved. */
  id: z.string(),
  /** RFC 5322 Message-ID, by which it is found again; empty without one. */
  messageId: z.string(),
});
export type MailRef = z.infer<typeof mailRefSchema>;

export type Run = Omit<RunRow, 'steps' | 'meeting' | 'mail'> & {
  readonly steps: readonly Step[];
  readonly meeting: Meeting | undefined;
  readonly mail: MailRef | undefined;
};

export interface NewWorkflow {
  readonly name: string;
  readonly plan: Plan;
  /** IANA. */
  readonly zone: string;
  readonly source: string;
  readonly tainted: boolean;
  readonly nextAt: Temporal.Instant | undefined;
}

export async function addWorkflow(tx: Tx, personId: string, wish: NewWorkflow, now: Temporal.Instant): Promise<Workflow> {
  const number = await takeNumber(tx, workflows, personId);
  const [row] = await tx
    .insert(workflows)
    .values({ ...wish, nextAt: wish.nextAt ?? null, personId, number, createdAt: now })
    .returning();
  if (!row) throw new Error('the workflow was not stored');
  return toWorkflow(row);
}

/** All that are not deleted, in the order in which they were made. */
export async function workflowsOf(tx: Tx, personId: string): Promise<Workflow[]> {
  const rows = await tx
    .select()
    .from(workflows)
    .where(and(eq(workflows.personId, personId), ne(workflows.state, 'deleted')))
    .orderBy(asc(workflows.number));
  return rows.map(toWorkflow);
}

/** The one that the words mean, by number or name. Rejects with `not-found`, or `invalid` where there are several. */
export async function pickWorkflow(tx: Tx, personId: string, said: string): Promise<Workflow> {
  return pickOne(await workflowsOf(tx, personId), said, { noun: 'workflow', titleOf: ({ name }) => name });
}

/** Also a deleted one. */
export async function workflowById(tx: Tx, personId: string, id: string): Promise<Workflow> {
  const [row] = await tx
    .select()
    .from(workflows)
    .where(and(eq(workflows.personId, personId), eq(workflows.id, id)));
  if (!row) throw new AppError('not-found', 'There is no such workflow any more.');
  return toWorkflow(row);
}

export async function changeWorkflow(tx: Tx, personId: string, id: string, change: Partial<WorkflowRow>): Promise<void> {
  await tx
    .update(workflows)
    .set(change)
    .where(and(eq(workflows.personId, personId), eq(workflows.id, id)));
}

export interface NewRun {
  /** What begins it: the same key begins one run. */
  readonly key: string;
  readonly dueAt: Temporal.Instant;
  readonly missed?: number;
  readonly meeting?: Meeting;
  readonly mail?: MailRef;
}

/** Begins a run with the steps as they stand; the same key again changes nothing. */
export async function beginRun(tx: Tx, workflow: Workflow, wish: NewRun, now: Temporal.Instant): Promise<void> {
  const { id: workflowId, personId, plan, tainted } = workflow;
  const position = plan.conditions.length > 0 ? -1 : 0;
  const begun = { steps: plan.steps, state: 'running', position, wakeAt: now, tainted, createdAt: now } as const;
  await tx
    .insert(workflowRuns)
    .values({ ...wish, ...begun, personId, workflowId })
    .onConflictDoNothing();
}

export async function runById(tx: Tx, personId: string, id: string): Promise<Run | undefined> {
  const [row] = await tx
    .select()
    .from(workflowRuns)
    .where(and(eq(workflowRuns.personId, personId), eq(workflowRuns.id, id)));
  return row && toRun(row);
}

/** The latest first. */
export async function recentRuns(tx: Tx, personId: string, limit: number, workflowId?: string): Promise<Run[]> {
  const own = eq(workflowRuns.personId, personId);
  const rows = await tx
    .select()
    .from(workflowRuns)
    .where(workflowId === undefined ? own : and(own, eq(workflowRuns.workflowId, workflowId)))
    .orderBy(desc(workflowRuns.createdAt), desc(workflowRuns.dueAt))
    .limit(limit);
  return rows.map(toRun);
}

const UNDER_WAY = inArray(workflowRuns.state, ['running', 'waiting']);

/** Changes a run that still stands where it was seen; false when it went on or was stopped meanwhile. */
export async function moveRun(tx: Tx, { id, personId, position }: Run, change: Partial<RunRow>): Promise<boolean> {
  const here = and(eq(workflowRuns.personId, personId), eq(workflowRuns.id, id), eq(workflowRuns.position, position));
  const moved = await tx.update(workflowRuns).set(change).where(and(here, UNDER_WAY)).returning({ id: workflowRuns.id });
  if (moved.length > 0 && change.finishedAt) await dropTexts(tx, personId, [id]);
  return moved.length > 0;
}

/** Ends what goes on for the person, or of one workflow, and says how much that was. */
export async function stopRuns(
  tx: Tx,
  personId: string,
  outcome: string,
  now: Temporal.Instant,
  workflowId?: string,
): Promise<number> {
  const theirs = and(eq(workflowRuns.personId, personId), UNDER_WAY);
  const stopped = await tx
    .update(workflowRuns)
    .set({ state: 'stopped', outcome, wakeAt: null, finishedAt: now })
    .where(workflowId === undefined ? theirs : and(theirs, eq(workflowRuns.workflowId, workflowId)))
    .returning({ id: workflowRuns.id });
  await dropTexts(
    tx,
    personId,
    stopped.map(({ id }) => id),
  );
  return stopped.length;
}

export function toWorkflow(row: WorkflowRow): Workflow {
  return { ...row, plan: planSchema.parse(row.plan) };
}

export function toRun(row: RunRow): Run {
  const meeting = row.meeting === null ? undefined : meetingSchema.parse(row.meeting);
  const mail = row.mail === null ? undefined : mailRefSchema.parse(row.mail);
  return { ...row, steps: stepsSchema.parse(row.steps), meeting, mail };
}
