import type { WebClient } from '@slack/web-api';
import type { Temporal } from 'temporal-polyfill';
import type { Log } from '../../src/ground/log.ts';
import { readHistory } from './history.ts';
import type { Intake } from './intake.ts';
import { describeTrouble, isFutile } from './outcome.ts';
import type { Bot } from './parse.ts';
import type { Conversation } from './place.ts';
import type { PastMessage } from './schema.ts';

/** A thread in which nobody wrote for so long is not looked into. */
const THREAD_AGE = { hours: 72 };

/** A direct conversation of which nothing is known since then. */
export interface Gap {
  readonly channel: string;
  readonly since: Temporal.Instant;
}

interface Deps {
  readonly web: WebClient;
  readonly bot: Bot;
  readonly intake: Intake;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Hands over what was written in the gap, replies in threads and changes too, in the order of time: killed in between, it goes on where it was. Rejects when it must be tried again. */
export async function readBack({ web, bot, intake, log, signal }: Deps, { channel, since }: Gap): Promise<void> {
  /** Nothing where we may not look: a conversation that cannot be read must not keep itself and the others waiting. */
  async function read(conversation: Conversation, from: Temporal.Instant): Promise<PastMessage[]> {
    try {
      return await readHistory(web, conversation, from, signal);
    } catch (error) {
      if (!isFutile(error)) throw error;
      log.warn('slack_conversation_unreadable', { trouble: describeTrouble(error) });
      return [];
    }
  }

  const recent = await read({ channel }, since.subtract(THREAD_AGE));
  const threads = recent.filter(({ ts, thread_ts, latest_reply }) => thread_ts === ts && isAfter(latest_reply, since));
  const replies: PastMessage[] = [];
  for (const { ts } of threads) {
    const thread = await read({ channel, thread: ts }, since);
    replies.push(...thread.filter((reply) => reply.ts !== ts));
  }
  const events = [...recent, ...replies].flatMap((message) => eventFor(message, channel, since) ?? []);
  for (const { event } of events.sort((a, b) => a.at - b.at)) {
    signal.throwIfAborted();
    await intake.pastEvent({ team_id: bot.team, event });
  }
}

interface Missed {
  /** Slack's time of it, in seconds. */
  readonly at: number;
  readonly event: object;
}

/** As Slack would have brought it: the message, or the change of one that was stored before. */
function eventFor(message: PastMessage, channel: string, since: Temporal.Instant): Missed | undefined {
  const place = { type: 'message', channel, channel_type: 'im' };
  if (isAfter(message.ts, since)) return { at: Number(message.ts), event: { ...message, ...place } };
  if (!isAfter(message.edited?.ts, since)) return undefined;
  return { at: Number(message.edited?.ts), event: { ...place, subtype: 'message_changed', ts: message.ts, message } };
}

function isAfter(ts: string | null | undefined, since: Temporal.Instant): boolean {
  return ts !== undefined && ts !== null && Number(ts) * 1000 > since.epochMilliseconds;
}
