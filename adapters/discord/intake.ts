import type { Clock } from '../../src/ground/clock.ts';
import { describeError, type Log } from '../../src/ground/log.ts';
import type { Random } from '../../src/ground/random.ts';
import { atStep } from '../../src/ground/steps.ts';
import type { ChatHandlers, IncomingMessage } from '../../src/ports/chat.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Hands messages to the core: in the order of their chat, chats side by side, each until it is stored. */
export interface Intake {
  /** Resolves when the message is stored; rejects when we were stopped before. */
  take(message: IncomingMessage): Promise<void>;
  /** What comes in from now on waits until the work is done; then each of the chats that it names is read first. Never rejects. */
  readFirst(work: () => Promise<ReadonlyMap<string, () => Promise<void>>>): void;
  /** Stores one message now, again and again until it is; for use within a chat's own reading. */
  store(message: IncomingMessage): Promise<void>;
  /** Does something that Discord can fail at, again and again until it is done; rejects when we are stopped, and aborts the signal. */
  insist<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Lets no more in; resolves when everything in hand has settled. */
  stop(): Promise<void>;
}

interface Deps {
  readonly handlers: Pick<ChatHandlers, 'onMessage'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Discord brings nothing a second time by itself: what could not be stored is tried again here, and else read back from the history. */
export function createIntake({ handlers, clock, random, log }: Deps): Intake {
  const stopped = new AbortController();
  const chats = new Map<string, Promise<void>>();
  /** What a chat has to read before anything else. */
  const missed = new Map<string, () => Promise<void>>();
  let gate: Promise<void> = Promise.resolve();

  async function insist<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures += 1) {
      stopped.signal.throwIfAborted();
      try {
        return await work(stopped.signal);
      } catch (error) {
        stopped.signal.throwIfAborted();
        const waitMs = backoffMs(failures, random);
        log.warn(what, { waitMs, ...describeError(error) });
        await clock.sleep(waitMs, stopped.signal);
      }
    }
  }

  /** Behind whatever is under way in the chat, and behind what was missed there. */
  function inTurn(chat: string, work: () => Promise<void>): Promise<void> {
    const before = chats.get(chat) ?? Promise.resolve();
    const own = before.then(async () => {
      await gate;
      const read = missed.get(chat);
      missed.delete(chat);
      await read?.();
      await work();
    });
    const settled = own
      .catch(() => undefined)
      .then(() => {
        if (chats.get(chat) === settled) chats.delete(chat);
      });
    chats.set(chat, settled);
    return own;
  }

  const store = (message: IncomingMessage) =>
    insist('discord_store_failed', () => atStep('received', () => handlers.onMessage(message)));

  return {
    store,
    insist,
    take: (message) => inTurn(message.chat, () => store(message)),
    readFirst(work) {
      gate = gate
        .then(work)
        .then((readings) => {
          for (const [chat, read] of readings) missed.set(chat, read);
          for (const chat of readings.keys()) inTurn(chat, async () => undefined).catch(() => undefined);
        })
        .catch(() => undefined);
    },
    async stop() {
      stopped.abort(new Error('stopped'));
      await gate;
      while (chats.size > 0) await Promise.all(chats.values());
    },
  };
}

/** Doubles from 1 s to 30 s, a little scattered so that many do not come back at once. */
function backoffMs(failures: number, random: Random): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 5) * (1 + random.fraction() / 4));
}
