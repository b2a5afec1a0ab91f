import { GrammyError } from 'grammy';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { Log } from '../../src/ground/log.ts';
import type { Random } from '../../src/ground/random.ts';
import type { ChatAdapter, MenuCommand } from '../../src/ports/chat.ts';
import { createTelegramApi } from './call.ts';
import { downloadFile } from './download.ts';
import { createIntake, type Intake } from './intake.ts';
import { describeTrouble } from './outcome.ts';
import { ALLOWED_UPDATES, pollUpdates } from './poll.ts';
import { createSender } from './send.ts';
import { createWebhookHandler, type WebhookHandler } from './webhook.ts';

export interface TelegramWebhook {
  /** The address Telegram calls; its path is the one we listen on. */
  readonly url: string;
  /** 1-256 of A-Z a-z 0-9 _ - (Bot API, setWebhook). */
  readonly secret: string;
  readonly listen: (path: string, handler: WebhookHandler) => Promise<{ close(): Promise<void> }>;
}

interface Options {
  readonly token: string;
  /** Without one, Telegram's own. */
  readonly apiRoot?: string;
  /** Without one we poll. */
  readonly webhook?: TelegramWebhook;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export function createTelegramAdapter({ token, webhook, clock, random, log, ...rest }: Options): ChatAdapter {
  const apiRoot = (rest.apiRoot ?? 'https://api.telegram.org').replace(/\/+$/, '');
  const telegram = createTelegramApi(token, apiRoot, clock);
  const { api, within } = telegram;
  /** Ends what start began. */
  let end: () => Promise<void> = async () => undefined;

  async function poll(intake: Intake): Promise<void> {
    await within((signal) => api.deleteWebhook({ drop_pending_updates: false }, signal));
    const stopped = new AbortController();
    const loop = pollUpdates({ telegram, intake, clock, random, log }, stopped.signal);
    end = async () => {
      stopped.abort();
      await loop;
      await intake.settled();
    };
  }

  async function listen({ url, secret, listen: open }: TelegramWebhook, intake: Intake): Promise<void> {
    const listener = await open(new URL(url).pathname, createWebhookHandler(secret, intake, log));
    end = async () => {
      await listener.close();
      await intake.settled();
    };
    await within((signal) => api.setWebhook(url, { secret_token: secret, allowed_updates: ALLOWED_UPDATES }, signal));
  }

  return {
    platform: 'telegram',
    ...createSender(telegram),
    async start(handlers, menu) {
      try {
        const bot = await within((signal) => api.getMe(signal));
        await within((signal) => api.setMyCommands(toCommands(menu), {}, signal));
        const intake = createIntake({ telegram, bot, handlers, log });
        await (webhook ? listen(webhook, intake) : poll(intake));
        return { handle: bot.username, claimLink: (claim) => `https://t.me/${bot.username}?start=${claim}` };
      } catch (error) {
        await end();
        throw toStartError(error);
      }
    },
    async typing(chat) {
      await within((signal) => api.sendChatAction(chat, 'typing', {}, signal)).catch(() => undefined);
    },
    download: (ref, signal) => downloadFile(telegram, `${apiRoot}/file/bot${token}`, ref, signal),
    stop: () => end(),
  };
}

/** Bot API, setMyCommands: at most 100 commands, descriptions of 1-256 characters. */
function toCommands(menu: readonly MenuCommand[]): { command: string; description: string }[] {
  return menu.slice(0, 100).map(({ name, description }) => ({ command: name, description: description.slice(0, 256) }));
}

/** Telegram answers 401 to a token it took back and 404 to what never was one. Without a cause: it could quote the token. */
function toStartError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404)) {
    return new AppError('config', 'Telegram refuses TELEGRAM_BOT_TOKEN. Get a fresh token from @BotFather and set it.');
  }
  return new AppError('unavailable', `Telegram cannot be reached (${describeTrouble(error)}). It is tried again by itself.`);
}
