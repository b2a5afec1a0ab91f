import { and, eq, gt } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database } from '../db/client.ts';
import { persons } from '../db/schema/people.ts';
import { schedules } from '../db/schema/planning.ts';
import { credentials } from '../db/schema/vault.ts';
import { load } from '../people/profile-store.ts';
import { scheduleMissing } from './reschedule.ts';

/** Gives everybody what they have no stored next time of; whoever has one keeps it, overdue or not, but that of their mail. */
export async function ensureSchedules(db: Database, now: Temporal.Instant): Promise<void> {
  await db.asSystem(async (tx) => {
    const connected = await tx.selectDistinct({ personId: credentials.personId }).from(credentials);
    const watched = ['calendar', 'mail', 'tasks'] as const;
    const first = connected.flatMap(({ personId }) => watched.map((kind) => ({ personId, kind, nextAt: now })));
    if (first.length > 0) await tx.insert(schedules).values(first).onConflictDoNothing();
    // Nobody has listened to the mail servers since the last life: what came in meanwhile is looked for at once.
    await tx
      .update(schedules)
      .set({ nextAt: now })
      .where(and(eq(schedules.kind, 'mail'), gt(schedules.nextAt, now)));
  });
  const everybody = await db.asSystem((tx) => tx.select({ id: persons.id }).from(persons));
  for (const { id } of everybody) {
    await db.asPerson(id, async (tx) => {
      const standing = await tx.select({ kind: schedules.kind }).from(schedules).where(eq(schedules.personId, id));
      await scheduleMissing(tx, id, await load(tx, id), new Set(standing.map(({ kind }) => kind)), now);
    });
  }
}
