import type { Clock } from '../ground/clock.ts';
import { AppError } from '../ground/errors.ts';

/** Work that waits for the outside, under the person's control and a deadline. */
export interface Watch {
  /** Runs `work` with a signal that `interrupt`, `end` and the deadline abort with an AppError. */
  over<T>(personId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Waits for what should heed the signal; left behind after a second, it rejects with the signal's reason. */
  heed<T>(signal: AbortSignal, work: Promise<T>): Promise<T>;
  /** Ends what is under way for the person. */
  interrupt(personId: string): void;
  /** Ends what is under way for anybody, and whatever would begin later. */
  end(reason: AppError): void;
}

/** The longest that one action may wait for the outside. */
const DEADLINE_MS = 60_000;
/** How long what is interrupted may take to say how far it came. */
const LETTING_GO_MS = 1000;

/** Why the deadline aborts a signal. */
export const TOO_LATE = new AppError(
  'unavailable',
  `That took longer than ${DEADLINE_MS / 1000} seconds, so I stopped waiting. Please try again.`,
);

export function createWatch(clock: Clock): Watch {
  const running = new Set<{ readonly personId: string; readonly abort: AbortController }>();
  let ended: AppError | undefined;
  return {
    async over(personId, work) {
      const entry = { personId, abort: new AbortController() };
      const done = new AbortController();
      if (ended) entry.abort.abort(ended);
      running.add(entry);
      clock.sleep(DEADLINE_MS, done.signal).then(
        () => entry.abort.abort(TOO_LATE),
        () => undefined,
      );
      try {
        return await work(entry.abort.signal);
      } finally {
        done.abort();
        running.delete(entry);
      }
    },
    async heed(signal, work) {
      const done = new AbortController();
      const late = new Promise<never>((_, reject) => {
        const wait = () =>
          void clock.sleep(LETTING_GO_MS, done.signal).then(
            () => reject(signal.reason),
            () => undefined,
          );
        if (signal.aborted) wait();
        else signal.addEventListener('abort', wait, { once: true, signal: done.signal });
      });
      try {
        return await Promise.race([work, late]);
      } finally {
        done.abort();
      }
    },
    interrupt(personId) {
      for (const entry of running) if (entry.personId === personId) entry.abort.abort(new AppError('unavailable', STOPPED));
    },
    end(reason) {
      ended = reason;
      for (const { abort } of running) abort.abort(reason);
    },
  };
}
const STOPPED = 'Stopped, as you said.';
