import { and, eq, ne, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { outbox } from '../db/schema/chat.ts';
import type { Doubt } from '../ports/chat.ts';

/** Where a message stands in its chat if an earlier try brought it there: rows behind it wait, so nothing of ours is newer. */
export async function doubtOf(tx: Tx, row: typeof outbox.$inferSelect): Promise<Doubt> {
  const { personId, platform, chat, seq, createdAt } = row;
  const here = and(eq(outbox.personId, personId), eq(outbox.platform, platform), eq(outbox.chat, chat), ne(outbox.seq, seq));
  const [before] = await tx
    .select({ arrived: outbox.arrived })
    .from(outbox)
    .where(and(here, sql`jsonb_array_length(${outbox.arrived}) > 0`))
    .orderBy(sql`${outbox.sentAt} desc nulls last`)
    .limit(1);
  const after = before?.arrived.at(-1);
  return { since: createdAt.toString(), ...(after !== undefined && { after }) };
}
