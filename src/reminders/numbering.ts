import { eq, max, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import type { reminders, tasks } from '../db/schema/planning.ts';
import type { watches } from '../db/schema/watches.ts';
import type { workflows } from '../db/schema/workflows.ts';

type Numbered = typeof tasks | typeof reminders | typeof workflows | typeof watches;

/** The next short number of what a person calls by numbers. Two transactions of one person wait here for each other, until their end. */
export async function takeNumber(tx: Tx, table: Numbered, personId: string): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`number ${personId}`}, 0))`);
  const [row] = await tx
    .select({ last: max(table.number) })
    .from(table)
    .where(eq(table.personId, personId));
  return (row?.last ?? 0) + 1;
}
