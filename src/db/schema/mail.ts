import { sql } from 'drizzle-orm';
import { boolean, date, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { ownRows, personId } from './ownership.ts';
import { instant } from './types.ts';

/** How far the inbox of a mail account has been looked through. */
export const mailWatches = pgTable(
  'mail_watches',
  {
    personId: personId(),
    /** The account's own address. */
    account: text('account').notNull(),
    /** Where the next look goes on, as the account's reader gave it. */
    cursor: text('cursor').notNull(),
    /** When the account last answered. */
    lookedAt: instant('looked_at').notNull(),
    /** How many mails had come and were still to be looked through, as far as the account can tell. */
    waiting: integer('waiting').notNull().default(0),
    /** The local day on which questions without an answer were looked for last. */
    followedUpOn: date('followed_up_on', { mode: 'string' }),
  },
  (table) => [primaryKey({ columns: [table.personId, table.account] }), ownRows('mail_watches')],
);

/** What came into an inbox and how it was sorted; of the mail itself only by what it is found again. */
export const arrivedMails = pgTable(
  'arrived_mails',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: personId(),
    account: text('account').notNull(),
    /** Its Message-ID, or the server's handle where it has none: the same mail that comes twice is one. */
    key: text('key').notNull(),
    /** The server's handle, good until the mail is moved. */
    mailId: text('mail_id').notNull(),
    /** The sender's address in lower case. */
    sender: text('sender').notNull(),
    category: text('category', { enum: ['urgent', 'action_required', 'informational', 'spam'] }).notNull(),
    /** The rule in plain words, for /why. */
    because: text('because').notNull(),
    /** The rules are sure enough of it for the mail to be put away. */
    isSure: boolean('is_sure').notNull().default(false),
    seenAt: instant('seen_at').notNull(),
    /** When it is to be told of once more. */
    snoozedUntil: instant('snoozed_until'),
    /** When it was put away, or the person was asked whether it shall be. */
    putAwayAt: instant('put_away_at'),
  },
  (table) => [
    uniqueIndex('arrived_mails_key').on(table.personId, table.account, table.key),
    index('arrived_mails_snoozed').on(table.personId).where(sql`snoozed_until is not null`),
    index('arrived_mails_by_time').on(table.personId, table.seenAt),
    ownRows('arrived_mails'),
  ],
);

/** What the person has said, by a press, about mail from an address. */
export const mailSenders = pgTable(
  'mail_senders',
  {
    personId: personId(),
    /** In lower case. */
    address: text('address').notNull(),
    /** Nothing from there is urgent. */
    isCalm: boolean('is_calm').notNull().default(false),
    /** Nothing from there is junk. */
    isTrusted: boolean('is_trusted').notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.personId, table.address] }), ownRows('mail_senders')],
);

/** Mails of the person that asked something and got no answer: each is followed up once. */
export const followUps = pgTable(
  'follow_ups',
  {
    personId: personId(),
    account: text('account').notNull(),
    /** Of the person's own mail. */
    messageId: text('message_id').notNull(),
    threadId: text('thread_id').notNull(),
    /** The card that asks whether to send one. */
    actionId: uuid('action_id').notNull(),
    /** `off`: the person wants none in this conversation. */
    state: text('state', { enum: ['asked', 'answered', 'off'] }).notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.account, table.messageId] }), ownRows('follow_ups')],
);

/** Mails that are handed over in two steps, and under which name of the account's own: after a crash it tells what became of them. */
export const mailHandovers = pgTable(
  'mail_handovers',
  {
    personId: personId(),
    /** Our Message-ID. */
    messageId: text('message_id').notNull(),
    /** In Gmail the draft's id. */
    name: text('name').notNull(),
    notedAt: instant('noted_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.messageId] }), ownRows('mail_handovers')],
);
