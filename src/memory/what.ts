import { and, type Column, gte, lt, type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { AppError } from '../ground/errors.ts';
import { windowOf } from './date-window.ts';

/** What is to be forgotten: what holds these words, one memory by its id, what was said on these days (ISO dates, both included), or all. */
export const whatSchema = z.object({
  words: z.string().optional(),
  item: z.string().optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  all: z.literal(true).optional(),
});
export type What = z.infer<typeof whatSchema>;

/** `everything`, `everything from last week`, `fact:1a2b3c4d`, or words. Rejects with `invalid` for days that nobody can read. */
export function readWhat(text: string, today: Temporal.PlainDate): What {
  const asked = text.trim();
  if (/^(?:everything|all)$/i.test(asked)) return { all: true };
  if (ITEM.test(asked)) return { item: asked.toLowerCase() };
  const days =
    /^(?:everything|all)(?: (?:you know|i said|that was said))? (?=(?:from|of|since|on|in|before|during|last|this|yesterday|today)\b)(.+)$/i.exec(
      asked,
    )?.[1];
  if (days === undefined) return { words: asked };
  const window = windowOf(days, today);
  if (!window) throw new AppError('invalid', 'I cannot read these days. Write them such as: /forget everything from last week');
  const to = /^since\b/i.test(days) ? today : window.to;
  return { from: window.from.toString(), to: to.toString() };
}

const ITEM = /^(?:fact|episode|slot):[0-9a-f]{8}$/i;

/** On the days meant, in the zone's days; nothing without days. */
export function within(column: Column, { from, to }: What, zone: string): SQL | undefined {
  if (from === undefined || to === undefined) return sql`false`;
  const instantOf = (day: Temporal.PlainDate) => day.toZonedDateTime(zone).toInstant();
  const [begin, end] = [instantOf(Temporal.PlainDate.from(from)), instantOf(Temporal.PlainDate.from(to).add({ days: 1 }))];
  return and(gte(column, begin), lt(column, end));
}
