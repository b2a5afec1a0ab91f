import { and, eq, inArray, isNull, ne, notInArray, or } from 'drizzle-orm';
import { actions } from '../../../src/db/schema/actions.ts';
import { inbox, outbox, turns } from '../../../src/db/schema/chat.ts';
import { reminders, tasks } from '../../../src/db/schema/planning.ts';
import { openPlace } from '../../open-place.ts';
import type { Place } from '../../place.ts';
import type { Line } from './conversation.ts';
import type { Diary } from './person.ts';
import type { Stage } from './stage.ts';

/** What came to those outside. */
export interface Outside {
  /** The texts of Ben's messages. */
  readonly toBen: readonly string[];
  /** Paths that were asked of the page server. */
  readonly opened: readonly string[];
  /** The subjects of the mails that left the person's account. */
  readonly mailed: readonly string[];
  /** The titles of the events in their calendar. */
  readonly planned: readonly string[];
  /** The subjects of what lies among their drafts. */
  readonly drafted: readonly string[];
}

/** What stands in the database. */
export interface Rows {
  /** The titles of all tasks, and the texts of all reminders. */
  readonly kept: readonly string[];
  /** Rows that still wait for something: what they are, and in which state. */
  readonly waiting: readonly string[];
}

/** What a conversation has left behind. */
export interface Traces extends Diary, Outside, Rows {
  readonly lines: readonly Line[];
  /** True where nothing may be said a second time, not even marked. */
  readonly exactlyOnce: boolean;
}

export async function outsideOf({ ben, opened, accounts }: Pick<Stage, 'ben' | 'opened' | 'accounts'>): Promise<Outside> {
  const toBen = ben.messages().flatMap(({ from, text }) => (from === 'bot' ? [text] : []));
  const planned = (await accounts?.planned())?.map(({ title }) => title) ?? [];
  return { toBen, opened, mailed: accounts?.mailed() ?? [], planned, drafted: (await accounts?.drafted()) ?? [] };
}

/** Of a place whose program has ended. */
export async function rowsOf(place: Place): Promise<Rows> {
  const { db, close } = await openPlace(place);
  // A message to somebody else of which nobody can tell is dead, and the person was asked.
  const unsent = or(inArray(outbox.state, ['queued', 'sending']), and(eq(outbox.state, 'dead'), isNull(outbox.actionId)));
  const found = await db.asSystem(async (tx) => ({
    tasks: await tx.select({ text: tasks.title }).from(tasks),
    reminders: await tx.select({ text: reminders.text }).from(reminders),
    inbox: await tx.select({ name: inbox.key, state: inbox.state }).from(inbox).where(ne(inbox.state, 'done')),
    turns: await tx.select({ name: turns.id, state: turns.state }).from(turns).where(ne(turns.state, 'done')),
    outbox: await tx.select({ name: outbox.key, state: outbox.state }).from(outbox).where(unsent),
    // What was left as it is counts as stopped.
    actions: await tx
      .select({ name: actions.kind, state: actions.state })
      .from(actions)
      .where(notInArray(actions.state, ['done', 'undone', 'stopped'])),
  }));
  await close();
  return {
    kept: [...found.tasks, ...found.reminders].map(({ text }) => text),
    waiting: (['inbox', 'turns', 'outbox', 'actions'] as const).flatMap((table) =>
      found[table].map(({ name, state }) => `a row of ${table} is ${state}: ${name}`),
    ),
  };
}
