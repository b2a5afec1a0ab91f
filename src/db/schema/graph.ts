import { boolean, foreignKey, index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { instant } from './types.ts';

const kind = () => text('kind', { enum: ['person', 'organisation', 'project', 'place'] }).notNull();

/** Somebody or something the person told of. Worked out from `slots`, like the two tables behind it; the ids are made of the names. */
export const entities = pgTable(
  'entities',
  {
    id: uuid('id').primaryKey(),
    personId: personId(),
    kind: kind(),
    /** The fullest one that was told; `me` for the person. */
    name: text('name').notNull(),
  },
  (table) => [unique('entities_of_person').on(table.personId, table.id), ownRows('entities')],
);

/** Every name that an entity was told of by. */
export const entityNames = pgTable(
  'entity_names',
  {
    id: uuid('id').primaryKey(),
    personId: personId(),
    entity: uuid('entity').notNull(),
    name: text('name').notNull(),
    /** In lower case, without punctuation: what a question is compared with. */
    plain: text('plain').notNull(),
    /** Why it is taken for the same as the entity's own name; null for that one. */
    because: text('because'),
  },
  (table) => [
    foreignKey({ columns: [table.personId, table.entity], foreignColumns: [entities.personId, entities.id] }).onDelete('cascade'),
    index('entity_names_plain').on(table.personId, table.plain),
    ownRows('entity_names'),
  ],
);

/** One entity stands in a relation to another, as long as the slot that says so holds: the sentence and its source stand there. */
export const relations = pgTable(
  'relations',
  {
    personId: personId(),
    /** Id and beginning of the slot. */
    slot: uuid('slot').notNull(),
    validFrom: instant('valid_from').notNull(),
    validTo: instant('valid_to'),
    subject: uuid('subject').notNull(),
    /** The slot's attribute: `manager`, `employer`. */
    relation: text('relation').notNull(),
    object: uuid('object').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.slot, table.validFrom] }),
    foreignKey({ columns: [table.personId, table.subject], foreignColumns: [entities.personId, entities.id] }).onDelete(
      'cascade',
    ),
    foreignKey({ columns: [table.personId, table.object], foreignColumns: [entities.personId, entities.id] }).onDelete('cascade'),
    index('relations_subject').on(table.personId, table.subject),
    index('relations_object').on(table.personId, table.object),
    ownRows('relations'),
  ],
);

/** What the person pressed of two names: that they are one's, or two people's. */
export const nameRulings = pgTable(
  'name_rulings',
  {
    personId: personId(),
    /** Both plain, in the order of the alphabet. */
    one: text('one').notNull(),
    other: text('other').notNull(),
    isSame: boolean('is_same').notNull(),
    ruledAt: instant('ruled_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.one, table.other] }), ownRows('name_rulings')],
);
