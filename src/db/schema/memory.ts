import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { bytes, instant, platform, tsvector, vector, wordsOfText } from './types.ts';

/**
 * Where a memory stands in the postings: its segment and its place therein. Without them its own words are searched, as those of what was
 * said lately, or it is forgotten.
 */
const packedAt = () => ({ segment: integer('segment'), place: smallint('place') });

const TRUST = { enum: ['owner', 'assistant', 'outside', 'system'] } as const;

/** How long something is to be remembered: until the session ends, for good, or for good and never tidied away. */
const memoryClass = () =>
  text('class', { enum: ['session', 'long', 'pinned'] })
    .notNull()
    .default('long');

/** Why it is kept: it was said in a conversation, the person asked for it, the assistant found it worth keeping, or a sentence states it. */
const keptBecause = (usual: 'said' | 'asked' | 'stated') =>
  text('kept_because', { enum: ['said', 'asked', 'noticed', 'stated'] })
    .notNull()
    .default(usual);

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
    /** What is kept for the session only is hidden from the start: nothing but the conversation itself sees it. */
    class: memoryClass(),
    keptBecause: keptBecause('said'),
    /** From then on it is as good as forgotten, and upkeep erases it. */
    expiresAt: instant('expires_at'),
    /** Hidden from every recall since; erased for good when the time to undo is over. */
    forgottenAt: instant('forgotten_at'),
    ...packedAt(),
  },
  (table) => [
    index('episodes_recent').on(table.personId, table.seq),
    index('episodes_packed').on(table.personId, table.segment, table.place),
    index('episodes_expiring').on(table.expiresAt).where(sql`expires_at is not null`),
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
    class: memoryClass(),
    keptBecause: keptBecause('asked'),
    expiresAt: instant('expires_at'),
    forgottenAt: instant('forgotten_at'),
    /** The note that says the same and is shown in its place, and since when. */
    duplicateOf: uuid('duplicate_of'),
    joinedAt: instant('joined_at'),
    ...packedAt(),
  },
  (table) => [
    index('facts_of_person').on(table.personId, table.recordedAt),
    index('facts_packed').on(table.personId, table.segment, table.place),
    index('facts_pinned').on(table.personId).where(sql`class = 'pinned'`),
    index('facts_expiring').on(table.expiresAt).where(sql`expires_at is not null`),
    ownRows('facts'),
  ],
);

/** What a sentence says of somebody: the sources that `slots` are worked out from, in the order in which they were said. */
export const claims = pgTable(
  'claims',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    seq: bigint('seq', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    personId: personId(),
    /** What it is about, in lower case: `me/home`; where many values stand beside each other, with the value: `me/sister/ana`. */
    slot: text('slot').notNull(),
    subject: text('subject').notNull(),
    attribute: text('attribute').notNull(),
    value: text('value').notNull(),
    how: text('how', { enum: ['set', 'end', 'correct', 'wrong'] }).notNull(),
    /** The first day on which it held, or no longer did; without it, the moment it was said. */
    since: date('since'),
    /** For what is over: the first day on which it held no longer. */
    until: date('until'),
    reason: text('reason'),
    /** The sentence itself. */
    quote: text('quote').notNull(),
    trust: text('trust', TRUST).notNull(),
    class: memoryClass(),
    keptBecause: keptBecause('stated'),
    /** The inbox key that brought it. */
    source: text('source').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    expiresAt: instant('expires_at'),
    forgottenAt: instant('forgotten_at'),
  },
  (table) => [
    index('claims_of_slot').on(table.personId, table.slot, table.seq),
    index('claims_of_source').on(table.personId, table.source),
    index('claims_expiring').on(table.expiresAt).where(sql`expires_at is not null`),
    uniqueIndex('claims_once').on(table.personId, table.source, table.slot, table.value, table.how),
    ownRows('claims'),
  ],
);

/**
 * What holds, or held, and from when to when: worked out anew from `claims` whenever one is added or forgotten. No two values of one slot
 * hold at the same time; the migration adds that constraint.
 */
export const slots = pgTable(
  'slots',
  {
    /** That of the claim that brought the value. */
    id: uuid('id').notNull(),
    personId: personId(),
    slot: text('slot').notNull(),
    subject: text('subject').notNull(),
    attribute: text('attribute').notNull(),
    value: text('value').notNull(),
    validFrom: instant('valid_from').notNull(),
    validTo: instant('valid_to'),
    recordedAt: instant('recorded_at').notNull(),
    /** Since when it is known to have been wrong. */
    retractedAt: instant('retracted_at'),
    /** Inbox keys, oldest first. */
    sources: text('sources').array().notNull(),
    trust: text('trust', TRUST).notNull(),
    class: memoryClass(),
    /** Why it came to be, in the person's words. */
    reason: text('reason'),
    quote: text('quote').notNull(),
    expiresAt: instant('expires_at'),
    /** Stems of what it is about and of what it says. */
    words: tsvector('words')
      .notNull()
      .generatedAlwaysAs(sql`to_tsvector('english', subject || ' ' || attribute || ' ' || value)`),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.validFrom] }),
    index('slots_pinned').on(table.personId).where(sql`class = 'pinned'`),
    index('slots_of_person').on(table.personId, table.slot, table.validFrom),
    ownRows('slots'),
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
