import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Address } from '../outbox/outbox.ts';

/** Why a running turn ends early. */
export type Interruption = 'stopped' | 'shutdown';

export interface Lanes {
  /** There is something to do in this conversation: do it after what runs there now. */
  wake(address: Address): void;
  /** Ends what runs in the person's conversations; says how many turns that were. */
  interrupt(personId: string): number;
  /** True while a turn of this person runs. */
  busy(personId: string): boolean;
  /** Resolves when every lane is at rest. */
  settle(): Promise<void>;
  /** Interrupts every turn without ending it: it goes on at the next start. Resolves when all have let go. */
  stop(): Promise<void>;
}

/** One piece of a conversation's work: its person, and how to do it. `undefined` when nothing waits there. */
export type NextWork = (
  address: Address,
) => Promise<{ readonly personId: string; readonly run: (signal: AbortSignal) => Promise<void> } | undefined>;

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

const PAUSE_AFTER_FAILURE_MS = 1000;

/** One turn at a time in each conversation, conversations side by side. */
export function createLanes({ next, clock, log }: LaneDeps): Lanes {
  const lanes = new Map<string, Lane>();
  const running = new Set<Running>();
  let stopping = false;

  function open(key: string, address: Address): Lane {
    let again = true;
    const done = (async () => {
      while (again && !stopping) {
        again = false;
        while (!stopping && (await doNext(address))) {
          // until nothing waits
        }
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

  /** True when something was done, so that more may wait. */
  async function doNext(address: Address): Promise<boolean> {
    try {
      const work = await next(address);
      if (!work) return false;
      const entry: Running = { personId: work.personId, abort: new AbortController() };
      running.add(entry);
      try {
        await work.run(entry.abort.signal);
      } finally {
        running.delete(entry);
      }
    } catch (error) {
      if (stopping) return false;
      log.error('lane-failed', { platform: address.platform, ...describeError(error) });
      await clock.sleep(PAUSE_AFTER_FAILURE_MS);
    }
    return true;
  }

  return {
    wake(address) {
      if (stopping) return;
      const key = `${address.platform} ${address.chat}`;
      const lane = lanes.get(key);
      if (lane) lane.wake();
      else lanes.set(key, open(key, address));
    },
    interrupt(personId) {
      const own = [...running].filter((entry) => entry.personId === personId && !entry.abort.signal.aborted);
      for (const entry of own) entry.abort.abort('stopped' satisfies Interruption);
      return own.length;
    },
    busy: (personId) => [...running].some((entry) => entry.personId === personId),
    async settle() {
      while (lanes.size > 0) await Promise.all([...lanes.values()].map((lane) => lane.done));
    },
    async stop() {
      stopping = true;
      for (const entry of running) entry.abort.abort('shutdown' satisfies Interruption);
      await Promise.all([...lanes.values()].map((lane) => lane.done));
    },
  };
}
