import type { Clock } from '../ground/clock.ts';
import { AppError } from '../ground/errors.ts';

/** Work that waits for the outside, under the person's control and a deadline. */
export interface Watch {
  /** Runs `work` with a signal that `interrupt`, `interruptAll` and the deadline abort with an AppError. */
  over<T>(personId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Ends what is under way for the person, and says how much that was. */
  interrupt(personId: string): number;
  interruptAll(reason: AppError): void;
}

/** The longest that one action may wait for the outside. */
const DEADLINE_MS = 60_000;

export function createWatch(clock: Clock): Watch {
  const running = new Set<{ readonly personId: string; readonly abort: AbortController }>();
  return {
    async over(personId, work) {
      const entry = { personId, abort: new AbortController() };
      const done = new AbortController();
      running.add(entry);
      clock.sleep(DEADLINE_MS, done.signal).then(
        () => entry.abort.abort(new AppError('unavailable', LATE)),
        () => undefined,
      );
      try {
        return await work(entry.abort.signal);
      } finally {
        done.abort();
        running.delete(entry);
      }
    },
    interrupt(personId) {
      const own = [...running].filter((entry) => entry.personId === personId && !entry.abort.signal.aborted);
      for (const { abort } of own) abort.abort(new AppError('unavailable', 'Stopped, as you said.'));
      return own.length;
    },
    interruptAll(reason) {
      for (const { abort } of running) abort.abort(reason);
    },
  };
}

const LATE = `That took longer than ${DEADLINE_MS / 1000} seconds, so I stopped waiting. Please try again.`;
