import { bigint, date, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { instant } from './types.ts';

/** Hash-chained and append-only: each row's hash covers the one before. It holds ids, kinds and keyed hashes, never content. */
export const audit = pgTable(
  'audit',
  {
    personId: personId(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    at: instant('at').notNull(),
    /** What was touched: `memory`, `task`, `model`, `profile`, ... */
    dataType: text('data_type').notNull(),
    access: text('access', { enum: ['read', 'write', 'send', 'delete'] }).notNull(),
    /** The action kind, command or rule that did it. */
    action: text('action').notNull(),
    /** Id of the thing touched, or a count. */
    ref: text('ref').notNull(),
    previous: text('previous').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.seq] }), ownRows('audit')],
);

/** Model tokens by the person's local day, for the daily limit. */
export const modelUsage = pgTable(
  'model_usage',
  {
    personId: personId(),
    day: date('day', { mode: 'string' }).notNull(),
    calls: integer('calls').notNull().default(0),
    promptTokens: bigint('prompt_tokens', { mode: 'number' }).notNull().default(0),
    outputTokens: bigint('output_tokens', { mode: 'number' }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.personId, table.day] }), ownRows('model_usage')],
);
