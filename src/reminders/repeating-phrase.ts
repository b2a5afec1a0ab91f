import type { Temporal } from 'temporal-polyfill';
import { findTimes } from '../phrases/find-times.ts';
import type { Repetition } from '../phrases/times.ts';

export interface FoundRepetition {
  readonly repetition: Repetition;
  readonly start: number;
  /** Behind its last character. */
  readonly end: number;
}

/** Words that tell of a thing, such as an annual report, rather than wish for one. */
const TELLS_OF_A_THING = /^(?:everyday|nightly|annual|quarterly|semi-?annual|bi-?monthly|bi-?weekly|any \w+|one a day)$/i;

/** Finds how something repeats: `every weekday at 9`, `the last friday of every month`. */
export function findRepetition(text: string, now: Temporal.PlainDateTime): FoundRepetition | undefined {
  for (const { time, start, end } of findTimes(text, now)) {
    const words = text.slice(start, end);
    if (time.type !== 'set' || (TELLS_OF_A_THING.test(words) && words.length < text.trim().length)) continue;
    return { repetition: time.repetition, start, end };
  }
  return undefined;
}

const UNITS = 'seconds?|minutes?|hours?|days?|weeks?|months?|quarter|years?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?';
const RECURRING_WORDS = new RegExp(`\\b(?:every|each)\\s+(?:[\\w-]+\\s+){0,2}(?:${UNITS})\\b|\\bhourly\\b`, 'i');

/** True when the text asks for something again and again in words that `findRepetition` may not know: it must not be read as once. */
export function soundsRecurring(text: string): boolean {
  return RECURRING_WORDS.test(text);
}
