import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { Log } from '../../src/ground/log.ts';
import type { Random } from '../../src/ground/random.ts';
import type { ChatAdapter, ChatHandlers } from '../../src/ports/chat.ts';
import { createCatchUp } from './catch-up.ts';
import { createSlackClient } from './client.ts';
import { downloadFile } from './download.ts';
import { createFront, type Front } from './front.ts';
import { createHttpHandler, type SlackHttpHandler } from './http.ts';
import { createIntake } from './intake.ts';
import { describeTrouble, isTokenGone, platformError } from './outcome.ts';
import type { Bot } from './parse.ts';
import { createPeople } from './people.ts';
import { parseChat } from './place.ts';
import { createSender } from './send.ts';
import { createSocket } from './socket.ts';

/** How Slack reaches us. */
export type SlackLine =
  | { readonly kind: 'socket'; readonly appToken: string }
  | {
      readonly kind: 'http';
      /** Signs every request. */
      readonly secret: string;
      readonly path: string;
      readonly listen: (path: string, handler: SlackHttpHandler) => Promise<{ close(): Promise<void> }>;
    };

interface Options {
  readonly token: string;
  /** Without one, Slack's own. */
  readonly apiUrl?: string;
  readonly line: SlackLine;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** A message that could not be stored came within this time. */
const MISSED_MS = 60_000;

export function createSlackAdapter({ token, line, clock, random, log, ...rest }: Options): ChatAdapter {
  const apiUrl = (rest.apiUrl ?? 'https://slack.com/api').replace(/\/+$/, '');
  const client = createSlackClient(token, apiUrl, clock);
  const { web } = client;
  let bot: Bot | undefined;
  /** Ends what start began. */
  let end: () => Promise<void> = async () => undefined;

  async function whoAmI(): Promise<Bot> {
    try {
      const { team_id: team, user_id: user, user: name } = await web.auth.test();
      if (!team || !user) throw new AppError('unavailable', 'Slack did not say who we are.');
      return { team, user, name: name ?? '' };
    } catch (error) {
      throw toStartError(error, 'SLACK_BOT_TOKEN', 'the Bot User OAuth Token of your app, under "Install App"');
    }
  }

  async function begin(handlers: ChatHandlers, me: Bot): Promise<void> {
    // Asked before anything new can come in.
    const seen = await handlers.lastSeen('slack');
    const onMissed = () => catchUp.since(clock.now().subtract({ milliseconds: MISSED_MS }));
    const caughtUp = (channel: string | undefined) => catchUp.caughtUp(channel);
    const people = createPeople(web, clock);
    const intake = createIntake({ web, people, bot: me, handlers, clock, log, caughtUp, onMissed });
    const catchUp = createCatchUp({ web, bot: me, intake, handlers, clock, log });
    const front = createFront(intake, token, client);
    let hangUp: () => Promise<void> = async () => undefined;
    end = async () => {
      await hangUp();
      await catchUp.stop();
      await intake.settled();
    };
    catchUp.expect(seen);
    hangUp = await open(front, catchUp.since);
    catchUp.begin();
  }

  /** Connects, and gives what ends the connection. */
  async function open(front: Front, onGap: Parameters<typeof createSocket>[0]['onGap']): Promise<() => Promise<void>> {
    if (line.kind === 'http') {
      const listener = await line.listen(line.path, createHttpHandler({ front, secret: line.secret, clock, log }));
      return () => listener.close();
    }
    const socket = createSocket({ appToken: line.appToken, client, front, clock, random, log, onGap });
    try {
      await socket.open();
    } catch (error) {
      throw toStartError(error, 'SLACK_APP_TOKEN', 'an App-Level Token of your app with connections:write');
    }
    return () => socket.close();
  }

  return {
    platform: 'slack',
    exactlyOnce: true,
    ...createSender(client, () => bot),
    async start(handlers) {
      bot = await whoAmI();
      try {
        await begin(handlers, bot);
      } catch (error) {
        await end();
        throw error;
      }
      return { handle: bot.name };
    },
    async typing(chat) {
      const { channel, thread } = parseChat(chat);
      // Slack shows such a thing in threads alone; the next message there ends it.
      if (thread === undefined) return;
      const status = { channel_id: channel, thread_ts: thread, status: 'is working on it ...' };
      await web.assistant.threads.setStatus(status).catch(() => undefined);
    },
    download: (ref, signal) => downloadFile(client, token, apiUrl, ref, signal),
    stop: () => end(),
  };
}

/** Without a cause: it could quote a token. */
function toStartError(error: unknown, setting: string, what: string): unknown {
  if (error instanceof AppError) return error;
  const code = platformError(error);
  if (isTokenGone(error) || code === 'not_allowed_token_type' || code === 'missing_scope' || code === 'no_permission') {
    return new AppError('config', `Slack refuses ${setting} (${code}). Set it to ${what}; the README says how.`);
  }
  return new AppError('unavailable', `Slack cannot be reached (${describeTrouble(error)}). It is tried again by itself.`);
}
