import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
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
