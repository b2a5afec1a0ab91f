import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  GatewayCloseCodes,
  GatewayIntentBits,
  GatewayOpcodes,
  type GatewayReceivePayload,
  type GatewaySendPayload,
} from 'discord-api-types/v10';
import { type WebSocket, WebSocketServer } from 'ws';
import type { World } from './world.ts';

interface Event {
  readonly t: string;
  readonly d: unknown;
  readonly s: number;
}

interface Session {
  readonly id: string;
  readonly intents: number;
  readonly events: Event[];
  socket: WebSocket | undefined;
}

export interface Gateway {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Says what happened to whoever listens; without a session nobody ever hears of it. */
  dispatch(t: string, d: unknown): void;
  /** What is dispatched waits until the returned function lets it go, in the order and as often as `arrange` makes of it. */
  hold(): (arrange?: <T>(events: readonly T[]) => readonly T[]) => void;
  /** Cuts the line; the session can be resumed. */
  drop(): void;
  /** Cuts the line and forgets the session: resuming it meets op 9. */
  loseSession(): void;
  /** Asks the client to come again (op 7). */
  reconnect(): void;
  /** Says that the session is over (op 9, not resumable). */
  invalidate(): void;
  /** No connection is let in any more, or again. */
  setOpen(open: boolean): void;
  /** Ends every connection as with a token that was taken back. */
  revoke(): void;
  /** Opcodes and events of the client, in order: `identify`, `resume`, `heartbeat`. */
  readonly heard: readonly string[];
  readonly isConnected: boolean;
  close(): void;
}

interface Options {
  readonly world: World;
  readonly isToken: (token: string) => boolean;
  readonly url: () => string;
  readonly onChange: () => void;
}

/** Discord's gateway v10, JSON, one shard (discord.com/developers/docs/events/gateway). */
export function createGateway({ world, isToken, url, onChange }: Options): Gateway {
  const server = new WebSocketServer({ noServer: true });
  const heard: string[] = [];
  let session: Session | undefined;
  let sequence = 0;
  let sessions = 0;
  let open = true;
  let held: Event[] | undefined;

  const send = (socket: WebSocket | undefined, payload: GatewayReceivePayload | object) => socket?.send(JSON.stringify(payload));
  const pass = ({ t, d, s }: Event) => send(session?.socket, { op: GatewayOpcodes.Dispatch, t, d, s });

  function identify(socket: WebSocket, { token, intents }: { token: string; intents: number }): void {
    if (!isToken(token)) return void socket.close(GatewayCloseCodes.AuthenticationFailed);
    const privileged = GatewayIntentBits.MessageContent | GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences;
    if (intents & privileged) return void socket.close(GatewayCloseCodes.DisallowedIntents);
    session = { id: `session-${++sessions}`, intents, events: [], socket };
    sequence = 0;
    dispatch('READY', {
      v: 10,
      user: world.bot,
      guilds: [],
      session_id: session.id,
      resume_gateway_url: url(),
      application: { id: world.applicationId, flags: 0 },
      shard: [0, 1],
    });
  }

  function resume(socket: WebSocket, { token, session_id, seq }: { token: string; session_id: string; seq: number }): void {
    if (!isToken(token)) return void socket.close(GatewayCloseCodes.AuthenticationFailed);
    if (session?.id !== session_id) return void send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
    session.socket = socket;
    for (const event of session.events.filter(({ s }) => s > seq)) pass(event);
    dispatch('RESUMED', {});
  }

  function dispatch(t: string, d: unknown): void {
    onChange();
    if (!session || !isMeant(t, d, session.intents)) return;
    const event = { t, d, s: ++sequence };
    session.events.push(event);
    if (held) held.push(event);
    else pass(event);
  }

  server.on('connection', (socket) => {
    send(socket, { op: GatewayOpcodes.Hello, d: { heartbeat_interval: 41_250 } });
    socket.on('close', () => {
      if (session?.socket === socket) session.socket = undefined;
      onChange();
    });
    socket.on('message', (data) => {
      const payload = JSON.parse(String(data)) as GatewaySendPayload;
      heard.push(GatewayOpcodes[payload.op].toLowerCase());
      if (payload.op === GatewayOpcodes.Identify) identify(socket, payload.d);
      if (payload.op === GatewayOpcodes.Resume) resume(socket, payload.d);
      if (payload.op === GatewayOpcodes.Heartbeat) send(socket, { op: GatewayOpcodes.HeartbeatAck });
      onChange();
    });
  });

  return {
    heard,
    get isConnected() {
      return session?.socket !== undefined;
    },
    upgrade(request, socket, head) {
      if (!open) return void socket.destroy();
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
    },
    dispatch,
    hold() {
      held = [];
      return (arrange = (events) => events) => {
        const events = arrange(held ?? []);
        held = undefined;
        events.forEach(pass);
      };
    },
    drop: () => session?.socket?.terminate(),
    loseSession() {
      const { socket } = session ?? {};
      session = undefined;
      socket?.terminate();
    },
    reconnect: () => void send(session?.socket, { op: GatewayOpcodes.Reconnect }),
    invalidate() {
      const { socket } = session ?? {};
      session = undefined;
      send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
    },
    setOpen(now) {
      open = now;
    },
    revoke() {
      for (const client of server.clients) client.close(GatewayCloseCodes.AuthenticationFailed);
    },
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

/** Messages come by intent (discord.com/developers/docs/events/gateway#list-of-intents). */
function isMeant(t: string, d: unknown, intents: number): boolean {
  if (!t.startsWith('MESSAGE_')) return true;
  const inGuild = typeof d === 'object' && d !== null && 'guild_id' in d;
  return (intents & (inGuild ? GatewayIntentBits.GuildMessages : GatewayIntentBits.DirectMessages)) !== 0;
}
