import { eq, isNull } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database } from '../db/client.ts';
import { persons } from '../db/schema/people.ts';
import { schedules } from '../db/schema/planning.ts';
import { load } from '../people/profile-store.ts';
import { reschedule } from './reschedule.ts';

/** Gives everybody who has none their stored next brief; whoever has one keeps it, overdue or not. */
export async function ensureSchedules(db: Database, now: Temporal.Instant): Promise<void> {
  const without = await db.asSystem((tx) =>
    tx
      .select({ id: persons.id })
      .from(persons)
      .leftJoin(schedules, eq(schedules.personId, persons.id))
      .where(isNull(schedules.personId)),
  );
  for (const { id } of without) {
    await db.asPerson(id, async (tx) => reschedule(tx, id, await load(tx, id), now));
  }
}
