import { and, desc, eq, gt } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { focusTimes, type NewsKind } from '../../db/schema/news.ts';
import type { Focus } from './when-to-say.ts';

/** The focus time that goes on at `now`. */
export async function focusAt(tx: Tx, personId: string, now: Temporal.Instant): Promise<Focus | undefined> {
  const [row] = await tx
    .select()
    .from(focusTimes)
    .where(and(eq(focusTimes.personId, personId), gt(focusTimes.until, now)))
    .orderBy(desc(focusTimes.startedAt))
    .limit(1);
  return row;
}

/** Ends the one that goes on, if any, and begins another. */
export async function beginFocus(
  tx: Tx,
  personId: string,
  { until, allowed }: { readonly until: Temporal.Instant; readonly allowed: readonly NewsKind[] },
  now: Temporal.Instant,
): Promise<void> {
  await endFocus(tx, personId, now);
  const values = { personId, startedAt: now, until, allowed: [...allowed] };
  await tx
    .insert(focusTimes)
    .values(values)
    .onConflictDoUpdate({ target: [focusTimes.personId, focusTimes.startedAt], set: values });
}

/** False when there was none. */
export async function endFocus(tx: Tx, personId: string, now: Temporal.Instant): Promise<boolean> {
  const ended = await tx
    .update(focusTimes)
    .set({ until: now })
    .where(and(eq(focusTimes.personId, personId), gt(focusTimes.until, now)))
    .returning({ startedAt: focusTimes.startedAt });
  return ended.length > 0;
}
