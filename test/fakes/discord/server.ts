import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type APIModalInteractionResponseCallbackData, InteractionResponseType, MessageFlags } from 'discord-api-types/v10';
import { listen } from '../listen.ts';
import { createFaults, type Fault, type FaultOrder } from './faults.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { createInteractions, type Interaction } from './interactions.ts';
import { createPeople, type FileStore, type People } from './person.ts';
import { readMarkdown } from './read-markdown.ts';
import { type Room, runRoute } from './routes.ts';
import { answerJson, type Call, DiscordRefusal, type Payload, readCall } from './wire.ts';
import { createWorld, type ShownMessage } from './world.ts';

export interface JournalEntry {
  readonly route: string;
  readonly ids: readonly string[];
  readonly payload: Payload;
  /** Names of the uploaded files. */
  readonly files: readonly string[];
  /** The HTTP status of the answer; undefined while there is none. */
  status: number | undefined;
}

/** A Discord that runs on loopback: REST v10 and gateway v10. It outlives restarts of the product and keeps what was sent to it. */
export interface DiscordFake extends People {
  /** `DISCORD_API_URL` for the product. */
  readonly apiUrl: string;
  readonly token: string;
  readonly applicationId: string;
  /** Every request, in the order of arrival. */
  readonly journal: readonly JournalEntry[];
  /** The slash commands as last set. */
  readonly commands: readonly { name: string; description: string; [field: string]: unknown }[];
  readonly gateway: Gateway;
  /** What the person sees in this chat now. */
  messages(chat: string): ShownMessage[];
  /** What answered an interaction, as it reads: a line for one pair of eyes, or the reply; empty while none did. */
  answerTo(interactionId: string): string;
  /** The form that opened in answer to a press. */
  formOf(interactionId: string): APIModalInteractionResponseCallbackData | undefined;
  interaction(interactionId: string): Interaction | undefined;
  /** Interactions without any answer yet: in three seconds a person reads that each of them failed. */
  unanswered(): readonly Interaction[];
  /** The interaction can be answered no more, as after three seconds. */
  expire(interactionId: string): void;
  /** Its token is used up, as after 15 minutes. */
  endToken(interactionId: string): void;
  /** Requests of one route: `POST /channels/:id/messages`. */
  calls(route: string): JournalEntry[];
  /** Resolves with the first truthy value of `look`, tried again at every request and event; rejects after `timeoutMs`. */
  waitFor<T>(look: () => T, timeoutMs?: number): Promise<NonNullable<T>>;
  fail(order: FaultOrder): void;
  /** Takes back every fault that is not used up. */
  heal(): void;
  block(chat: string): void;
  unblock(chat: string): void;
  /** The chat does not exist (any more). */
  forget(chat: string): void;
  /** Takes the token back: 401 from now on, and 4004 at the gateway. */
  revoke(): void;
  stop(): Promise<void>;
}

