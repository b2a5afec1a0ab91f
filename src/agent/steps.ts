import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { turnSteps } from '../db/schema/chat.ts';
import { storableJson } from '../db/storable.ts';
import type { SteppedAnswer } from './loop.ts';

const answerSchema = z.object({
  text: z.string(),
  toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
  usage: z.object({ promptTokens: z.number(), outputTokens: z.number() }),
  tainted: z.boolean().default(false),
});

/**
 * The model's answers of a turn so far, in order: a turn that was killed goes on behind them without asking again. Each keeps the taint
 * of its prompt, since what stands in the conversation may be another when the turn goes on.
 */
export async function storedAnswers(tx: Tx, personId: string, turnId: string): Promise<SteppedAnswer[]> {
  const ofTurn = and(eq(turnSteps.personId, personId), eq(turnSteps.turnId, turnId));
  const rows = await tx.select().from(turnSteps).where(ofTurn).orderBy(asc(turnSteps.step));
  return rows.map((row) => answerSchema.parse(row.content));
}

/** Stores an answer before anything in it is acted on. */
export async function storeAnswer(tx: Tx, personId: string, turnId: string, step: number, answer: SteppedAnswer): Promise<void> {
  await tx
    .insert(turnSteps)
    .values({ personId, turnId, step, content: storableJson(answer) })
    .onConflictDoNothing();
}
