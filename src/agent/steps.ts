import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { turnSteps } from '../db/schema/chat.ts';
import { storableJson } from '../db/storable.ts';
import type { ModelAnswer } from '../ports/model.ts';

const answerSchema = z.object({
  text: z.string(),
  toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
  usage: z.object({ promptTokens: z.number(), outputTokens: z.number() }),
});

/** The model's answers of a turn so far, in order: a turn that was killed goes on behind them without asking again. */
export async function storedAnswers(tx: Tx, turnId: string): Promise<ModelAnswer[]> {
  const rows = await tx.select().from(turnSteps).where(eq(turnSteps.turnId, turnId)).orderBy(asc(turnSteps.step));
  return rows.map((row) => answerSchema.parse(row.content));
}

/** Stores an answer before anything in it is acted on. */
export async function storeAnswer(tx: Tx, personId: string, turnId: string, step: number, answer: ModelAnswer): Promise<void> {
  await tx
    .insert(turnSteps)
    .values({ personId, turnId, step, content: storableJson(answer) })
    .onConflictDoNothing();
}
