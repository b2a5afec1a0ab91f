import { and, eq, gt } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { schedules } from '../../db/schema/planning.ts';

/** Has the list elsewhere looked at at once, where there is one. */
export async function wakeMirror(tx: Tx, personId: string, now: Temporal.Instant): Promise<void> {
  await tx
    .update(schedules)
    .set({ nextAt: now })
    .where(and(eq(schedules.personId, personId), eq(schedules.kind, 'tasks'), gt(schedules.nextAt, now)));
}
