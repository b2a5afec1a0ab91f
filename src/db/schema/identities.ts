import { boolean, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
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
    /** What the button that unlinks it names. */
    id: uuid('id').notNull().unique().defaultRandom(),
    /** Since when the platform refuses our messages there; null while it takes them. */
    deadSince: instant('dead_since'),
    /** When the person was told elsewhere that they cannot be reached there; null once a message gets through again. */
    outageToldAt: instant('outage_told_at'),
    lastSeenAt: instant('last_seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.platform, table.userId] }), ownRows('identities')],
);

/** A code that ties a second chat account to a person, once its account has sent it and both sides have agreed. */
export const links = pgTable(
  'links',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: personId(),
    /** A keyed hash: whoever reads this table cannot use the code. */
    codeHash: text('code_hash').notNull().unique(),
    /** Until then the code, and later the two confirmations, count. */
    expiresAt: instant('expires_at').notNull(),
    /** `asked` once an account has sent the code, which is used up by that. */
    state: text('state', { enum: ['open', 'asked', 'joined', 'refused'] })
      .notNull()
      .default('open'),
    /** The account that sent the code. */
    guest: jsonb('guest'),
    ownerAgreed: boolean('owner_agreed').notNull().default(false),
    guestAgreed: boolean('guest_agreed').notNull().default(false),
  },
  () => [ownRows('links')],
);

/** Accounts that the operator expects: whoever of them writes first is let in at once. */
export const invites = pgTable(
  'invites',
  {
    platform: platform(),
    userId: text('user_id').notNull(),
    /** The operator. */
    personId: personId(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.platform, table.userId] }), ownRows('invites')],
);

/** What somebody else may be to a person; the person is the owner. */
export const GRANTED_ROLES = ['assistant', 'delegate', 'viewer'] as const;
export type GrantedRole = (typeof GRANTED_ROLES)[number];

/** What other people's accounts may see and do of a person's, once both have agreed. */
export const shares = pgTable(
  'shares',
  {
    /** What the buttons of both sides name. */
    id: uuid('id').primaryKey().defaultRandom(),
    /** Whose things they are. */
    personId: personId(),
    platform: platform(),
    userId: text('user_id').notNull(),
    /** As the account called itself then: shown, never compared. */
    name: text('name').notNull(),
    role: text('role', { enum: GRANTED_ROLES }).notNull(),
    /** `asked` until the person has pressed, `offered` until the account has, then `held`. */
    state: text('state', { enum: ['asked', 'offered', 'held'] })
      .notNull()
      .default('asked'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('shares_account').on(table.platform, table.userId), ownRows('shares')],
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
