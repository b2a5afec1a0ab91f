import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { Log } from '../../src/ground/log.ts';
import type { Random } from '../../src/ground/random.ts';
import type { ChatAdapter, ChatHandlers, MenuCommand } from '../../src/ports/chat.ts';
import { createAnswers } from './answers.ts';
import { createDiscordApi } from './call.ts';
import { readBack } from './catch-up.ts';
import { registerCommands } from './commands.ts';
import { downloadFile } from './download.ts';
import { createEventHandler } from './events.ts';
import { createGateway } from './gateway.ts';
import { createIntake } from './intake.ts';
import { createInteractions } from './interactions.ts';
import { describeTrouble, isUnauthorized } from './outcome.ts';
import type { Self } from './parse.ts';
import { createReplies } from './replies.ts';
import { applicationSchema } from './schema.ts';
import { createSender } from './send.ts';

interface Options {
  readonly token: string;
  /** Without one, Discord's own. */
  readonly apiUrl?: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** View channels, send messages, read their history: for mentions in a server. Direct conversations need none. */
const PERMISSIONS = (1 << 10) | (1 << 11) | (1 << 16);

export function createDiscordAdapter({ token, clock, random, log, ...rest }: Options): ChatAdapter {
  const apiUrl = (rest.apiUrl ?? 'https://discord.com/api').replace(/\/+$/, '');
  const api = createDiscordApi(token, apiUrl, clock);
  const replies = createReplies(api, clock, log);
  let self: Self | undefined;
  /** Ends what start began. */
  let end: () => Promise<void> = async () => undefined;

  async function listen(us: Self, handlers: ChatHandlers): Promise<void> {
    const intake = createIntake({ handlers, clock, random, log });
    const answers = createAnswers(api, log);
    const interactions = createInteractions({ answers, intake, replies, handlers, clock, log });

    const onEvent = createEventHandler({ self: us, intake, interactions, log });
    const onSession = () => intake.readFirst(() => readBack({ api, intake, handlers, self: us, clock, log }));
    const gateway = createGateway({ api, token, clock, log, onSession, onEvent });
    end = async () => {
      await gateway.close();
      await intake.stop();
      await interactions.settled();
      await replies.stop();
    };
    await gateway.open();
  }

  async function start(handlers: ChatHandlers, menu: readonly MenuCommand[]) {
    const { id: applicationId, bot } = applicationSchema.parse(await api.request('GET', '/applications/@me'));
    self = { applicationId, userId: bot.id };
    await registerCommands(api, applicationId, menu);
    await listen(self, handlers);
    const query = new URLSearchParams({
      client_id: applicationId,
      scope: 'bot applications.commands',
      permissions: String(PERMISSIONS),
    });
    const installLink = `https://discord.com/oauth2/authorize?${query}`;
    log.info('discord_connected', { installLink });
    return { handle: bot.username, installLink };
  }

  return {
    platform: 'discord',
    exactlyOnce: true,
    ...createSender({ api, replies, userId: () => self?.userId }),
    async start(handlers, menu) {
      try {
        return await start(handlers, menu);
      } catch (error) {
        await end();
        throw toStartError(error);
      }
    },
    async typing(chat) {
      await api.request('POST', `/channels/${chat}/typing`).catch(() => undefined);
    },
    download: (ref, signal) => downloadFile(api, clock, ref, signal),
    stop: () => end(),
  };
}

/** Without a cause: it could quote the token. */
function toStartError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (isUnauthorized(error)) {
    const how = 'Reset the token in the Developer Portal (Bot, Reset Token) and set the new one.';
    return new AppError('config', `Discord refuses DISCORD_BOT_TOKEN. ${how}`);
  }
  return new AppError('unavailable', `Discord cannot be reached (${describeTrouble(error)}). It is tried again by itself.`);
}
