import { sql } from 'drizzle-orm';
import { boolean, integer, pgPolicy, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant, platform } from './types.ts';

export const persons = pgTable(
  'persons',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** True for the person who runs this deployment and answers pairing requests. */
    operator: boolean('operator').notNull().default(false),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('persons_one_operator').on(table.operator).where(sql`operator`),
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
    /** What the buttons of the pairing card name. */
    id: uuid('id').notNull().unique().defaultRandom(),
    platform: platform(),
    userId: text('user_id').notNull(),
    chat: text('chat').notNull(),
    name: text('name').notNull(),
    attempts: integer('attempts').notNull().default(1),
    /** `new`, `asked` once the operator has the card, `ignored` after a no. */
    state: text('state', { enum: ['new', 'asked', 'ignored'] })
      .notNull()
      .default('new'),
    lastAnsweredAt: instant('last_answered_at'),
    askedAt: instant('asked_at'),
    /** Wrong claim tokens since `guessesSince`. */
    guesses: integer('guesses').notNull().default(0),
    guessesSince: instant('guesses_since'),
  },
  (table) => [primaryKey({ columns: [table.platform, table.userId] })],
).enableRLS();
