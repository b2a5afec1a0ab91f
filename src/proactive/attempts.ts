import type { Clock } from '../ground/clock.ts';

/** Remembers what failed and when it may be tried again: after one minute, then twice as long each time, up to an hour. */
export interface Attempts {
  mayTry(key: string): boolean;
  /** What may not be tried yet. */
  paused(): readonly string[];
  failed(key: string): void;
  succeeded(key: string): void;
}

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;

export function createAttempts(clock: Clock): Attempts {
  const failures = new Map<string, { readonly pauseMs: number; readonly againAt: number }>();
  const nowMs = () => clock.now().epochMilliseconds;
  const mayTry = (key: string) => (failures.get(key)?.againAt ?? 0) <= nowMs();
  return {
    mayTry,
    paused: () => [...failures.keys()].filter((key) => !mayTry(key)),
    failed(key) {
      const before = failures.get(key)?.pauseMs;
      const pauseMs = before === undefined ? FIRST_PAUSE_MS : Math.min(before * 2, LONGEST_PAUSE_MS);
      failures.set(key, { pauseMs, againAt: nowMs() + pauseMs });
    },
    succeeded: (key) => {
      failures.delete(key);
    },
  };
}
