import { sql } from 'drizzle-orm';
import { boolean, date, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { instant } from './types.ts';

export const tasks = pgTable(
  'tasks',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: personId(),
    /** The short number a person says: task 12. Counted per person, never used again. */
    number: integer('number').notNull(),
    title: text('title').notNull(),
    notes: text('notes').notNull().default(''),
    dueAt: instant('due_at'),
    /** True when only the day was said; `dueAt` is then the end of that day in the person's zone. */
    dueIsDay: boolean('due_is_day').notNull().default(false),
    /** 0 to 10. */
    importance: integer('importance').notNull(),
    estimateMinutes: integer('estimate_minutes'),
    /** The stated goal it serves, as the profile words it. */
    goal: text('goal'),
    /** True when the person usually does this kind of task first. */
    habit: boolean('habit').notNull().default(false),
    /** True when words from outside stand inside: whoever reads it is tainted by it. */
    tainted: boolean('tainted').notNull().default(false),
    state: text('state', { enum: ['open', 'done', 'dropped'] })
      .notNull()
      .default('open'),
    createdAt: instant('created_at').notNull(),
    /** When the person said that they began with it; null where they never did. */
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    /** When it was last changed; null where that was when it was made. */
    changedAt: instant('changed_at'),
  },
  (table) => [
    uniqueIndex('tasks_number').on(table.personId, table.number),
    index('tasks_open').on(table.personId).where(sql`state = 'open'`),
    ownRows('tasks'),
  ],
);

/** What stood in a list elsewhere before something was changed there from here. */
export interface EarlierBytes {
  /** Of what it said (`printOf`). */
  readonly print: string;
  /** Every byte of it, as the list's server kept it; null where they are too many. */
  readonly body: string | null;
  /** SHA-256 of the bytes that took its place. */
  readonly behind: string;
}

/** Which task is which one in a list of an account elsewhere. */
export const taskLinks = pgTable(
  'task_links',
  {
    personId: personId(),
    taskId: uuid('task_id')
      .notNull()
      .references(() => tasks.id, { onDelete: 'cascade' }),
    /** The name of the list. */
    list: text('list').notNull(),
    /** The list's own id; null once it was deleted there. */
    remoteId: text('remote_id'),
    /** Of what both said when they were last the same. */
    print: text('print').notNull(),
    /** What stood in the list before each change from here, the oldest first, so that it can be given back to the byte. */
    earlier: jsonb('earlier').$type<readonly EarlierBytes[]>().notNull().default([]),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.list, table.taskId] }),
    uniqueIndex('task_links_remote').on(table.personId, table.list, table.remoteId),
    ownRows('task_links'),
  ],
);

export const reminders = pgTable(
  'reminders',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: personId(),
    number: integer('number').notNull(),
    text: text('text').notNull(),
    /** When it goes off next; null once it is over. */
    nextAt: instant('next_at'),
    /** IANA zone whose wall clock it follows. */
    zone: text('zone').notNull(),
    /** RFC 5545 recurrence rule; null when it goes off once. */
    rrule: text('rrule'),
    /** RFC 5545 DTSTART of the rule, local time without zone: `2026-11-21T09:00`. */
    startsLocal: text('starts_local').notNull(),
    /** The inbox key of the wish. */
    source: text('source').notNull(),
    /** True when words from outside stand inside: whoever reads it is tainted by it. */
    tainted: boolean('tainted').notNull().default(false),
    state: text('state', { enum: ['active', 'done', 'cancelled'] })
      .notNull()
      .default('active'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('reminders_number').on(table.personId, table.number),
    index('reminders_due').on(table.nextAt).where(sql`state = 'active'`),
    ownRows('reminders'),
  ],
);

/** The morning brief, the evening review, each once more after a snooze, the next look at news that waits, at how long the person has been at work, into the calendar, into the inbox, at what is watched, and into the tasks of an account. */
const SCHEDULE_KINDS = [
  'brief',
  'review',
  'brief-again',
  'review-again',
  'news',
  'break',
  'calendar',
  'mail',
  'watch',
  'tasks',
] as const;
export type ScheduleKind = (typeof SCHEDULE_KINDS)[number];

/** What the assistant does by the clock for a person, one row a kind: the stored next wake time survives a restart. */
export const schedules = pgTable(
  'schedules',
  {
    personId: personId(),
    kind: text('kind', { enum: SCHEDULE_KINDS }).notNull(),
    nextAt: instant('next_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.kind] }),
    index('schedules_due').on(table.nextAt),
    ownRows('schedules'),
  ],
);

/** The briefs and reviews that were given, one of each a local day: the key that makes a second one impossible. */
export const briefs = pgTable(
  'briefs',
  {
    personId: personId(),
    kind: text('kind', { enum: ['brief', 'review'] })
      .notNull()
      .default('brief'),
    day: date('day', { mode: 'string' }).notNull(),
    startedAt: instant('started_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.kind, table.day] }), ownRows('briefs')],
);

/** Events that the assistant proposed for one hour and the person moved to another, one row each: what is learned from them orders later proposals. */
export const movedSlots = pgTable(
  'moved_slots',
  {
    personId: personId(),
    eventId: text('event_id').notNull(),
    what: text('what', { enum: ['focus', 'meeting'] }).notNull(),
    title: text('title').notNull(),
    /** On which it stands now. */
    day: date('day', { mode: 'string' }).notNull(),
    /** 0 to 23, by the person's clock: where it was proposed, and where it stands. */
    fromHour: integer('from_hour').notNull(),
    toHour: integer('to_hour').notNull(),
    movedAt: instant('moved_at').notNull(),
    state: text('state', { enum: ['noted', 'learned', 'dismissed'] })
      .notNull()
      .default('noted'),
  },
  (table) => [primaryKey({ columns: [table.personId, table.eventId] }), ownRows('moved_slots')],
);
