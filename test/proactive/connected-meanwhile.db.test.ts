import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ScheduleKind, schedules } from '../../src/db/schema/planning.ts';
import { enqueue } from '../../src/outbox/outbox.ts';
import type { Run } from '../../src/proactive/clockwork.ts';
import { createEventWatch } from '../../src/proactive/event-reminders.ts';
import { createMailWatch } from '../../src/proactive/mail/mail-watch.ts';
import { createNotify } from '../../src/proactive/notify/notify.ts';
import { setSchedule } from '../../src/proactive/schedules.ts';
import { createTaskMirror } from '../../src/proactive/tasks/task-mirror.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { addReachablePerson, audit, button, preparationOf, runDue, withoutBrief } from './world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const { signal } = new AbortController();

/** A look that finds no account, while the person connects one a second after it has looked. */
async function lookWhileConnecting(kind: ScheduleKind) {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  const clock = createFakeClock('2026-11-21T09:00:00Z');
  const connects = async () => {
    await clock.advance(1000);
    await db.asPerson(person, (tx) => setSchedule(tx, person, kind, clock.now()));
    return {};
  };
  const deps = { db, clock, log: silentLog, notify: createNotify({ enqueue }), button };
  const prepare = preparationOf({ db, clock, eyesOf: connects });
  const runs: Partial<Record<ScheduleKind, Run>> = {
    calendar: createEventWatch({ ...deps, eyesOf: connects, prepare }),
    mail: createMailWatch({ ...deps, eyesOf: connects, write: undefined, prepareReply: undefined }).look,
    tasks: createTaskMirror({ ...deps, audit, taskListOf: async () => void (await connects()) }),
  };
  const run = runs[kind];
  if (!run) throw new Error('nothing looks for that');
  await runDue(db, kind, { personId: person, due: clock.now(), signal }, run);
  const mine = and(eq(schedules.personId, person), eq(schedules.kind, kind));
  return db.asPerson(person, (tx) => tx.select({ nextAt: schedules.nextAt }).from(schedules).where(mine));
}

test.each<ScheduleKind>(['calendar', 'mail', 'tasks'])(
  'an account that is connected while a look at %s finds none is looked at all the same',
  async (kind) => {
    const [row] = await lookWhileConnecting(kind);
    expect(row?.nextAt.toString()).toBe('2026-11-21T09:00:01Z');
  },
);
