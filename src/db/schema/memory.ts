import { bigint, boolean, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { instant, platform, vector, wordsOfText } from './types.ts';

/** Everything that was said, verbatim: the ground truth of memory. */
export const episodes = pgTable(
  'episodes',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    seq: bigint('seq', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    personId: personId(),
    platform: platform(),
    chat: text('chat').notNull(),
    role: text('role', { enum: ['person', 'assistant'] }).notNull(),
    text: text('text').notNull(),
    words: wordsOfText(),
    /** True when somebody else's words stand inside. */
    tainted: boolean('tainted').notNull(),
    /** The inbox key or outbox key it came from: the same source is stored once. */
    source: text('source').notNull(),
    turnId: uuid('turn_id'),
    at: instant('at').notNull(),
    /** Hidden from every recall since; erased for good when the time to undo is over. */
    forgottenAt: instant('forgotten_at'),
  },
  (table) => [
    index('episodes_recent').on(table.personId, table.seq),
    uniqueIndex('episodes_source').on(table.personId, table.source),
    ownRows('episodes'),
  ],
);

/** A statement to be remembered, with where it came from. A newer one replaces, never overwrites. */
export const facts = pgTable(
  'facts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: personId(),
    text: text('text').notNull(),
    words: wordsOfText(),
    /** Who stands behind it: the person, the assistant's own conclusion, or a text from outside. */
    trust: text('trust', { enum: ['owner', 'assistant', 'outside'] }).notNull(),
    /** The inbox key or episode it was taken from. */
    source: text('source').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    forgottenAt: instant('forgotten_at'),
  },
  (table) => [index('facts_of_person').on(table.personId, table.recordedAt), ownRows('facts')],
);

/** One vector of an episode or a fact under one embedder's model; rows of other models wait to be re-embedded. */
export const vectors = pgTable(
  'vectors',
  {
    personId: personId(),
    item: uuid('item').notNull(),
    itemKind: text('item_kind', { enum: ['episode', 'fact'] }).notNull(),
    model: text('model').notNull(),
    embedding: vector('embedding').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.item, table.model] }),
    index('vectors_of_person').on(table.personId, table.model),
    ownRows('vectors'),
  ],
);
