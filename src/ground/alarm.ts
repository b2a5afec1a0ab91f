import type { Clock } from './clock.ts';

/** A sleep that can be cut short from elsewhere. */
export interface Alarm {
  /** Resolves after `ms` milliseconds, or at once when `ring` was called since the last wait. Rejects only when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  ring(): void;
}

export function createAlarm(clock: Clock): Alarm {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    async wait(ms, signal) {
      if (!rung) {
        const over = new AbortController();
        const awake = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const slept = clock.sleep(ms, AbortSignal.any([signal, over.signal])).catch(() => undefined);
        await Promise.race([slept, awake]);
        over.abort();
        wake = undefined;
      }
      rung = false;
      signal.throwIfAborted();
    },
    ring() {
      rung = true;
      wake?.();
    },
  };
}
