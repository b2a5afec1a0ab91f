import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { bytes, instant } from './types.ts';

/** Work that goes on by itself: what begins it, when it goes on at all, and its steps. */
export const workflows = pgTable(
  'workflows',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: personId(),
    /** The short number a person says: workflow 3. Counted per person, never used again. */
    number: integer('number').notNull(),
    name: text('name').notNull(),
    /** Trigger, conditions and steps (src/workflows/plan.ts). */
    plan: jsonb('plan').notNull(),
    /** IANA zone whose wall clock it follows. */
    zone: text('zone').notNull(),
    /** The key of the wish that made it. */
    source: text('source').notNull(),
    /** True when words from outside stand inside: each of its steps is tainted by them. */
    tainted: boolean('tainted').notNull(),
    state: text('state', { enum: ['active', 'paused', 'deleted'] })
      .notNull()
      .default('active'),
    /** When it is looked at next; null when nothing but the person begins it. */
    nextAt: instant('next_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('workflows_number').on(table.personId, table.number),
    index('workflows_due').on(table.nextAt).where(sql`state = 'active'`),
    ownRows('workflows'),
  ],
);

/** One time that a workflow went, or would have but for its conditions. */
export const workflowRuns = pgTable(
  'workflow_runs',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: personId(),
    workflowId: uuid('workflow_id').notNull(),
    /** What began it: the same moment or meeting begins one run. */
    key: text('key').notNull(),
    dueAt: instant('due_at').notNull(),
    /** Earlier times that came while nobody was there, and are in this run. */
    missed: integer('missed').notNull().default(0),
    /** The meeting it is about; null without. */
    meeting: jsonb('meeting'),
    /** The mail it is about; null without. */
    mail: jsonb('mail'),
    /** The steps as they stood when it began; what is to come changes when one of them fails for good. */
    steps: jsonb('steps').notNull(),
    state: text('state', { enum: ['running', 'waiting', 'done', 'failed', 'stopped', 'skipped'] }).notNull(),
    /** The step that is next; -1 while the conditions have not been looked at. */
    position: integer('position').notNull(),
    /** Tries of that step which did not work. */
    attempts: integer('attempts').notNull().default(0),
    /** When it goes on; null while it waits for a press, and once it is over. */
    wakeAt: instant('wake_at'),
    /** The card that it waits for. */
    actionId: uuid('action_id'),
    tainted: boolean('tainted').notNull(),
    /** True when what was to come has been planned anew. */
    replanned: boolean('replanned').notNull().default(false),
    outcome: text('outcome'),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    uniqueIndex('workflow_runs_key').on(table.workflowId, table.key),
    index('workflow_runs_due').on(table.wakeAt).where(sql`state = 'running'`),
    index('workflow_runs_recent').on(table.personId, table.createdAt),
    foreignKey({ columns: [table.workflowId], foreignColumns: [workflows.id] }).onDelete('cascade'),
    ownRows('workflow_runs'),
  ],
);

/** What each step of a run came to, stored before the next one begins. What it found or made goes when the run is over. */
export const workflowSteps = pgTable(
  'workflow_steps',
  {
    personId: personId(),
    runId: uuid('run_id').notNull(),
    position: integer('position').notNull(),
    /** What it found or made, under the person's key (src/workflows/step-store.ts); null where there is nothing. */
    sealed: bytes('sealed'),
    /** The same of runs that were under way when it was not sealed yet. */
    text: text('text'),
    /** Ids of the stored files that it made. */
    files: jsonb('files').$type<string[]>().notNull().default([]),
    /** What went wrong for good, and what was done instead; null when it worked. */
    problem: text('problem'),
    instead: text('instead'),
    tainted: boolean('tainted').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.position] }),
    foreignKey({ columns: [table.runId], foreignColumns: [workflowRuns.id] }).onDelete('cascade'),
    ownRows('workflow_steps'),
  ],
);
