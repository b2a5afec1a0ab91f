import { z } from 'zod';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const calendar = { text: z.string(), zone: z.string(), nowMs: z.number() };

/** What the child of parsing.ts is given. */
export const parsingRequest = z.discriminatedUnion('what', [
  z.object({ what: z.literal('letter'), bytes }),
  z.object({ what: z.literal('attachment'), bytes, index: z.int() }),
  z.object({ what: z.literal('events'), ...calendar }),
  z.object({ what: z.literal('todo'), ...calendar }),
]);

export type ParsingRequest = z.infer<typeof parsingRequest>;
