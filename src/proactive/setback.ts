import { and, eq, max } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Approvals } from '../actions/approvals.ts';
import type { Database, Tx } from '../db/client.ts';
import type { LastRun } from '../db/last-run.ts';
import { inbox } from '../db/schema/chat.ts';
import { persons } from '../db/schema/people.ts';
import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import { doubtQueued, enqueue } from '../outbox/outbox.ts';
import { chooseChannel } from '../people/channels.ts';
import { load } from '../people/profile-store.ts';
import { nearText } from '../reminders/moment-text.ts';
import { byPerson, dueReminders, dueSchedules } from './due.ts';
import { type FireDeps, fireTogether } from './fire-reminders.ts';
import { reschedule } from './reschedule.ts';

/** What happened last may be missing from the database. */
export interface Setback {
  readonly kind: 'restored' | 'power-cut' | 'power-cut-restored';
  /** Tells this one from others: it is told once. */
  readonly id: string;
}

const WHAT: Record<Setback['kind'], string> = {
  restored: 'I was restored from a backup',
  'power-cut': 'The computer I run on went down without warning',
  'power-cut-restored':
    'The computer I run on went down without warning and damaged my data, so I went back to my newest copy that is whole',
};

const MISSING: Record<Setback['kind'], string> = {
  restored: 'What came after that I do not know any more',
  'power-cut': 'Whatever came in the last seconds before it went down may be missing',
  'power-cut-restored': 'What came after that I do not know any more',
};

export function setbackOf({ restored, writesMayBeLost, setbackId }: LastRun): Setback | undefined {
  if (!restored && !writesMayBeLost) return undefined;
  if (!restored) return { kind: 'power-cut', id: setbackId };
  return { kind: writesMayBeLost ? 'power-cut-restored' : 'restored', id: setbackId };
}

interface DoubtDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly approvals: Approvals;
}

/**
 * What is missing may have been a press or a send: open cards are closed, of what was under way nobody knows what became of it, what waits
 * goes out marked, and everybody is told.
 */
export async function doubtWhatWaits({ db, clock, approvals }: DoubtDeps, setback: Setback): Promise<void> {
  const what = WHAT[setback.kind];
  const closed = `Closed: ${what}, and I cannot know whether you pressed this. Ask again if you want it.`;
  await db.asSystem(doubtQueued);
  const everybody = await db.asSystem((tx) => tx.select({ id: persons.id }).from(persons));
  for (const { id } of everybody) {
    await db.asPerson(id, async (tx) => {
      await approvals.doubtAll(tx, id, { closed, reason: what });
      await tell(tx, id, setback, clock.now());
    });
  }
}

async function tell(tx: Tx, personId: string, { kind, id }: Setback, now: Temporal.Instant): Promise<void> {
  if (!(await chooseChannel(tx, personId))) return;
  const { identity } = await load(tx, personId);
  const heard = await lastHeard(tx, personId);
  const text = [
    `**${WHAT[kind]}.**`,
    heard
      ? `The last message of yours that I have is of ${nearText(heard, now, identity.timezone)}.`
      : 'I have no message of yours.',
    `${MISSING[kind]}: messages, tasks, reminders, changes. Please look at what matters to you, and tell me again what is not there.`,
    'Open cards are closed, and nothing that was due is done again by itself.',
  ].join(' ');
  const why = { trigger: 'my start', by: 'rule', sources: [], actions: [] };
  await enqueue(tx, { personId, key: `setback:${id}`, message: { text }, why, now });
}

async function lastHeard(tx: Tx, personId: string): Promise<Temporal.Instant | undefined> {
  const own = and(eq(inbox.personId, personId), eq(inbox.kind, 'message'));
  const [row] = await tx
    .select({ at: max(inbox.receivedAt) })
    .from(inbox)
    .where(own);
  return row?.at ?? undefined;
}

interface SettleDeps extends FireDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
}

/** Nothing overdue is done again: reminders are listed in one message a person, briefs move on to the next. */
export async function settleOverdue(deps: SettleDeps, { kind }: Setback): Promise<void> {
  const { db, clock, log } = deps;
  const now = clock.now();
  const heading = `**${WHAT[kind]}.** These reminders were due. They may have gone off already, so I only list them:`;
  // Each is looked at once: one that cannot be told, for want of a chat, must not hold up the start.
  const seen: string[] = [];
  const look = () => db.asSystem((tx) => dueReminders(tx, now, seen));
  for (let due = await look(); due.length > 0; due = await look()) {
    seen.push(...due.map(({ reminder }) => reminder.id));
    for (const [personId, theirs] of byPerson(due)) {
      await db
        .asPerson(personId, (tx) => fireTogether(tx, deps, theirs, now, heading))
        .catch((error: unknown) => log.error('reminder-failed', { reminders: theirs.length, ...describeError(error) }));
    }
  }
  for (const { personId } of await db.asSystem((tx) => dueSchedules(tx, now))) {
    await db.asPerson(personId, async (tx) => reschedule(tx, personId, await load(tx, personId), now));
  }
}
