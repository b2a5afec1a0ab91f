import { jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { instant } from './types.ts';

/** What several memories show together, worked out by night and anew when one of them is forgotten. */
export const observations = pgTable(
  'observations',
  {
    /** Made of what it is about. */
    id: uuid('id').notNull(),
    personId: personId(),
    /** Somebody or something that comes up again and again, or a thing that keeps changing. */
    kind: text('kind', { enum: ['recurring', 'changing'] }).notNull(),
    /** The name, or the slot. */
    about: text('about').notNull(),
    text: text('text').notNull(),
    /** Ids of the episodes or claims that it rests on. */
    inputs: uuid('inputs').array().notNull(),
    /** When it was first made; what it says may be newer. */
    madeAt: instant('made_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.id] }), ownRows('observations')],
);

/** A line of the short form, and the memory it stands for: `slot:1a2b3c4d`. */
export interface ProfileLine {
  readonly item: string;
  readonly text: string;
}

/** What matters most of a person, in short, as of last night. */
export const shortForms = pgTable(
  'short_forms',
  {
    personId: personId().primaryKey(),
    lines: jsonb('lines').$type<ProfileLine[]>().notNull(),
    /** What stood there the night before, still holds and found no room any more. */
    dropped: jsonb('dropped').$type<ProfileLine[]>().notNull(),
    madeAt: instant('made_at').notNull(),
  },
  () => [ownRows('short_forms')],
);
