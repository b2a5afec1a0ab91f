import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { instant } from './types.ts';

/** Feeds and pages that are looked at now and again, for what is new about something. */
export const watches = pgTable(
  'watches',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: personId(),
    /** The short number a person says: watch 2. Counted per person, never used again. */
    number: integer('number').notNull(),
    /** What the person wants to hear of, in their words. */
    about: text('about').notNull(),
    /** Its addresses, and what was seen there (src/proactive/watches/source.ts). */
    sources: jsonb('sources').notNull(),
    everyMinutes: integer('every_minutes').notNull(),
    /** From then on it is over. */
    until: instant('until').notNull(),
    /** So often a model may still be asked for it; after that words alone decide. */
    modelCallsLeft: integer('model_calls_left').notNull(),
    /** True when words from outside stand in what the person wants to hear of. */
    tainted: boolean('tainted').notNull(),
    state: text('state', { enum: ['active', 'paused', 'ended', 'deleted'] })
      .notNull()
      .default('active'),
    /** When it is looked at next. */
    nextAt: instant('next_at').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('watches_number').on(table.personId, table.number),
    index('watches_due').on(table.personId, table.nextAt).where(sql`state = 'active'`),
    ownRows('watches'),
  ],
);
