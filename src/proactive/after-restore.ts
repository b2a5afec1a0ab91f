import type { Temporal } from 'temporal-polyfill';
import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
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
