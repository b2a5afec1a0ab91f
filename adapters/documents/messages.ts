import { z } from 'zod';

/** What the child says: once that it is there, then once for each document. */
export const answerSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.literal('read'), text: z.string() }),
  /** `reason`: one sentence for the person. */
  z.object({ state: z.literal('refused'), reason: z.string() }),
]);

export type Answer = z.infer<typeof answerSchema>;
