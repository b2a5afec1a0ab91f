import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type EventWhen, type Occurrence, occurrences } from '../src/calendar/series.ts';

const vector = z.object({
  rrule: z.string(),
  /** RFC 5545 DATE or DATE-TIME, as the instances. */
  dtstart: z.string(),
  /** From when on the series is looked at. */
  startAt: z.string().nullable(),
  instances: z.array(z.string()),
  /** True when another implementation gives the same instances. */
  agreed: z.boolean(),
  error: z.boolean(),
});
export type RecurrenceVector = z.infer<typeof vector>;
export const recurrenceVectors = z.object({ vectors: z.array(vector) });

/** More than any vector expects, so that a rule that gives too much is seen to. */
const MOST = 500;

/** The starts of the series, written as the vector writes its own; an unreadable rule gives none. */
export function instancesOf({ rrule, dtstart }: Pick<RecurrenceVector, 'rrule' | 'dtstart'>): string[] {
  const found: string[] = [];
  for (const { start } of occurrences(whenOf(rrule, dtstart))) {
    found.push(stamp(start, dtstart));
    if (found.length > MOST) break;
  }
  return found;
}

function whenOf(rrule: string, dtstart: string): EventWhen {
  const recurrence = [`RRULE:${rrule}`];
  const wall = Temporal.PlainDateTime.from(dtstart.replace(/Z$/, ''));
  if (!dtstart.includes('T')) {
    const day = wall.toPlainDate();
    return { start: { date: day.toString() }, end: { date: day.add({ days: 1 }).toString() }, recurrence };
  }
  const start = { at: wall.toZonedDateTime('UTC').toInstant().toString(), zone: 'UTC' };
  return { start, end: start, recurrence };
}

function stamp(start: Occurrence['start'], like: string): string {
  if ('date' in start) return start.date.replaceAll('-', '');
  const utc = start.at.replaceAll(/[-:]/g, '');
  return like.endsWith('Z') ? utc : utc.replace(/Z$/, '');
}
