import type { WebClient } from '@slack/web-api';
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { Log } from '../../src/ground/log.ts';
import type { ChatHandlers, LastSeen } from '../../src/ports/chat.ts';
import type { Intake } from './intake.ts';
import { describeTrouble, retryAfterMs } from './outcome.ts';
import { type Bot, instantOf } from './parse.ts';
import { type Gap, readBack } from './read-back.ts';

/** Our clock and Slack's may differ by as much. */
const SKEW = { seconds: 60 };
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

export interface CatchUp {
  /** Each of these conversations is to be read from where it was left, and until then nothing newer gets in. */
  expect(seen: readonly LastSeen[]): void;
  /** Reads what is to be read, in the background, until it is done. */
  begin(): void;
  /** Reads every conversation, since then. */
  since(instant: Temporal.Instant): void;
  /** Resolves once this direct conversation, or without one each of them, has been read; rejects when we stop before. */
  caughtUp(channel: string | undefined): Promise<void>;
  /** Resolves when it has let go. */
  stop(): Promise<void>;
}

interface Deps {
  readonly web: WebClient;
  readonly bot: Bot;
  readonly intake: Intake;
  readonly handlers: ChatHandlers;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Slack brings a message at most four times. What was not stored by then, or came while nobody was connected, is read from the history of
 * the direct conversations: what is stored already has the same key, and comes to nothing.
 */
export function createCatchUp({ web, bot, intake, handlers, clock, log }: Deps): CatchUp {
  const stopping = new AbortController();
  let left: readonly Gap[] = [];
  /** Since when something may be missing anywhere. */
  let missed: Temporal.Instant | undefined;
  let working: Promise<void> | undefined;
  /** Looks of those who wait behind a gap, in the order in which they came, and where. */
  const waiting = new Map<() => void, string | undefined>();

  function begin(): void {
    if (stopping.signal.aborted) return;
    working ??= work().finally(() => {
      working = undefined;
    });
  }

  async function work(): Promise<void> {
    for (let failures = 0; isBehind(undefined) && !stopping.signal.aborted; failures += 1) {
      try {
        await closeGaps();
        failures = 0;
      } catch (error) {
        await pause(error, failures);
      }
    }
  }

  /** Until there are none, those that turn up meanwhile too. */
  async function closeGaps(): Promise<void> {
    while (isBehind(undefined)) {
      if (missed) await expectEverywhere(missed);
      const gap = nextGap();
      if (gap) await readBack({ web, bot, intake, log, signal: stopping.signal }, gap);
      left = left.filter((one) => one !== gap);
      for (const look of [...waiting.keys()]) look();
    }
  }

  /** Where somebody waits comes first: a command is let go of after two seconds. */
  function nextGap(): Gap | undefined {
    const awaited = new Set(waiting.values());
    return left.find(({ channel }) => awaited.has(channel)) ?? left[0];
  }

  async function expectEverywhere(since: Temporal.Instant): Promise<void> {
    const seen = await handlers.lastSeen('slack');
    left = [...left, ...seen.map(({ chat }) => ({ channel: chat, since }))];
    if (missed === since) missed = undefined;
  }

  function isBehind(channel: string | undefined): boolean {
    return missed !== undefined || (channel === undefined ? left.length > 0 : left.some((gap) => gap.channel === channel));
  }

  function caughtUp(channel: string | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (isBehind(channel) && !stopping.signal.aborted) return;
        waiting.delete(look);
        if (stopping.signal.aborted) reject(new AppError('unavailable', 'We are stopping.'));
        else resolve();
      };
      waiting.set(look, channel);
      look();
    });
  }

  async function pause(error: unknown, failures: number): Promise<void> {
    if (stopping.signal.aborted) return;
    const waitMs = retryAfterMs(error) ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 5));
    log.warn('slack_catch_up_waits', { trouble: describeTrouble(error), waitMs });
    await clock.sleep(waitMs, stopping.signal).catch(() => undefined);
  }

  return {
    expect(seen) {
      left = seen.map(({ chat, at, messageId }) => ({ channel: chat, since: leftAt(at, messageId) }));
    },
    begin,
    caughtUp,
    since(instant) {
      missed = earlier(missed, instant);
      begin();
    },
    async stop() {
      stopping.abort();
      for (const look of [...waiting.keys()]) look();
      await working;
    },
  };
}

/** Slack's own time of the last message, unless our clock heard of a later one: what was forgotten since must not come back. */
function leftAt(at: string, messageId: string | undefined): Temporal.Instant {
  const heard = Temporal.Instant.from(at).subtract(SKEW);
  const written = messageId !== undefined && /^\d{9,11}\.\d+$/.test(messageId) ? instantOf(messageId) : heard;
  return Temporal.Instant.compare(written, heard) > 0 ? written : heard;
}

function earlier(a: Temporal.Instant | undefined, b: Temporal.Instant | undefined): Temporal.Instant | undefined {
  return a && b ? (Temporal.Instant.compare(a, b) < 0 ? a : b) : (a ?? b);
}
