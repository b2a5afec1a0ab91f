import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../src/ground/clock.ts';

/** A clock that stands still between leaps, so that whatever falls due in a leap is done by the hour at its end. */
export interface LeapingClock extends Clock {
  /** Milliseconds, forward. Wakes whoever sleeps until then, in the order of their times. */
  leap(ms: number): void;
}

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

export function createLeapingClock(startIso: string): LeapingClock {
  let nowMs = Temporal.Instant.from(startIso).epochMilliseconds;
  let sleepers: Sleeper[] = [];

  return {
    now: () => Temporal.Instant.fromEpochMilliseconds(nowMs),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        if (ms <= 0) return resolve();
        const abort = () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          wakesAt: nowMs + ms,
          wake() {
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        signal?.addEventListener('abort', abort, { once: true });
        sleepers.push(sleeper);
      }),
    leap(ms) {
      nowMs += ms;
      const due = sleepers.filter(({ wakesAt }) => wakesAt <= nowMs).sort((a, b) => a.wakesAt - b.wakesAt);
      sleepers = sleepers.filter((sleeper) => !due.includes(sleeper));
      for (const { wake } of due) wake();
    },
  };
}
