import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Address } from '../outbox/outbox.ts';

/** Why a running turn ends early. */
export type Interruption = 'stopped' | 'shutdown';

export interface Lanes {
  /** There is something to do in this conversation: do it after what runs there now. */
  wake(address: Address): void;
  /**
   * Ends what runs in the person's conversations; says how many turns that were. Nothing more is taken up until `cleared` settles:
   * what waited behind them is not to run in their place.
   */
  interrupt(personId: string, cleared: Promise<unknown>): number;
  /** True while a turn of this person runs. */
  busy(personId: string): boolean;
  /** Resolves when every lane is at rest. */
  settle(): Promise<void>;
  /** Interrupts every turn without ending it: it goes on at the next start. Resolves when all have let go. */
  stop(): Promise<void>;
}

/** One piece of a conversation's work: its person, and how to do it. */
interface LaneWork {
  readonly personId: string;
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** True when nothing waited behind it: what comes later wakes the lane. */
  readonly isLast: boolean;
}

/** `undefined` when nothing waits there. */
export type NextWork = (address: Address) => Promise<LaneWork | undefined>;

interface LaneDeps {
  readonly next: NextWork;
  readonly clock: Clock;
  readonly log: Log;
}

interface Lane {
  readonly wake: () => void;
  readonly done: Promise<void>;
}

interface Running {
  readonly personId: string;
  readonly abort: AbortController;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** One turn at a time in each conversation, conversations side by side. */
export function createLanes({ next, clock, log }: LaneDeps): Lanes {
  const lanes = new Map<string, Lane>();
  const running = new Set<Running>();
  /** Lanes that look for work just now, each with the persons who said stop meanwhile. */
  const looking = new Set<Set<string>>();
  const clearing = new Set<Promise<unknown>>();
  const stopping = new AbortController();

  function open(key: string, address: Address): Lane {
    let again = true;
    const done = (async () => {
      while (again && !stopping.signal.aborted) {
        again = false;
        await workThrough(address);
      }
      lanes.delete(key);
    })();
    return {
      wake() {
        again = true;
      },
      done,
    };
  }

  /** Until nothing waits, or we stop. What fails stays in its place and is tried again after a pause. */
  async function workThrough(address: Address): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        if (!(await doNext(address))) return;
        failures = 0;
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.error('lane-failed', { platform: address.platform, failures, ...describeError(error) });
        await clock.sleep(pauseMs(failures), stopping.signal).catch(() => undefined);
        failures += 1;
      }
    }
  }

  /** True when something was done and more may wait. */
  async function doNext(address: Address): Promise<boolean> {
    if (clearing.size > 0) await Promise.allSettled(clearing);
    const stopped = new Set<string>();
    looking.add(stopped);
    const work = await next(address).finally(() => looking.delete(stopped));
    if (!work || stopping.signal.aborted) return false;
    const entry: Running = { personId: work.personId, abort: new AbortController() };
    running.add(entry);
    if (stopped.has(work.personId)) entry.abort.abort('stopped' satisfies Interruption);
    try {
      await work.run(entry.abort.signal);
    } finally {
      running.delete(entry);
    }
    return !work.isLast;
  }

  return {
    wake(address) {
      if (stopping.signal.aborted) return;
      const key = `${address.platform} ${address.chat}`;
      const lane = lanes.get(key);
      if (lane) lane.wake();
      else lanes.set(key, open(key, address));
    },
    interrupt(personId, cleared) {
      clearing.add(cleared);
      const forget = () => void clearing.delete(cleared);
      cleared.then(forget, forget);
      for (const stopped of looking) stopped.add(personId);
      const own = [...running].filter((entry) => entry.personId === personId && !entry.abort.signal.aborted);
      for (const entry of own) entry.abort.abort('stopped' satisfies Interruption);
      return own.length;
    },
    busy: (personId) => [...running].some((entry) => entry.personId === personId),
    async settle() {
      while (lanes.size > 0) await Promise.all([...lanes.values()].map((lane) => lane.done));
    },
    async stop() {
      stopping.abort();
      for (const entry of running) entry.abort.abort('shutdown' satisfies Interruption);
      await Promise.all([...lanes.values()].map((lane) => lane.done));
    },
  };
}

function pauseMs(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
}
