import type { Temporal } from 'temporal-polyfill';

/** What of a task tells when its work was begun. */
export interface Worked {
  readonly number: number;
  readonly title: string;
  readonly dueAt: Temporal.Instant | null;
  readonly startedAt: Temporal.Instant | null;
  readonly finishedAt: Temporal.Instant | null;
}

/** How many days before they were due most of the tasks like one were begun. */
export interface Lead {
  readonly days: number;
  /** So many were begun just then ... */
  readonly count: number;
  /** ... out of so many. */
  readonly of: number;
  /** The numbers of those that were. */
  readonly tasks: readonly number[];
}

/**
 * What the person usually does with tasks called alike; undefined where there are too few of them, or no day that most were begun on. A task
 * that nobody marked as started was begun on the day it was done. Days are those of the zone.
 */
export function usualLead(title: string, done: readonly Worked[], zone: string): Lead | undefined {
  const alike = done.flatMap((task) => {
    const days = isAlike(task.title, title) ? leadOf(task, zone) : undefined;
    return days === undefined ? [] : [{ days, number: task.number }];
  });
  const counts = new Map<number, number[]>();
  for (const { days, number } of alike) counts.set(days, [...(counts.get(days) ?? []), number]);
  const [usual] = [...counts].sort(([, a], [, b]) => b.length - a.length);
  if (!usual || alike.length < FEWEST) return undefined;
  const [days, tasks] = usual;
  if (days < 1 || tasks.length < alike.length * SHARE) return undefined;
  return { days, count: tasks.length, of: alike.length, tasks: [...tasks].sort((a, b) => a - b) };
}

/** Fewer show no habit. */
const FEWEST = 4;
const SHARE = 0.6;
/** Of the words of both together, so many must be in both. */
const LIKENESS = 0.6;

function leadOf({ dueAt, startedAt, finishedAt }: Worked, zone: string): number | undefined {
  const begun = startedAt ?? finishedAt;
  if (!dueAt || !begun) return undefined;
  const day = (at: Temporal.Instant) => at.toZonedDateTimeISO(zone).toPlainDate();
  return day(begun).until(day(dueAt)).days;
}

function isAlike(a: string, b: string): boolean {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const both = [...left].filter((word) => right.has(word)).length;
  return both > 0 && both >= new Set([...left, ...right]).size * LIKENESS;
}

/** What comes again each time: without numbers, months and days of the week. */
function wordsOf(title: string): ReadonlySet<string> {
  const words = title.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  return new Set(words.filter((word) => !PASSING.test(word)));
}

const PASSING =
  /^(?:the|and|for|with|this|next|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/;
