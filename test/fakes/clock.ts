import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../src/ground/clock.ts';

/** A clock that stands still until the test turns it. */
export interface FakeClock extends Clock {
  /** Moves on by `ms`: wakes whoever sleeps until then, each at its own time, and lets its work settle before the next. */
  advance(ms: number): Promise<void>;
  advanceTo(instant: Temporal.Instant | string): Promise<void>;
  /** Jumps, also backwards, as when the machine's clock is set; sleepers keep sleeping for as long as they had left. */
  jumpTo(instant: Temporal.Instant | string): void;
  /** Resolves once at least `count` sleeps are under way: the parts under test have done their work and wait again. */
  untilAsleep(count: number): Promise<void>;
}

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

export function createFakeClock(startIso: string): FakeClock {
  let nowMs = Temporal.Instant.from(startIso).epochMilliseconds;
  /** What the clock has really run, without jumps: sleeping is measured on this. */
  let ranMs = 0;
  let sleepers: Sleeper[] = [];
  let watchers: { readonly count: number; readonly done: () => void }[] = [];

  const tellWatchers = () => {
    const satisfied = watchers.filter((watcher) => sleepers.length >= watcher.count);
    watchers = watchers.filter((watcher) => sleepers.length < watcher.count);
    for (const watcher of satisfied) watcher.done();
  };

  const run = (ms: number) => {
    nowMs += ms;
    ranMs += ms;
  };

  const advance = async (ms: number) => {
    const target = ranMs + ms;
    await settle();
    for (;;) {
      const next = sleepers.filter((sleeper) => sleeper.wakesAt <= target).sort((a, b) => a.wakesAt - b.wakesAt)[0];
      if (!next) break;
      run(Math.max(0, next.wakesAt - ranMs));
      sleepers = sleepers.filter((sleeper) => sleeper !== next);
      next.wake();
      await settle();
    }
    run(target - ranMs);
    await settle();
  };

  return {
    // Whoever slept for a part of a millisecond reads whole ones, too.
    now: () => Temporal.Instant.fromEpochMilliseconds(Math.floor(nowMs)),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        if (ms <= 0) return resolve();
        const abort = () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          wakesAt: ranMs + ms,
          wake() {
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        signal?.addEventListener('abort', abort, { once: true });
        sleepers.push(sleeper);
        tellWatchers();
      }),
    advance,
    advanceTo: (instant) => advance(Temporal.Instant.from(instant).epochMilliseconds - nowMs),
    jumpTo(instant) {
      nowMs = Temporal.Instant.from(instant).epochMilliseconds;
    },
    untilAsleep: (count) =>
      new Promise((resolve) => {
        watchers.push({ count, done: resolve });
        tellWatchers();
      }),
  };
}

/** A few rounds of the event loop: enough for chains of promises, not for real input and output (`untilAsleep` is). */
async function settle(): Promise<void> {
  for (let round = 0; round < 10; round += 1) await new Promise((resolve) => setImmediate(resolve));
}
