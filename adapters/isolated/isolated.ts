import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import { orLeave } from '../../src/ground/or-leave.ts';
import { type Child, notStarted, startChild } from './child-process.ts';
import type { Answer } from './messages.ts';

interface IsolatedDeps {
  readonly clock: Clock;
  /** What runs in the child (serve.ts). */
  readonly program: URL;
  /** Resident memory of the child process, in bytes. */
  readonly mostMemory?: number;
}

/** How one thing is to be read. */
export interface Reading {
  /** Processor time: however busy the machine is, what is honest gets its share. */
  readonly mostCpuMs: number;
  /** By the clock, from when the child is there. */
  readonly mostMs: number;
  /** For what takes longer than that, or more memory than there may be, or breaks the child. */
  readonly tooMuch: AppError;
}

/** Starts no process before one is needed. */
export interface Isolated {
  /** What the child makes of it, unchecked. Rejects with `invalid` for what it refuses, with `unavailable` where it cannot be started. */
  ask(request: object, reading: Reading, signal: AbortSignal): Promise<unknown>;
  /** Ends the process that is there; the next one who asks starts another. */
  close(): void;
}

const MOST_MEMORY = 400 * 1024 * 1024;
const START_MS = 20_000;
/** How long a child waits for the next thing. */
const IDLE_MS = 3000;

/** Reads in a process of its own, one thing after the other, what may make its reader break, hang or swell: nothing else notices. */
export function createIsolated({ clock, program, mostMemory = MOST_MEMORY }: IsolatedDeps): Isolated {
  let child: Child | undefined;
  let idle = new AbortController();
  let last: Promise<unknown> = Promise.resolve();

  function close(): void {
    idle.abort();
    child?.kill();
    child = undefined;
  }

  async function within<T>(ms: number, work: Promise<T>, error: AppError): Promise<T> {
    const over = new AbortController();
    const tooLong = clock.sleep(ms, over.signal).then(() => {
      throw error;
    });
    return Promise.race([work, tooLong]).finally(() => over.abort());
  }

  async function started(): Promise<Child> {
    if (child?.isAlive()) return child;
    const one = startChild({ mostMemory, program });
    child = one;
    await within(START_MS, one.ready, notStarted());
    return one;
  }

  async function answerTo(request: object, { mostCpuMs, mostMs, tooMuch }: Reading, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    idle.abort();
    const answered = started().then((one) => within(mostMs, one.ask({ request, mostCpuMs }, tooMuch), tooMuch));
    try {
      return await orLeave(answered, signal);
    } catch (error) {
      close(); // it may still be at it
      throw error;
    } finally {
      idle = new AbortController();
      clock.sleep(IDLE_MS, idle.signal).then(close, () => undefined);
    }
  }

  return {
    close,
    async ask(request, reading, signal) {
      signal.throwIfAborted();
      const turn = last.then(() => answerTo(request, reading, signal));
      last = turn.catch(() => undefined);
      return valueIn(await orLeave(turn, signal));
    },
  };
}

function valueIn(answer: Answer): unknown {
  switch (answer.state) {
    case 'read':
      return answer.value;
    case 'refused':
      throw new AppError('invalid', answer.reason);
    case 'ready':
      throw new Error('a child spoke out of turn');
  }
}
