import { join } from 'node:path';
import { createConnectDoor } from '../../adapters/http/connect-door.ts';
import { createHttpServer, type HttpServer } from '../../adapters/http/server.ts';
import type { SlackLine } from '../../adapters/slack/adapter.ts';
import { createTelegramAdapter } from '../../adapters/telegram/adapter.ts';
import { createTerminalAdapter } from '../../adapters/terminal/adapter.ts';
import type { Clock } from '../ground/clock.ts';
import type { Settings } from '../ground/config.ts';
import type { Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import type { ChatAdapter, Platform } from '../ports/chat.ts';
import type { ConnectDoor } from '../ports/connect.ts';

interface ChannelDeps {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface Channels {
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
  /** Resolves when the terminal's person left, or its input is over; never without a terminal. */
  readonly terminalEnded: Promise<void>;
  /** Where the pages are on which accounts are connected. */
  readonly connectDoor: ConnectDoor;
  close(): Promise<void>;
}

/** Makes an adapter for each platform that has a token, and the terminal where it is wanted. A new platform is added here. */
export async function createChannels({ settings, clock, random, log }: ChannelDeps): Promise<Channels> {
  const adapters = new Map<Platform, ChatAdapter>();
  const http = createHttpServer({ port: settings.PORT });
  let terminalEnded = new Promise<void>(() => undefined);

  if (settings.TELEGRAM_BOT_TOKEN) {
    const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: apiRoot, TELEGRAM_WEBHOOK_SECRET: secret, PUBLIC_URL } = settings;
    const webhook = secret && PUBLIC_URL ? { url: `${PUBLIC_URL}/telegram`, secret, listen: http.listen } : undefined;
    adapters.set(
      'telegram',
      createTelegramAdapter({ token, clock, random, log, ...(apiRoot && { apiRoot }), ...(webhook && { webhook }) }),
    );
  }
  if (settings.SLACK_BOT_TOKEN) {
    const { SLACK_BOT_TOKEN: token, SLACK_API_URL: apiUrl } = settings;
    // Loaded only where it is wanted: it takes 30 MB and a quarter of a second.
    const { createSlackAdapter } = await import('../../adapters/slack/adapter.ts');
    const line = slackLine(settings, http);
    adapters.set('slack', createSlackAdapter({ token, line, clock, random, log, ...(apiUrl && { apiUrl }) }));
  }
  if (settings.DISCORD_BOT_TOKEN) {
    const { DISCORD_BOT_TOKEN: token, DISCORD_API_URL: apiUrl } = settings;
    // Loaded only where it is wanted: it takes 30 MB and a quarter of a second.
    const { createDiscordAdapter } = await import('../../adapters/discord/adapter.ts');
    adapters.set('discord', createDiscordAdapter({ token, clock, random, log, ...(apiUrl && { apiUrl }) }));
  }
  if (settings.terminal) {
    const terminal = createTerminalAdapter({
      input: process.stdin,
      output: process.stdout,
      interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
      colour: settings.NO_COLOR === undefined,
      userName: settings.osUser,
      filesFolder: join(settings.home, 'files'),
      clock,
      random,
      log,
    });
    adapters.set('terminal', terminal);
    terminalEnded = terminal.ended;
  }
  const connectDoor = createConnectDoor({ publicUrl: settings.PUBLIC_URL, server: http });
  return { adapters, terminalEnded, connectDoor, close: http.close };
}

/** The settings have been checked: one of the two is there. */
function slackLine({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET: secret, PUBLIC_URL }: Settings, { listen }: HttpServer): SlackLine {
  if (!secret || !PUBLIC_URL) return { kind: 'socket', appToken: SLACK_APP_TOKEN ?? '' };
  return { kind: 'http', secret, path: new URL(`${PUBLIC_URL}/slack`).pathname, listen };
}
