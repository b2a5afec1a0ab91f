import { sql } from 'drizzle-orm';
import { bigint, boolean, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { instant } from './types.ts';

/** What a piece of news is about. The person may say for each how it is to reach them (`settings.news`). */
export const NEWS_KINDS = ['mail', 'calendar', 'break', 'watch', 'habit', 'workflow', 'memory'] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];

/** At once; with others in a quarter of an hour; with the next brief. */
export const URGENCIES = ['now', 'soon', 'digest'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** What the person is to hear of without having asked: each piece once, now, soon, or with the next brief. */
export const notices = pgTable(
  'notices',
  {
    /** In the order they came. */
    seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    personId: personId(),
    /** The same key is the same piece of news: telling it again changes nothing. */
    key: text('key').notNull(),
    kind: text('kind', { enum: NEWS_KINDS }).notNull(),
    urgency: text('urgency', { enum: URGENCIES }).notNull(),
    /** One line of plain text. */
    text: text('text').notNull(),
    /** The message for when it is said by itself; null where the line is all. */
    message: jsonb('message'),
    /** Where it comes from: `mail:4711`. */
    source: text('source').notNull(),
    /** What else it rests on, in the same form. */
    restsOn: jsonb('rests_on').$type<string[]>().notNull().default([]),
    /** True when words from outside stand inside. */
    tainted: boolean('tainted').notNull(),
    /** From then on it is of no use: it breaks into quiet hours rather than waiting past it. */
    staleAt: instant('stale_at'),
    state: text('state', { enum: ['waiting', 'said', 'dropped'] })
      .notNull()
      .default('waiting'),
    /** The key of the message that it was said with. */
    saidWith: text('said_with'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('notices_key').on(table.personId, table.key),
    index('notices_waiting').on(table.personId).where(sql`state = 'waiting'`),
    index('notices_by_time').on(table.personId, table.createdAt),
    ownRows('notices'),
  ],
);

/** When somebody did not want to be spoken to, but for what they allowed; the latest is the one that may still go on. */
export const focusTimes = pgTable(
  'focus_times',
  {
    personId: personId(),
    startedAt: instant('started_at').notNull(),
    until: instant('until').notNull(),
    allowed: jsonb('allowed').$type<NewsKind[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.startedAt] }), ownRows('focus_times')],
);

/** What can be wrong with something that was said without having been asked for. */
export const RATING_REASONS = ['too long', 'of no interest', 'wrong', 'at a bad time'] as const;
export type RatingReason = (typeof RATING_REASONS)[number];

/** How useful such a message was, by the person or by somebody whom they gave a role. */
export const ratings = pgTable(
  'ratings',
  {
    personId: personId(),
    /** The key of the message. */
    item: text('item').notNull(),
    /** `owner`, or `telegram:123456789 as delegate`. */
    by: text('by').notNull(),
    useful: boolean('useful').notNull(),
    /** Null where none was given. */
    reason: text('reason', { enum: RATING_REASONS }),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.item, table.by] }), ownRows('ratings')],
);
