import { sql } from 'drizzle-orm';
import { pgPolicy, pgRole, uuid } from 'drizzle-orm/pg-core';
import { persons } from './people.ts';

/** The role every transaction of a person runs as; row-level security binds it, and only it. */
const appRole = pgRole('adjutant_app').existing();

/** The column every domain row carries. When the person goes, the row goes along. */
export const personId = () =>
  uuid('person_id')
    .notNull()
    .references(() => persons.id, { onDelete: 'cascade' });

/** The second wall: whatever a query asks for, a person's transaction sees and writes that person's rows only. */
export function ownRows(table: string) {
  const own = sql`person_id = nullif(current_setting('app.person_id', true), '')::uuid`;
  return pgPolicy(`${table}_own_rows`, { for: 'all', to: appRole, using: own, withCheck: own });
}
