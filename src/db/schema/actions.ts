import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { bytes, instant } from './types.ts';

/** The ledger: one row for each action that was proposed or run, with what it needs to be undone. */
export const actions = pgTable(
  'actions',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: personId(),
    /** hash(turn, step, arguments) or the command's inbox key: the same key never runs twice. */
    key: text('key').notNull(),
    turnId: uuid('turn_id'),
    kind: text('kind').notNull(),
    /** What the kind and these arguments do to the world: the policy decided by it. */
    effect: text('effect', { enum: ['read', 'private', 'outbound', 'destructive'] })
      .notNull()
      .default('private'),
    /** What was wished for, before it was made exact: an edit starts from it. */
    input: jsonb('input').notNull().default({}),
    /** Canonical arguments, exactly what runs. */
    args: jsonb('args').notNull(),
    argsHash: text('args_hash').notNull(),
    tainted: boolean('tainted').notNull(),
    unattended: boolean('unattended').notNull(),
    /** What the card asks the person to look at twice. */
    warnings: jsonb('warnings').$type<string[]>().notNull().default([]),
    /** SHA-256 of the prompt whose answer wished for it; null without a model. */
    promptHash: text('prompt_hash'),
    /** The key of what wished for it, such as `telegram:12`. */
    origin: text('origin').notNull(),
    /** Who decided: the policy's rule, or the identity that pressed. */
    decidedBy: text('decided_by'),
    state: text('state', {
      enum: ['proposed', 'running', 'done', 'failed', 'unknown', 'declined', 'expired', 'superseded', 'stopped', 'undone'],
    }).notNull(),
    /** What the person was told: one sentence. Null where it is sealed. */
    outcome: text('outcome'),
    /** What a look outside found, under the person's key (src/actions/found-outside.ts). */
    sealed: bytes('sealed'),
    /** Of a failed one the code of its error (src/ground/errors.ts): whether trying again can help. */
    failure: text('failure'),
    /** What restores the state before, and the state after that must still stand for it. */
    undo: jsonb('undo'),
    /** The key of the wish that took it back. */
    undoneBy: text('undone_by'),
    createdAt: instant('created_at').notNull(),
    /** Until when a card can be pressed; null when none was shown. */
    expiresAt: instant('expires_at'),
    /** When a running action that reaches outside is due: later than the press while it can still be cancelled. */
    runAt: instant('run_at'),
    /** When it was begun with: from here on it may have happened. */
    startedAt: instant('started_at'),
    /** When the person last pressed Edit. */
    editingSince: instant('editing_since'),
    /** The chat in which they pressed it: `telegram 4711`. */
    editingIn: text('editing_in'),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    uniqueIndex('actions_key').on(table.personId, table.key),
    index('actions_of_turn').on(table.turnId),
    index('actions_due').on(table.runAt).where(sql`state = 'running'`),
    index('actions_recent').on(table.personId, table.createdAt),
    ownRows('actions'),
  ],
);

/** How far a private kind is trusted to run while the person is not there: the rungs of the trust ladder. */
export const trust = pgTable(
  'trust',
  {
    personId: personId(),
    kind: text('kind').notNull(),
    /** `ask`: a card. `undo`: it runs, and says so with Undo. `silent`: it runs, and stands in the ledger only. */
    rung: text('rung', { enum: ['ask', 'undo', 'silent'] })
      .notNull()
      .default('ask'),
    /** Runs on this rung since the last correction that the person let stand. */
    cleanRuns: integer('clean_runs').notNull().default(0),
    /** When the next rung was offered; null while it was not. */
    offeredAt: instant('offered_at'),
  },
  (table) => [primaryKey({ columns: [table.personId, table.kind] }), ownRows('trust')],
);
