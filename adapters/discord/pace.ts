import type { Clock } from '../../src/ground/clock.ts';

const SECOND_MS = 1_000;

/** Resolves when the next may begin, in the order of asking; rejects when the signal aborts. */
export type Pace = (signal: AbortSignal) => Promise<void>;

/** Lets at most so many begin within any second. */
export function createPace(clock: Clock, perSecond: number): Pace {
  /** When the latest begin, in milliseconds since 1970. */
  let latest: readonly number[] = [];
  return async (signal) => {
    const now = clock.now().epochMilliseconds;
    const soMany = latest.length < perSecond ? undefined : latest[0];
    const at = soMany === undefined ? now : Math.max(now, soMany + SECOND_MS);
    latest = [...latest, at].slice(-perSecond);
    if (at > now) await clock.sleep(at - now, signal);
  };
}
