import { setTimeout as wait } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';

/** The only source of time. A test puts its own in place and turns it by hand. */
export interface Clock {
  now(): Temporal.Instant;
  /** Resolves after `ms` milliseconds of this clock; rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A timer of Node's holds at most 2^31 - 1 ms; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Temporal.Now.instant(),
  async sleep(ms, signal) {
    for (let left = ms; left > 0; left -= LONGEST_TIMER_MS) {
      await wait(Math.min(left, LONGEST_TIMER_MS), undefined, { ref: true, ...(signal && { signal }) });
    }
    signal?.throwIfAborted();
  },
};
