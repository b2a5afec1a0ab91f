import { z } from 'zod';

/** Something that was said, word for word. */
const said = z.object({ line: z.int(), speaker: z.string(), quote: z.string() });
export type Said = z.infer<typeof said>;

/** What somebody is to do. `due` is an ISO 8601 instant or date, empty without one. */
const item = said.extend({ owner: z.string(), what: z.string(), due: z.string() });
export type Item = z.infer<typeof item>;

/** What a model made of some lines, each word of it borne out by them. */
const summary = z.object({ text: z.string(), lines: z.array(z.int()) });
export type Summary = z.infer<typeof summary>;

const line = z.object({ number: z.int(), speaker: z.string(), text: z.string() });

/** The notes of one conversation, with its words: the content of a stored file. */
export const notesSchema = z.object({
  /** Where it came from, as a person would say: `budget.vtt`. */
  title: z.string(),
  /** ISO 8601 instant at which it came. */
  at: z.string(),
  lines: z.array(line),
  summary: z.array(summary),
  decisions: z.array(said),
  items: z.array(item),
  open: z.array(said),
});
export type Notes = z.infer<typeof notesSchema>;
/** What is noted of a conversation. */
export type Found = Pick<Notes, 'summary' | 'decisions' | 'items' | 'open'>;
