import type { WebClient } from '@slack/web-api';
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../src/ground/clock.ts';
import type { Log } from '../../src/ground/log.ts';
import type { ChatHandlers, LastSeen } from '../../src/ports/chat.ts';
import { readHistory } from './history.ts';
import type { Intake } from './intake.ts';
import { describeTrouble, isChatGone, retryAfterMs } from './outcome.ts';
import { type Bot, instantOf } from './parse.ts';
import type { Conversation } from './place.ts';
import type { PastMessage } from './schema.ts';

/** A thread in which nobody wrote for so long is not looked into. */
const THREAD_AGE = { hours: 72 };
/** Our clock and Slack's may differ by as much. */
const SKEW = { seconds: 60 };
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

interface Gap {
  readonly channel: string;
  readonly since: Temporal.Instant;
}

export interface CatchUp {
  /** Reads back what came after each conversation was left; in the background, until it is done. */
  from(seen: readonly LastSeen[]): void;
  /** The same for every conversation, since then. */
  since(instant: Temporal.Instant): void;
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

  function begin(): void {
    if (stopping.signal.aborted) return;
    working ??= work().finally(() => {
      working = undefined;
    });
  }

  async function work(): Promise<void> {
    for (let failures = 0; (left.length > 0 || missed) && !stopping.signal.aborted; failures += 1) {
      const [gaps, since] = [left, missed];
      left = [];
      missed = undefined;
      const error = await closeGaps(gaps, since).then(
        () => undefined,
        (reason: unknown) => ({ reason }),
      );
      if (!error) return work();
      left = gaps;
      missed = earlier(missed, since);
      await pause(error.reason, failures);
    }
  }

  async function closeGaps(gaps: readonly Gap[], since: Temporal.Instant | undefined): Promise<void> {
    for (const gap of gaps) await readBack(gap);
    if (since) for (const gap of await everywhere(since)) await readBack(gap);
  }

  async function pause(error: unknown, failures: number): Promise<void> {
    if (stopping.signal.aborted) return;
    const waitMs = retryAfterMs(error) ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 5));
    log.warn('slack_catch_up_waits', { trouble: describeTrouble(error), waitMs });
    await clock.sleep(waitMs, stopping.signal).catch(() => undefined);
  }

  async function everywhere(since: Temporal.Instant): Promise<Gap[]> {
    return (await handlers.lastSeen('slack')).map(({ chat }) => ({ channel: chat, since }));
  }

  /** Nothing where we may not look any more: one conversation that is gone must not keep the others waiting. */
  async function read(conversation: Conversation, since: Temporal.Instant): Promise<PastMessage[]> {
    try {
      return await readHistory(web, conversation, since, stopping.signal);
    } catch (error) {
      if (!isChatGone(error)) throw error;
      log.warn('slack_conversation_gone', { trouble: describeTrouble(error) });
      return [];
    }
  }

  async function readBack({ channel, since }: Gap): Promise<void> {
    const { signal } = stopping;
    const recent = await read({ channel }, since.subtract(THREAD_AGE));
    const threads = recent.filter(({ ts, thread_ts, latest_reply }) => thread_ts === ts && isAfter(latest_reply, since));
    const replies: PastMessage[] = [];
    for (const { ts } of threads) {
      const thread = await read({ channel, thread: ts }, since);
      replies.push(...thread.filter((reply) => reply.ts !== ts));
    }
    for (const message of [...recent, ...replies].sort((a, b) => Number(a.ts) - Number(b.ts))) {
      signal.throwIfAborted();
      const event = eventFor(message, channel, since);
      if (event) await intake.pastEvent({ team_id: bot.team, event });
    }
  }

  return {
    from(seen) {
      left = seen.map(({ chat, at, messageId }) => ({ channel: chat, since: leftAt(at, messageId) }));
      begin();
    },
    since(instant) {
      missed = earlier(missed, instant);
      begin();
    },
    async stop() {
      stopping.abort();
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

/** As Slack would have brought it: the message, or the change of one that was stored before. */
function eventFor(message: PastMessage, channel: string, since: Temporal.Instant): object | undefined {
  const place = { type: 'message', channel, channel_type: 'im' };
  if (isAfter(message.ts, since)) return { ...message, ...place };
  if (!isAfter(message.edited?.ts, since)) return undefined;
  return { ...place, subtype: 'message_changed', ts: message.ts, message };
}

function isAfter(ts: string | null | undefined, since: Temporal.Instant): boolean {
  return ts !== undefined && ts !== null && Number(ts) * 1000 > since.epochMilliseconds;
}
