import { and, eq, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { schedules } from '../../db/schema/planning.ts';

/**
 * Has the list elsewhere looked at at once, where there is one. One that is due already is written as well: its look then waits until
 * what is being changed here is committed, and sees it.
 */
export async function wakeMirror(tx: Tx, personId: string, now: Temporal.Instant): Promise<void> {
  await tx
    .update(schedules)
    .set({ nextAt: sql`least(${schedules.nextAt}, ${now.toString()}::timestamptz)` })
    .where(and(eq(schedules.personId, personId), eq(schedules.kind, 'tasks')));
}
