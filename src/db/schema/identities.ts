import { boolean, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { instant, platform } from './types.ts';

/** One chat account of a person, by the platform's own id. */
export const identities = pgTable(
  'identities',
  {
    platform: platform(),
    userId: text('user_id').notNull(),
    personId: personId(),
    /** The direct conversation with this account. */
    chat: text('chat').notNull(),
    name: text('name').notNull(),
    /** Since when the platform refuses our messages there; null while it takes them. */
    deadSince: instant('dead_since'),
    lastSeenAt: instant('last_seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.platform, table.userId] }), ownRows('identities')],
);

/** Profile and settings of a person, one typed document (src/people/profile.ts). */
export const profiles = pgTable('profiles', { personId: personId().primaryKey(), document: jsonb('document').notNull() }, () => [
  ownRows('profiles'),
]);

/** People and channels that this person's messages may be sent to, once they press for it: each person has their own. */
export const knownChats = pgTable(
  'known_chats',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: personId(),
    platform: platform(),
    chat: text('chat').notNull(),
    /** As the platform or the pairing called it: shown and matched, never trusted. */
    name: text('name').notNull(),
    /** False for one person, true for a channel in which several read along. */
    shared: boolean('shared').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [uniqueIndex('known_chats_once').on(table.personId, table.platform, table.chat), ownRows('known_chats')],
);
