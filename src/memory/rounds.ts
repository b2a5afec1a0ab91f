import { createAlarm } from '../ground/alarm.ts';
import type { Clock } from '../ground/clock.ts';
import { isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';

/** Background work on whole persons, in rounds. */
export interface Rounds {
  /** This person's turn comes some seconds later; what is asked for meanwhile is done in one go. */
  soon(personId: string): void;
  /** Does it now, and resolves when nothing is left; while the work fails, not before it succeeds or `stop` is called. */
  settle(): Promise<void>;
  /** Ends after the person in hand. */
  stop(): Promise<void>;
}

interface Deps {
  readonly clock: Clock;
  readonly log: Log;
  /** Logged with each failure; the work is tried again, however long it takes. */
  readonly failed: string;
  readonly work: (personId: string, signal: AbortSignal) => Promise<void>;
}

/** Milliseconds. */
const GATHER_MS = 3_000;
const LONGEST_WAIT_MS = 5 * 60_000;

export function createRounds({ clock, log, failed, work }: Deps): Rounds {
  const wanted = new Set<string>();
  const stopping = new AbortController();
  const alarm = createAlarm(clock);
  let running: Promise<void> | undefined;
  let settling = 0;

  function soon(personId: string): void {
    if (stopping.signal.aborted) return;
    wanted.add(personId);
    running ??= run().finally(() => {
      running = undefined;
      // Somebody may have been added between the last look and here.
      for (const left of wanted) soon(left);
    });
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (wanted.size > 0 && !stopping.signal.aborted) {
      if (settling === 0) await alarm.wait(GATHER_MS, stopping.signal).catch(() => undefined);
      // Taken out first: who is wanted while this runs comes again.
      const round = [...wanted];
      wanted.clear();
      for (const personId of round) failures = await attempt(personId, failures);
    }
  }

  /** How often in a row it has failed by now. */
  async function attempt(personId: string, failures: number): Promise<number> {
    if (stopping.signal.aborted) return failures;
    try {
      await work(personId, stopping.signal);
      return 0;
    } catch (error) {
      wanted.add(personId);
      log.warn(failed, { failures, ...describeError(error) });
      await clock.sleep(backoffMs(failures, error), stopping.signal).catch(() => undefined);
      return failures + 1;
    }
  }

  async function settle(): Promise<void> {
    settling += 1;
    alarm.ring();
    while (running !== undefined) await running;
    settling -= 1;
  }

  return {
    soon,
    settle,
    async stop() {
      stopping.abort(new Error('the work on memory is stopped'));
      await settle();
    },
  };
}

function backoffMs(failures: number, error: unknown): number {
  const asked = isAppError(error) ? error.retryAfterMs : undefined;
  return Math.min(LONGEST_WAIT_MS, asked ?? 1_000 * 2 ** Math.min(failures, 10));
}
