import { z } from 'zod';

/** What a child is given. */
export const taskSchema = z.object({
  request: z.object({}).loose(),
  /** Of processor time, all its threads together: then it ends itself. */
  mostCpuMs: z.number(),
});

export interface Task {
  readonly request: object;
  readonly mostCpuMs: number;
}

/** What a child says: once that it is there, then once for each thing it was given. */
export const answerSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.literal('read'), value: z.unknown() }),
  /** `reason`: one sentence for the person. */
  z.object({ state: z.literal('refused'), reason: z.string() }),
]);

export type Answer = z.infer<typeof answerSchema>;
