import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Clock } from '../../src/ground/clock.ts';
import type { Log } from '../../src/ground/log.ts';
import type { ChatHandlers, LastSeen } from '../../src/ports/chat.ts';
import type { DiscordApi } from './call.ts';
import type { Intake } from './intake.ts';
import { isRefused } from './outcome.ts';
import { createPace } from './pace.ts';
import { parseMessage, type Self } from './parse.ts';
import { isLater, snowflakeAt } from './snowflake.ts';

/** Discord, get channel messages: 1-100 at a time. */
const PAGE = 100;
/** A conversation that went on without us for longer than this is not read to its end. */
const MOST_PAGES = 50;
/** Discord takes 50 requests a second from a bot (rate limits, "Global Rate Limit"): half of them stay free for what people wait for. */
const PAGES_A_SECOND = 25;

interface Deps {
  readonly api: DiscordApi;
  readonly intake: Intake;
  readonly handlers: Pick<ChatHandlers, 'lastSeen'>;
  readonly self: Self;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * What people wrote while no session of ours heard it, by chat: read from the histories of the direct conversations, from the newest
 * stored message on. A bot cannot ask which conversations it has, so they are those the core knows.
 */
export async function readBack(deps: Deps): Promise<Map<string, () => Promise<void>>> {
  const { api, intake, handlers, self, clock, log } = deps;
  const pace = createPace(clock, PAGES_A_SECOND);
  const conversations = await intake.insist('discord_catch_up_waits', () => handlers.lastSeen('discord'));

  /** Stores what stands right behind `after`; gives where to go on, undefined at the end. */
  async function readPage(chat: string, after: string): Promise<string | undefined> {
    const messages = await intake.insist('discord_catch_up_waits', async (signal) => {
      await pace(signal);
      return history(api, chat, after);
    });
    const found = messages.map((json) => parseMessage(json, self));
    for (const one of found) if (one.kind === 'message') await intake.store(one.message);
    return messages.length < PAGE ? undefined : messages.at(-1)?.id;
  }

  async function readChat({ chat, at, messageId }: LastSeen): Promise<void> {
    let after: string | undefined = messageId ?? snowflakeAt(Temporal.Instant.from(at).epochMilliseconds);
    for (let pages = 0; pages < MOST_PAGES && after !== undefined; pages += 1) after = await readPage(chat, after);
    if (after !== undefined) log.warn('discord_catch_up_ended', { pages: MOST_PAGES });
  }

  return new Map(conversations.map((seen) => [seen.chat, () => readChat(seen)]));
}

const page = z.array(z.looseObject({ id: z.string().regex(/^\d+$/) }));
export type HistoryMessage = z.infer<typeof page>[number];

/** The messages right behind `after`, oldest first, at most 100; none where we may not look any more. */
export async function history(api: DiscordApi, chat: string, after: string): Promise<HistoryMessage[]> {
  try {
    const query = { after, limit: String(PAGE) };
    const messages = page.parse(await api.request('GET', `/channels/${chat}/messages`, { query }));
    return messages.sort((one, other) => (isLater(one.id, other.id) ? 1 : -1));
  } catch (error) {
    if (isRefused(error, 10003, 50001, 50013)) return [];
    throw error;
  }
}
