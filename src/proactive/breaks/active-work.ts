import { Temporal } from 'temporal-polyfill';
import { earlier } from '../../ground/instants.ts';

/** A time in which somebody surely was at work: a moment has no length. */
export interface Sign {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

/** Signs further apart than this have a break between them. */
export const BREAK_MINUTES = 15;

/**
 * How long somebody has been at work at `now` without a break, and since when; undefined while they are not: only what the signs show
 * counts, not the time on the clock.
 */
export function activeWork(
  signs: readonly Sign[],
  now: Temporal.Instant,
): { readonly since: Temporal.Instant; readonly minutes: number } | undefined {
  const past = signs
    .filter(({ from }) => Temporal.Instant.compare(from, now) <= 0)
    .map(({ from, until }) => ({ from, until: earlier(until, now) }))
    .sort((a, b) => Temporal.Instant.compare(b.until, a.until));
  let since = now;
  for (const { from, until } of past) {
    if (until.until(since).total('minutes') > BREAK_MINUTES) break;
    since = earlier(since, from);
  }
  const minutes = since.until(now).total('minutes');
  return minutes > 0 ? { since, minutes } : undefined;
}
