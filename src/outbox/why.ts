import { z } from 'zod';

/** Why a message was said. Stands beside every outgoing row; `/why` reads it to the person. */
export const whySchema = z.object({
  /** What set it off: `your message`, `the command /tasks`, `the schedule of your morning brief`, `reminder 3`. */
  trigger: z.string(),
  /** Who worded it: `rule`, or the model's name. */
  by: z.string(),
  /** Ids of the data used: `fact:<id>`, `task:12`, `telegram:4711`. */
  sources: z.array(z.string()),
  /** Actions that ran on the way. */
  actions: z.array(z.string()),
});

export type Why = z.infer<typeof whySchema>;
