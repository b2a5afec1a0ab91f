/** How often a step is tried in all before it counts as failed for good. */
export const MOST_TRIES = 5;

const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

/**
 * How long to wait after so many tries that did not work: twice as long each time, somewhere in the upper half of it, so that not
 * everything comes back at once; never shorter than the other side asked for.
 */
export function pauseMs(tries: number, fraction: number, retryAfterMs = 0): number {
  const whole = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
  return Math.max(Math.round(whole * (0.5 + fraction / 2)), Math.min(retryAfterMs, LONGEST_PAUSE_MS));
}
