import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { workflowSteps } from '../db/schema/workflows.ts';
import type { Sealing } from '../vault/sealing.ts';

/** What a step of a run came to. */
export type StepRow = Omit<typeof workflowSteps.$inferSelect, 'sealed' | 'text'> & {
  /** What it found or made; empty when it did not work. */
  readonly text: string;
};

/** The same step again changes nothing. Its text may be out of mails and files, so it is sealed, whatever it is of (R91). */
export async function addStep(
  sealing: Sealing,
  tx: Tx,
  { text, ...step }: Omit<StepRow, 'problem' | 'instead'> & Partial<StepRow>,
): Promise<void> {
  const { personId } = step;
  const sealed = text === '' ? null : await sealing.seal(tx, personId, purposeOf(step), Buffer.from(text));
  await tx
    .insert(workflowSteps)
    .values({ ...step, sealed })
    .onConflictDoNothing();
}

/** What each step of a run came to so far, in order. Rejects as `Sealing.open` does. */
export async function stepsOf(sealing: Sealing, tx: Tx, personId: string, runId: string): Promise<StepRow[]> {
  const rows = await tx
    .select()
    .from(workflowSteps)
    .where(and(eq(workflowSteps.personId, personId), eq(workflowSteps.runId, runId)))
    .orderBy(asc(workflowSteps.position));
  const steps: StepRow[] = [];
  for (const { sealed, text, ...row } of rows) {
    const opened = sealed && (await sealing.open(tx, personId, purposeOf(row), sealed)).toString();
    steps.push({ ...row, text: opened ?? text ?? '' });
  }
  return steps;
}

/** These runs are over, and what their steps found was for them alone. */
export async function dropTexts(tx: Tx, personId: string, runIds: readonly string[]): Promise<void> {
  await tx
    .update(workflowSteps)
    .set({ sealed: null, text: null })
    .where(and(eq(workflowSteps.personId, personId), inArray(workflowSteps.runId, [...runIds])));
}

function purposeOf({ runId, position }: Pick<StepRow, 'runId' | 'position'>): string {
  return `workflow_steps ${runId} ${position}`;
}
