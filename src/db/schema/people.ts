import { sql } from 'drizzle-orm';
import { boolean, integer, pgPolicy, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './types.ts';

export const persons = pgTable(
  'persons',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** True for the person who runs this deployment and answers pairing requests. */
    operator: boolean('operator').notNull().default(false),
    createdAt: instant('created_at').notNull(),
  },
  () => [
    pgPolicy('persons_self', {
      for: 'select',
      to: 'adjutant_app',
      using: sql`id = nullif(current_setting('app.person_id', true), '')::uuid`,
    }),
  ],
);

/** Senders we do not know. Nothing they wrote is kept; the name is the one the platform shows, for the pairing card. */
export const strangers = pgTable(
  'strangers',
  {
    platform: text('platform').notNull(),
    userId: text('user_id').notNull(),
    chat: text('chat').notNull(),
    name: text('name').notNull(),
    attempts: integer('attempts').notNull().default(1),
    /** `new`, `asked` once the operator has the card, `ignored` after a no. */
    state: text('state', { enum: ['new', 'asked', 'ignored'] })
      .notNull()
      .default('new'),
    lastAnsweredAt: instant('last_answered_at'),
  },
  (table) => [primaryKey({ columns: [table.platform, table.userId] })],
).enableRLS();
