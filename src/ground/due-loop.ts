import type { Temporal } from 'temporal-polyfill';
import { createAlarm } from './alarm.ts';
import type { Clock } from './clock.ts';
import { msUntil } from './instants.ts';
import { describeError, type Log } from './log.ts';

/** What stands in a queue at one moment. */
export interface Look<T> {
  /** To be worked on now, side by side. */
  readonly due: readonly T[];
  /** When more falls due; undefined when nothing waits. */
  readonly next: Temporal.Instant | undefined;
  /** True when more is due already, behind what is under way. */
  readonly crowded: boolean;
}

/** Looks into a stored queue and works on what is due there. */
export interface DueLoop<T> {
  /** Works on what an earlier life left, then on whatever falls due. */
  start(left?: readonly T[]): void;
  /** Something was stored: look now. */
  kick(): void;
  /** Resolves when a look finds nothing due while nothing is under way; not before `start`. */
  settle(): Promise<void>;
  /** Looks no more; resolves when what is under way has ended. */
  stop(): Promise<void>;
}

interface DueLoopDeps<T> {
  readonly clock: Clock;
  readonly log: Log;
  /** Logged when a look fails; it is repeated a second later. */
  readonly lookFailed: string;
  /** What it gives as due is worked on in every case. */
  readonly look: (now: Temporal.Instant, underWay: readonly T[]) => Promise<Look<T>>;
  /** Resolves with true when the queue holds news that nobody kicks for, such as a later try; never rejects. */
  readonly work: (item: T, signal: AbortSignal) => Promise<boolean>;
}

/** A net under a missed kick. */
const LONGEST_SLEEP_MS = 60_000;
const AFTER_FAILURE_MS = 1000;

export function createDueLoop<T>({ clock, log, lookFailed, look, work }: DueLoopDeps<T>): DueLoop<T> {
  const alarm = createAlarm(clock);
  const stopping = new AbortController();
  const underWay = new Map<Promise<void>, T>();
  let crowded = false;
  let endedMeanwhile = false;
  let settling: (() => void)[] = [];
  let running: Promise<void> = Promise.resolve();

  function launch(item: T) {
    const working = work(item, stopping.signal).then((again) => {
      underWay.delete(working);
      endedMeanwhile = true;
      if (again || crowded || settling.length > 0) alarm.ring();
    });
    underWay.set(working, item);
  }

  async function lookOnce(): Promise<number> {
    const now = clock.now();
    endedMeanwhile = false;
    const found = await look(now, [...underWay.values()]);
    crowded = found.crowded;
    // What ended during the look could not know that more waits for its place.
    if (crowded && endedMeanwhile) alarm.ring();
    for (const item of found.due) launch(item);
    // Measured anew: the look took its time, and the clock may have been set meanwhile.
    return Math.min(LONGEST_SLEEP_MS, found.next ? msUntil(found.next, clock.now()) : LONGEST_SLEEP_MS);
  }

  async function run() {
    while (!stopping.signal.aborted) {
      const asked = settling;
      try {
        const ms = await lookOnce();
        tellIfSettled(asked);
        await alarm.wait(ms, stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.warn(lookFailed, describeError(error));
        await clock.sleep(AFTER_FAILURE_MS, stopping.signal).catch(() => undefined);
      }
    }
  }

  /** What waits for its turn behind something later is at rest; what ended during the look may have left more that is due. */
  function tellIfSettled(asked: readonly (() => void)[]) {
    if (underWay.size === 0 && !endedMeanwhile) tellSettled(asked);
  }

  /** Only those who asked before the look: what was stored since is not in it. */
  function tellSettled(asked: readonly (() => void)[]) {
    settling = settling.filter((tell) => !asked.includes(tell));
    for (const tell of asked) tell();
  }

  return {
    start(left = []) {
      for (const item of left) launch(item);
      running = run();
    },
    kick: alarm.ring,
    settle: () =>
      new Promise((resolve) => {
        settling = [...settling, resolve];
        alarm.ring();
      }),
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(underWay.keys());
      tellSettled(settling);
    },
  };
}
