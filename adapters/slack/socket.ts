import { SocketModeClient } from '@slack/socket-mode';
import type { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import { describeError, type Log } from '../../src/ground/log.ts';
import type { Random } from '../../src/ground/random.ts';
import { atStep } from '../../src/ground/steps.ts';
import { type SlackClient, silent } from './client.ts';
import type { Body, Front } from './front.ts';
import { describeTrouble } from './outcome.ts';

const HELLO_MS = 20_000;
const GOODBYE_MS = 2_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** A line that is dead without a word is noticed by a ping within this time (@slack/socket-mode, serverPingTimeout). */
const NOTICED_MS = 60_000;

interface Deps {
  readonly appToken: string;
  readonly client: SlackClient;
  readonly front: Front;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Connected again: what came since then may never have reached us. */
  readonly onGap: (since: Temporal.Instant) => void;
}

interface Envelope {
  readonly body: Body;
  readonly ack: (answer?: object) => Promise<void>;
}

export interface Socket {
  /** Resolves once Slack has said hello. Rejects with what stands in the way. */
  open(): Promise<void>;
  /** Takes no more; resolves when the line is closed. */
  close(): Promise<void>;
}

/** Socket Mode. Slack closes the line every few hours: we open the next one at once, where the SDK would first wait for five seconds. */
export function createSocket({ appToken, client, front, clock, random, log, onGap }: Deps): Socket {
  const socket = new SocketModeClient({ appToken, clientOptions: client.options, logger: silent, autoReconnectEnabled: false });
  const closing = new AbortController();
  let kept: Promise<void> | undefined;

  socket.on('slack_event', (envelope: Envelope) => {
    if (!closing.signal.aborted) void take(envelope);
  });

  async function take({ body, ack }: Envelope): Promise<void> {
    try {
      // Slack brings it again over the next line when this one is gone.
      await front.take(body, (answer) => atStep('acked', () => ack(answer)).catch(() => undefined));
    } catch (error) {
      log.warn('slack_unacknowledged', describeError(error));
    }
  }

  async function connect(): Promise<void> {
    const greeted = new AbortController();
    const late = clock.sleep(HELLO_MS, greeted.signal).then(
      () => {
        throw new AppError('unavailable', 'Slack did not say hello.');
      },
      () => undefined,
    );
    try {
      await Promise.race([socket.start(), late.then(() => new Promise<never>(() => undefined))]);
    } catch (error) {
      await hangUp();
      throw error;
    } finally {
      greeted.abort();
    }
  }

  async function hangUp(): Promise<void> {
    const gone = socket.disconnect().catch(() => undefined);
    const over = new AbortController();
    await Promise.race([gone, clock.sleep(GOODBYE_MS, over.signal).catch(() => undefined)]);
    over.abort();
    // A second call cuts a line on which nobody answers.
    void socket.disconnect().catch(() => undefined);
  }

  /** Until we close: waits for the line to end, and opens the next. */
  async function keepOpen(): Promise<void> {
    while (!closing.signal.aborted) {
      await lineEnds();
      if (closing.signal.aborted) return;
      const since = clock.now().subtract({ milliseconds: NOTICED_MS });
      await reconnect();
      if (!closing.signal.aborted) onGap(since);
    }
  }

  function lineEnds(): Promise<void> {
    return new Promise((resolve) => {
      socket.once('disconnected', () => resolve());
      closing.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  async function reconnect(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; failures += 1) {
      try {
        return await connect();
      } catch (error) {
        const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 5) * (1 + random.fraction() / 4));
        log.warn('slack_line_failed', { trouble: describeTrouble(error), waitMs });
        await clock.sleep(waitMs, closing.signal).catch(() => undefined);
      }
    }
  }

  return {
    async open() {
      await connect();
      kept = keepOpen();
    },
    async close() {
      closing.abort();
      await hangUp();
      await kept;
    },
  };
}
