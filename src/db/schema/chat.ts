import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { bytes, instant, platform } from './types.ts';

/** Everything that came in, once per platform key, stored before it is acknowledged. */
export const inbox = pgTable(
  'inbox',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    personId: personId(),
    key: text('key').notNull().unique(),
    platform: platform(),
    chat: text('chat').notNull(),
    messageId: text('message_id').notNull(),
    kind: text('kind', { enum: ['message', 'press'] }).notNull(),
    payload: jsonb('payload').notNull(),
    receivedAt: instant('received_at').notNull(),
    state: text('state', { enum: ['stored', 'taken', 'done'] })
      .notNull()
      .default('stored'),
    turnId: uuid('turn_id'),
  },
  (table) => [
    index('inbox_waiting').on(table.platform, table.chat, table.seq).where(sql`state <> 'done'`),
    index('inbox_by_message').on(table.personId, table.platform, table.chat, table.messageId),
    ownRows('inbox'),
  ],
);

/** One piece of work on messages that belong together, from its start to its one visible answer. */
export const turns = pgTable(
  'turns',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: personId(),
    platform: platform(),
    chat: text('chat').notNull(),
    state: text('state', { enum: ['running', 'done', 'stopped', 'failed'] })
      .notNull()
      .default('running'),
    tainted: boolean('tainted').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
    /** For what is to be kept for the session only: when its words are erased wherever they stand; null again once they are. */
    sessionUntil: instant('session_until'),
  },
  (table) => [
    index('turns_running').on(table.platform, table.chat).where(sql`state = 'running'`),
    index('turns_of_session').on(table.personId, table.sessionUntil).where(sql`session_until is not null`),
    ownRows('turns'),
  ],
);

/** What the model answered and what each tool returned, stored before it is acted on, so that a killed turn resumes here. */
export const turnSteps = pgTable(
  'turn_steps',
  {
    personId: personId(),
    turnId: uuid('turn_id')
      .notNull()
      .references(() => turns.id, { onDelete: 'cascade' }),
    step: integer('step').notNull(),
    content: jsonb('content').notNull(),
  },
  (table) => [primaryKey({ columns: [table.turnId, table.step] }), ownRows('turn_steps')],
);

/** The only way out. One row is one message (or one edit of an earlier row's message) on its one delivery path. */
export const outbox = pgTable(
  'outbox',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    personId: personId(),
    /** The same key is the same message: a second enqueue changes nothing. */
    key: text('key').notNull(),
    platform: platform(),
    chat: text('chat').notNull(),
    message: jsonb('message').notNull(),
    /** Why it was said: trigger, rule or model, sources. `/why` reads it. */
    why: jsonb('why').notNull(),
    /** The row whose message this one replaces in place. */
    edits: bigint('edits', { mode: 'number' }),
    /** The row that it shows once more, in another place: whatever is edited into that one is edited into this one, too. */
    copyOf: bigint('copy_of', { mode: 'number' }),
    state: text('state', { enum: ['queued', 'sending', 'sent', 'dead', 'dropped'] })
      .notNull()
      .default('queued'),
    attempts: integer('attempts').notNull().default(0),
    /** The platform's ids of the parts that arrived. */
    arrived: jsonb('arrived').$type<string[]>().notNull().default([]),
    /** The action that sends it to somebody else; null for what is said to the person. It never goes to another chat instead. */
    actionId: uuid('action_id'),
    /** True when a part went out twice because the platform could not tell whether it had arrived. */
    maybeRepeated: boolean('maybe_repeated').notNull().default(false),
    nextAt: instant('next_at').notNull(),
    createdAt: instant('created_at').notNull(),
    sentAt: instant('sent_at'),
  },
  (table) => [
    uniqueIndex('outbox_key').on(table.personId, table.key),
    index('outbox_waiting').on(table.nextAt).where(sql`state in ('queued', 'sending')`),
    index('outbox_dead').on(table.platform, table.chat).where(sql`state = 'dead'`),
    index('outbox_copies').on(table.copyOf).where(sql`copy_of is not null`),
    index('outbox_by_chat').on(table.personId, table.platform, table.chat, table.seq),
    ownRows('outbox'),
  ],
);

/** A recording that came in: its sound lies in `files` under the same id until it has been kept long enough, its words in the inbox. */
export const voiceNotes = pgTable(
  'voice_notes',
  {
    id: uuid('id').primaryKey(),
    personId: personId(),
    /** The inbox key of the message it came with. */
    key: text('key').notNull(),
    /** True for the person's own voice; false for one that was handed on, or a file of sound. */
    own: boolean('own').notNull(),
    /** True once it has been written down. */
    heard: boolean('heard').notNull().default(false),
    /** When the person last pressed Fix, and where; null once the words are corrected. */
    fixingSince: instant('fixing_since'),
    fixingIn: text('fixing_in'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    index('voice_notes_fixing').on(table.personId).where(sql`fixing_since is not null`),
    index('voice_notes_kept').on(table.createdAt),
    ownRows('voice_notes'),
  ],
);

/** Files that came in or go out. They lie in the database so that backup, export and forgetting cover them. */
export const files = pgTable(
  'files',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: personId(),
    name: text('name').notNull(),
    mime: text('mime').notNull(),
    content: bytes('content').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Hidden since; erased for good when the time to undo is over. */
    forgottenAt: instant('forgotten_at'),
  },
  () => [ownRows('files')],
);
