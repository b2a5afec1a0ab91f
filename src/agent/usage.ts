import { and, eq, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { modelUsage } from '../db/schema/records.ts';
import { AppError } from '../ground/errors.ts';
import type { ModelAnswer } from '../ports/model.ts';

interface Day {
  readonly personId: string;
  readonly now: Temporal.Instant;
  /** IANA: the limit starts anew at the person's midnight. */
  readonly zone: string;
}

/** Model tokens, both ways, of the person's day so far. */
export async function spentToday(tx: Tx, { personId, now, zone }: Day): Promise<number> {
  const [row] = await tx
    .select()
    .from(modelUsage)
    .where(and(eq(modelUsage.personId, personId), eq(modelUsage.day, dayOf(now, zone))));
  return row ? row.promptTokens + row.outputTokens : 0;
}

export async function addUsage(
  tx: Tx,
  { personId, now, zone }: Day,
  { promptTokens, outputTokens }: ModelAnswer['usage'],
): Promise<void> {
  await tx
    .insert(modelUsage)
    .values({ personId, day: dayOf(now, zone), calls: 1, promptTokens, outputTokens })
    .onConflictDoUpdate({
      target: [modelUsage.personId, modelUsage.day],
      set: {
        calls: sql`${modelUsage.calls} + 1`,
        promptTokens: sql`${modelUsage.promptTokens} + ${promptTokens}`,
        outputTokens: sql`${modelUsage.outputTokens} + ${outputTokens}`,
      },
    });
}

/** Rejects with `denied` once the day's limit is used up; without a limit it never does. */
export function checkLimit(spent: number, limit: number | undefined): void {
  if (limit === undefined || spent < limit) return;
  throw new AppError(
    'denied',
    `Today's limit of ${limit} model tokens is used up (DAILY_TOKEN_LIMIT); it starts anew at midnight.`,
  );
}

function dayOf(now: Temporal.Instant, zone: string): string {
  return now.toZonedDateTimeISO(zone).toPlainDate().toString();
}
