import { and, eq, lte, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { files } from '../db/schema/chat.ts';
import { claims, episodes, facts } from '../db/schema/memory.ts';
import { HOURS_TO_UNDO } from './forgetting.ts';

/** True when something of this person's was forgotten longer ago than it can be brought back, and still is to be erased. */
export async function isOverdue(tx: Tx, personId: string, now: Temporal.Instant): Promise<boolean> {
  const cutoff = now.subtract({ hours: HOURS_TO_UNDO });
  for (const table of [facts, episodes, claims, files]) {
    const over = and(eq(table.personId, personId), lte(table.forgottenAt, cutoff));
    if ((await tx.select({ id: table.id }).from(table).where(over).limit(1)).length > 0) return true;
  }
  // Words that became no memory are known by the forgetting alone.
  const forgetting = and(
    eq(actions.personId, personId),
    eq(actions.kind, 'memory_forget'),
    lte(actions.createdAt, cutoff),
    sql`(${actions.args} <> '{}' or ${actions.input} <> '{}')`,
  );
  return (await tx.select({ id: actions.id }).from(actions).where(forgetting).limit(1)).length > 0;
}
