import { bigint, boolean, index, integer, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { bytes, instant, platform, vector, wordsOfText } from './types.ts';

/**
 * Where a memory stands in the postings: its segment and its place therein. Without them its own words are searched, as those of what was
 * said lately, or it is forgotten.
 */
const packedAt = () => ({ segment: integer('segment'), place: smallint('place') });

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
    ...packedAt(),
  },
  (table) => [
    index('episodes_recent').on(table.personId, table.seq),
    index('episodes_packed').on(table.personId, table.segment, table.place),
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
    ...packedAt(),
  },
  (table) => [
    index('facts_of_person').on(table.personId, table.recordedAt),
    index('facts_packed').on(table.personId, table.segment, table.place),
    ownRows('facts'),
  ],
);

/** A few hundred memories whose words are packed into postings. */
export const segments = pgTable(
  'segments',
  {
    personId: personId(),
    segment: integer('segment').notNull(),
    /** How many memories it holds, and the sum of their lengths in different words. */
    size: integer('size').notNull(),
    words: integer('words').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.segment] }), ownRows('segments')],
);

/** In which memories of one segment a word stands; `memory/posting.ts` says how that is packed. */
export const postings = pgTable(
  'postings',
  {
    personId: personId(),
    word: text('word').notNull(),
    segment: integer('segment').notNull(),
    packed: bytes('packed').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.word, table.segment] }), ownRows('postings')],
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
    // With the item, so that one index serves both the search among all and the look at one: a young table has no statistics to choose by.
    index('vectors_of_person').on(table.personId, table.model, table.item),
    ownRows('vectors'),
  ],
);
