import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { bytes, instant } from './types.ts';

/** One key a person, wrapped by the root key: destroying the row makes all that it sealed unreadable for ever. */
export const personKeys = pgTable(
  'person_keys',
  { personId: personId().primaryKey(), wrapped: bytes('wrapped').notNull(), createdAt: instant('created_at').notNull() },
  () => [ownRows('person_keys')],
);

/** What opens a connected account, sealed with the person's key. */
export const credentials = pgTable(
  'credentials',
  {
    personId: personId(),
    /** Which account, such as `google` or `imap`. */
    service: text('service').notNull(),
    sealed: bytes('sealed').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.service] }), ownRows('credentials')],
);
