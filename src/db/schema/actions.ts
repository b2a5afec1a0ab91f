import { boolean, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { instant } from './types.ts';

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
    /** Canonical arguments, exactly what runs. */
    args: jsonb('args').notNull(),
    argsHash: text('args_hash').notNull(),
    tainted: boolean('tainted').notNull(),
    unattended: boolean('unattended').notNull(),
    /** The key of what wished for it, such as `telegram:12`. */
    origin: text('origin').notNull(),
    /** Who decided: the policy's rule, or the identity that pressed. */
    decidedBy: text('decided_by'),
    state: text('state', {
      enum: ['proposed', 'running', 'done', 'failed', 'unknown', 'declined', 'expired', 'superseded', 'stopped', 'undone'],
    }).notNull(),
    /** What the person was told: one sentence. */
    outcome: text('outcome'),
    /** What restores the state before, and the state after that must still stand for it. */
    undo: jsonb('undo'),
    /** The key of the wish that took it back. */
    undoneBy: text('undone_by'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at'),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    uniqueIndex('actions_key').on(table.personId, table.key),
    index('actions_of_turn').on(table.turnId),
    index('actions_recent').on(table.personId, table.createdAt),
    ownRows('actions'),
  ],
);