export async function startDiscordFake({
  token = 'MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.the-token_of_the_fake_discord-000',
  now = () => Date.now(),
} = {}): Promise<DiscordFake> {
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const watcher of [...watchers]) watcher();
  };
  let revoked = false;
  let port = 0;
  const world = createWorld(now);
  const interactions = createInteractions(world);
  const faults = createFaults();
  const journal: JournalEntry[] = [];
  const files: FileStore = new Map();
  const gatewayUrl = () => `ws://127.0.0.1:${port}/gateway`;
  const fileUrl = (chat: string, message: string, name: string) =>
    `http://127.0.0.1:${port}/attachments/${chat}/${message}/${encodeURIComponent(name)}?ex=1&is=2&hm=3`;
  const isToken = (given: string) => !revoked && given === token;
  const gateway = createGateway({ world, isToken, url: gatewayUrl, onChange: changed });
  const room: Room = { world, interactions, state: { commands: [] }, gatewayUrl, fileUrl, dispatch: gateway.dispatch };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    if (url.pathname.startsWith('/attachments/')) return serveFile(url.pathname, response);
    const call = await readCall(request, url);
    const entry: JournalEntry = {
      route: call.route,
      ids: call.ids,
      payload: call.payload,
      files: call.uploads.map((file) => file.name),
      status: undefined,
    };
    journal.push(entry);
    changed();
    response.once('finish', () => {
      entry.status = response.statusCode;
      changed();
    });
    // Interactions and webhooks carry their own token.
    const isOpen = call.route.includes(':token');
    if (!isOpen && !isToken(String(request.headers.authorization).replace(/^Bot /, ''))) {
      return answerJson(response, 401, { message: '401: Unauthorized', code: 0 });
    }
    const fault = faults.take(call.route, call.ids[0]);
    if (fault === undefined) return execute(call, response);
    await failWith(fault, call, response);
  }

  function execute(call: Call, response: ServerResponse, headers: Record<string, string> = {}): void {
    try {
      const result = runRoute(room, call);
      changed();
      answerJson(response, 200, result, headers);
    } catch (error) {
      if (!(error instanceof DiscordRefusal)) throw error;
      answerJson(response, error.status, { message: error.message, code: error.code });
    }
  }

  async function failWith(fault: Fault, call: Call, response: ServerResponse): Promise<void> {
    if (fault === 'hang') return;
    if (fault === 'drop-before-accept') return void response.destroy();
    if (fault === 'gateway-page') {
      return void response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>');
    }
    if (fault === 'drop-after-accept') {
      runRoute(room, call);
      response.destroy();
      return changed();
    }
    if (fault === 429) {
      const body = { message: 'You are being rate limited.', retry_after: 1, global: false };
      return answerJson(response, 429, body, { 'retry-after': '1', 'x-ratelimit-scope': 'shared' });
    }
    if (typeof fault === 'number') return answerJson(response, fault, { message: `${fault}: Server Error`, code: 0 });
    if ('status' in fault) return answerJson(response, fault.status, { message: fault.message, code: fault.code });
    return execute(call, response, {
      'x-ratelimit-bucket': 'a-bucket',
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset-after': String(fault.emptyForSeconds),
    });
  }

  function serveFile(path: string, response: ServerResponse): void {
    if (faults.take('GET /attachments') === 'hang') return;
    const bytes = files.get(path);
    if (!bytes) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.on('upgrade', (request, socket, head) => gateway.upgrade(request, socket, head));
  port = await listen(server);

  function answerTo(interactionId: string): string {
    const { original } = interactions.get(interactionId) ?? {};
    if (!original || (original.message.flags ?? 0) & MessageFlags.Loading) return '';
    return readMarkdown(original.message.content).text;
  }

  return {
    ...createPeople({ world, gateway, interactions, files, fileUrl }),
    apiUrl: `http://127.0.0.1:${port}/api`,
    token,
    applicationId: world.applicationId,
    journal,
    get commands() {
      return room.state.commands as never;
    },
    gateway,
    messages: (chat) => world.shown(chat),
    answerTo,
    formOf: (id) => interactions.get(id)?.form,
    interaction: (id) => interactions.get(id),
    unanswered: () => interactions.all.filter(({ answeredBy }) => answeredBy === undefined),
    expire(id) {
      const interaction = interactions.get(id);
      if (interaction) interaction.expired = true;
    },
    endToken(id) {
      const interaction = interactions.get(id);
      if (interaction) interaction.over = true;
    },
    calls: (route) => journal.filter((entry) => entry.route === route),
    waitFor: (look, timeoutMs = 5000) => waitFor(look, timeoutMs, watchers, () => journal.map((entry) => entry.route)),
    fail: (order) => faults.add(order),
    heal: () => faults.clear(),
    block: (chat) => world.blocked.add(chat),
    unblock: (chat) => world.blocked.delete(chat),
    forget: (chat) => world.missing.add(chat),
    revoke() {
      revoked = true;
      gateway.revoke();
    },
    async stop() {
      gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** True when the answer was put off: the person sees that it is being worked on. */
export function isPutOff({ answeredBy }: Interaction): boolean {
  return answeredBy === InteractionResponseType.DeferredChannelMessageWithSource;
}

function waitFor<T>(look: () => T, timeoutMs: number, watchers: Set<() => void>, story: () => string[]): Promise<NonNullable<T>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      watchers.delete(check);
      reject(new Error(`waited ${timeoutMs} ms in vain; the last requests were ${story().slice(-12).join(', ')}`));
    }, timeoutMs);
    const check = () => {
      const value = look();
      if (!value) return;
      clearTimeout(timer);
      watchers.delete(check);
      resolve(value);
    };
    watchers.add(check);
    check();
  });
}
