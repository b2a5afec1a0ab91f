import type { Temporal } from 'temporal-polyfill';
import { findTimes } from '../phrases/find-times.ts';
import type { Time } from '../phrases/times.ts';

/** What goes on with a repetition: `and 8pm`, `until friday`, `except on the 5th`, `for two weeks`. */
const GOES_ON = /^[\s,]*((?:and|until|till|for|except|but)\s+)((?:(?:not|on|at|in|the)\s+)*)/i;

/**
 * The half of a repetition that no rule is made of yet, at the start of what stands behind the other half; `end` is behind its last
 * character. A text that goes on otherwise, as in `and water the plants` or `for 10 minutes stretch`, says what to do.
 */
export function leftOver(
  behind: string,
  now: Temporal.PlainDateTime,
): { readonly words: string; readonly end: number } | undefined {
  const [lead = '', word = '', small = ''] = GOES_ON.exec(behind) ?? [];
  if (lead === '') return undefined;
  // Some small words are part of the time: `on the 5th`, `the last friday`.
  const from = lead.length - small.length;
  const found = findTimes(behind.slice(from), now)[0];
  if (!found || found.start > small.length || isShort(found.time)) return undefined;
  const end = from + found.end;
  return { words: behind.slice(lead.length - small.length - word.length, end), end };
}

/** How long something takes each time, rather than how long it goes on. */
function isShort(time: Time): boolean {
  return time.type === 'duration' && time.length.timed;
}
