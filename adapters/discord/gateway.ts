import { type SessionInfo, DefaultWebSocketManagerOptions as USUAL, WebSocketShard, WebSocketShardEvents } from '@discordjs/ws';
import { GatewayCloseCodes, GatewayIntentBits } from 'discord-api-types/v10';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { Log } from '../../src/ground/log.ts';
import type { DiscordApi } from './call.ts';
import { gatewaySchema } from './schema.ts';

export interface Gateway {
  /** Connects, resumes after drops, and begins anew where it cannot. Resolves when events flow; rejects with `config` when we are refused for good. */
  open(): Promise<void>;
  /** Ends the connection, or the tries to have one. */
  close(): Promise<void>;
}

interface Deps {
  readonly api: DiscordApi;
  readonly token: string;
  readonly clock: Clock;
  readonly log: Log;
  /** A session begins that does not go on where an earlier one was: what happened before it will not be told. */
  readonly onSession: () => void;
  /** Called with each event, in order. */
  readonly onEvent: (name: string, data: unknown) => void;
}

/** Direct messages are readable with these; mentions of us too. The privileged "message content" is not needed. */
const INTENTS = GatewayIntentBits.DirectMessages | GatewayIntentBits.GuildMessages;
const CONNECTION = {
  intents: INTENTS,
  version: '10',
  encoding: USUAL.encoding,
  compression: null,
  identifyProperties: USUAL.identifyProperties,
  initialPresence: null,
  largeThreshold: null,
  handshakeTimeout: 30_000,
  helloTimeout: 60_000,
  readyTimeout: 15_000,
  shardCount: 1,
} as const;
const HOUR_MS = 3_600_000;
/** Discord allows one identification in five seconds, and 1,000 a day before it takes the token back. */
const IDENTIFY_MS = 5_000;
const LONGEST_IDENTIFY_MS = 90_000;

const REFUSED: Readonly<Record<number, string>> = {
  [GatewayCloseCodes.AuthenticationFailed]:
    'Discord refuses DISCORD_BOT_TOKEN. Reset the token in the Developer Portal (Bot, Reset Token), set the new one, and start again.',
  [GatewayCloseCodes.DisallowedIntents]: 'Discord refuses the intents of this bot. Direct messages need no privileged intent.',
  [GatewayCloseCodes.InvalidIntents]: 'Discord refuses the intents of this bot.',
  [GatewayCloseCodes.InvalidAPIVersion]: 'Discord does not speak this version of its API any more. Adjutant must be updated.',
  [GatewayCloseCodes.ShardingRequired]: 'This bot is in too many servers for one connection. Give Adjutant a bot of its own.',
};

/** A connection to Discord's gateway: one shard by the means of discord.js, with our clock and no memory of what goes by. */
export function createGateway({ api, token, clock, log, onSession, onEvent }: Deps): Gateway {
  const stopped = new AbortController();
  let shard: WebSocketShard | undefined;
  let session: SessionInfo | null = null;
  let identified: number[] = [];
  let lost = false;

  /** Every further identification within an hour waits longer than the one before. */
  async function waitForIdentify(_: number, signal: AbortSignal): Promise<void> {
    const now = clock.now().epochMilliseconds;
    identified = identified.filter((at) => at > now - HOUR_MS);
    const last = identified.at(-1);
    const spaceMs = Math.min(IDENTIFY_MS * identified.length, LONGEST_IDENTIFY_MS);
    if (last !== undefined) await clock.sleep(last + spaceMs - now, AbortSignal.any([signal, stopped.signal]));
    identified.push(clock.now().epochMilliseconds);
  }

  function watch(one: WebSocketShard, reject: (error: AppError) => void): void {
    // The errors of a connection are told by the close that follows.
    one.on(WebSocketShardEvents.Error, () => undefined);
    one.on(WebSocketShardEvents.Closed, ({ code }) => {
      const refusal = REFUSED[code];
      if (refusal !== undefined) {
        log.error('discord_refused', { code, message: refusal });
        reject(new AppError('config', refusal));
      } else if (!lost && !stopped.signal.aborted) log.warn('discord_connection_lost', { code });
      lost = true;
    });
  }

  return {
    async open() {
      const gatewayInformation = gatewaySchema.parse(await api.request('GET', '/gateway/bot'));
      const one = new WebSocketShard(
        {
          options: { ...CONNECTION, gatewayInformation, token },
          // Once we stop, whoever is about to connect again waits here for ever.
          retrieveSessionInfo: () => (stopped.signal.aborted ? new Promise(() => undefined) : session),
          updateSessionInfo(_, info) {
            session = info;
          },
          waitForIdentify,
        },
        0,
      );
      shard = one;
      await new Promise<void>((resolve, reject) => {
        watch(one, reject);
        one.on(WebSocketShardEvents.Ready, () => {
          lost = false;
          onSession();
          resolve();
        });
        one.on(WebSocketShardEvents.Resumed, () => {
          lost = false;
          log.info('discord_resumed');
        });
        one.on(WebSocketShardEvents.Dispatch, ({ data }) => onEvent(data.t, data.d));
        stopped.signal.addEventListener('abort', () =>
          reject(new AppError('unavailable', 'Discord was not reached before the stop.')),
        );
        one.connect().catch(() => undefined);
      });
    },
    async close() {
      stopped.abort();
      await shard?.destroy({ reason: 'stopped' });
    },
  };
}
