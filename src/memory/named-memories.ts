import { and, eq, inArray, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { slots } from '../db/schema/memory.ts';
import { memories } from './memories.ts';
import { type RecallLine, shortId } from './recall-line.ts';
import { slotLine } from './slots/slot-line.ts';

const row = z.object({
  kind: z.enum(['fact', 'episode']),
  id: z.string(),
  at: z.coerce.date().transform((date) => Temporal.Instant.fromEpochMilliseconds(date.getTime())),
  speaker: z.enum(['person', 'assistant', 'outside']),
  text: z.string(),
  tainted: z.boolean(),
});

/** The memories behind these ids as a recall shows them, in the order of the ids; what is forgotten, or no memory, is left out. */
export async function namedMemories(tx: Tx, personId: string, items: readonly string[], zone: string): Promise<RecallLine[]> {
  const starts = items.flatMap((item) => /^(?:fact|episode|slot):([0-9a-f]{8})$/.exec(item)?.[1] ?? []);
  if (starts.length === 0) return [];
  const isNamed = sql`left(id::text, 8) = any(${sql.param(starts)}::text[])`;
  const all = memories({ personId, exclude: [], includeOutside: true });
  const { rows } = await tx.execute(sql`select kind, id, at, speaker, text, tainted from (${all}) as memory where ${isNamed}`);
  const periods = await tx
    .select()
    .from(slots)
    .where(and(eq(slots.personId, personId), inArray(sql`left(${slots.id}::text, 8)`, starts)));
  const lines = [
    ...z
      .array(row)
      .parse(rows)
      .map(({ kind, id, ...rest }) => ({ ...rest, id: shortId(kind, id), score: 1 })),
    ...periods.map((period) => slotLine(period, zone, true)),
  ];
  return items.flatMap((item) => lines.find(({ id }) => id === item) ?? []);
}
