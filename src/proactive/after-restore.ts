import type { Temporal } from 'temporal-polyfill';
import type { Approvals } from '../actions/approvals.ts';
import type { Database } from '../db/client.ts';
import { persons } from '../db/schema/people.ts';
import type { Clock } from '../ground/clock.ts';
import { doubtQueued } from '../outbox/outbox.ts';
import { load } from '../people/profile-store.ts';
import { reschedule } from './brief/schedule.ts';
import { byPerson, dueReminders, dueSchedules } from './due.ts';
import { type FireDeps, fireTogether } from './fire-reminders.ts';

interface RestoreDeps extends FireDeps {
  readonly db: Database;
  readonly clock: Clock;
}

const HEADING =
  '**I was restored from a backup.** These reminders were due since then. They may have gone off already, so I only list them:';

/** After a restored backup nothing overdue is done again: reminders are listed in one message a person, briefs move on to the next. */
export async function settleAfterRestore(deps: RestoreDeps): Promise<void> {
  const now = deps.clock.now();
  for (let due = await seen(deps, now); due.length > 0; due = await seen(deps, now)) {
    for (const [personId, theirs] of byPerson(due)) {
      await deps.db.asPerson(personId, (tx) => fireTogether(tx, deps, theirs, now, HEADING));
    }
  }
  for (const { personId } of await deps.db.asSystem((tx) => dueSchedules(tx, now))) {
    await deps.db.asPerson(personId, async (tx) => reschedule(tx, personId, await load(tx, personId), now));
  }
}

function seen({ db }: RestoreDeps, now: Temporal.Instant) {
  return db.asSystem((tx) => dueReminders(tx, now));
}

/** Since the backup was made a card may have been pressed and a message sent: open cards are closed, of what was under way nobody knows what became of it, and what waits goes out marked. */
export async function doubtWhatWaits({ db, approvals }: { readonly db: Database; readonly approvals: Approvals }): Promise<void> {
  await db.asSystem(doubtQueued);
  const everybody = await db.asSystem((tx) => tx.select({ id: persons.id }).from(persons));
  for (const { id } of everybody) await db.asPerson(id, (tx) => approvals.doubtAll(tx, id, CLOSED));
}

const CLOSED =
  'Closed, because I was restored from a backup and cannot know whether you pressed this since. Ask again if you want it.';
