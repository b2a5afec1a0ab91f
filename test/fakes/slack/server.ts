import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Block, HomeView, KnownBlock, ModalView } from '@slack/types';
import { WebSocketServer } from 'ws';
import { listen } from '../listen.ts';
import { createEnvelopes, type Envelope } from './envelopes.ts';
import { createFaults, type Fault, type FaultOrder } from './faults.ts';
import { readBlocks } from './limits.ts';
import { METHODS } from './methods.ts';
import { createPeople, type People } from './person.ts';
import { answerJson, type Payload, readBytes, readForm, SlackRefusal, sign } from './wire.ts';
import { createWorld, type ShownMessage, type World } from './world.ts';

export interface JournalEntry {
  readonly method: string;
  readonly payload: Payload;
  /** The HTTP status of the answer; undefined while there is none. */
  status: number | undefined;
}

/** A Slack that runs on loopback: it outlives restarts of the product and keeps what was sent to it. */
export interface SlackFake extends People {
  /** `SLACK_API_URL` for the product. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly world: World;
  /** Every request, in the order of arrival. */
  readonly journal: readonly JournalEntry[];
  /** What the person sees in this conversation now, its threads too. */
  messages(chat: string): ShownMessage[];
  /** The sentence that answered a press; empty while none did. */
  answerTo(queryId: string): string;
  /** The window that a press opened. */
  windowOf(queryId: string): ModalView | undefined;
  /** What stands on the person's App Home; empty before it was ever drawn. */
  homeText(user: string): string;
  /** Events, commands and presses that the product has not acknowledged yet. */
  pending(): readonly Envelope[];
  /** Requests of one method. */
  calls(method: string): JournalEntry[];
  /** Resolves with the first truthy value of `look`, tried again at every request and envelope; rejects after `timeoutMs`. */
  waitFor<T>(look: () => T, timeoutMs?: number): Promise<NonNullable<T>>;
  fail(order: FaultOrder): void;
  /** Takes back every fault that is not used up. */
  heal(): void;
  block(chat: string): void;
  unblock(chat: string): void;
  /** Every token is refused from now on, until it is given back. */
  revoke(): void;
  giveBack(): void;
  /** How many lines of Socket Mode are open. */
  lines(): number;
  /** Cuts every line without a word. */
  dropLines(): void;
  /** Asks to connect anew, as Slack does every few hours. */
  askToReconnect(): void;
  /** Brings every event again that is not acknowledged. */
  retry(): void;
  /** The same once more. */
  repeat(envelope: Envelope): void;
  /** What people do now is brought by the returned function, the last first. */
  hold(): () => void;
  /** Delivers an envelope by a signed request; acknowledged when the answer is 2xx. */
  httpDeliver(
    to: string,
    envelope: Envelope,
    options?: { readonly secret?: string; readonly seconds?: number; readonly retry?: number },
  ): Promise<{ status: number; json: unknown }>;
  stop(): Promise<void>;
}

export async function startSlackFake({ now = () => Date.now() }: { readonly now?: () => number } = {}): Promise<SlackFake> {
  const botToken = 'xoxb-111-222-TEST-token-of-the-fake';
  const appToken = 'xapp-1-A0APP-333-TEST-token-of-the-fake';
  const signingSecret = 'a-signing-secret-of-the-fake';
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const watcher of [...watchers]) watcher();
  };
  const world = createWorld(now);
  const envelopes = createEnvelopes(changed);
  const faults = createFaults();
  const journal: JournalEntry[] = [];
  const answers = new Map<string, string>();
  let revoked = false;
  let tickets = 0;
  let port = 0;
  const origin = () => `http://127.0.0.1:${port}`;
  const room = { world, origin, ticket: () => `ws://127.0.0.1:${port}/link?ticket=${++tickets}` };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin());
    const [, kind, rest = ''] = /^\/(api|upload|files|respond)\/(.+)$/.exec(url.pathname) ?? [];
    const body = await readBytes(request);
    if (kind === 'api') return serveMethod(rest, request, body, response);
    if (kind === 'upload') return void takeUpload(rest, body, response);
    if (kind === 'files') return void serveFile(rest, request, response);
    if (kind === 'respond') return void takeAnswer(rest, body, response);
    response.writeHead(404).end();
  }

  function takeAnswer(queryId: string, body: Buffer, response: ServerResponse): void {
    const fault = faults.take('respond', undefined);
    if (fault !== undefined) return void failWith(fault, 'respond', {}, response);
    const said = JSON.parse(body.toString()) as { text: string; replace_original: boolean; response_type: string };
    if (said.replace_original || said.response_type !== 'ephemeral') throw new Error('a press must leave its message in place');
    answers.set(queryId, unescaped(said.text));
    response.writeHead(200).end('ok');
    changed();
  }

  async function serveMethod(method: string, request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const payload = readForm(body);
    const entry: JournalEntry = { method, payload, status: undefined };
    journal.push(entry);
    changed();
    response.once('finish', () => {
      entry.status = response.statusCode;
      changed();
    });
    const expected = method === 'apps.connections.open' ? appToken : botToken;
    if (revoked) return void answerJson(response, 200, { ok: false, error: 'token_revoked' });
    if (request.headers.authorization !== `Bearer ${expected}`)
      return void answerJson(response, 200, { ok: false, error: 'invalid_auth' });
    const fault = faults.take(method, (payload.channel ?? payload.channel_id) as string | undefined);
    if (fault === undefined) return void execute(method, payload, response);
    failWith(fault, method, payload, response);
  }

  function execute(method: string, payload: Payload, response: ServerResponse): void {
    try {
      const run = METHODS[method];
      const result = run ? run(room, payload) : { ok: false, error: 'unknown_method' };
      answerJson(response, 200, { ok: true, ...result });
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      answerJson(response, 200, { ok: false, error: error.code });
    }
    changed();
  }

  function failWith(fault: Fault, method: string, payload: Payload, response: ServerResponse): void {
    if (fault === 'hang') return;
    if (fault === 'drop-before-accept') return void response.destroy();
    if (fault === 'gateway-page')
      return void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>');
    if (fault === 'drop-after-accept') {
      METHODS[method]?.(room, payload);
      response.destroy();
      return void changed();
    }
    if (fault === 429) return void answerJson(response, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': '1' });
    answerJson(response, fault.status ?? 200, { ok: false, error: fault.error });
  }

  function takeUpload(id: string, body: Buffer, response: ServerResponse): void {
    const fault = faults.take('upload', undefined);
    if (fault !== undefined) return void failWith(fault, 'upload', {}, response);
    const file = world.files.get(id);
    if (!file) return void response.writeHead(404).end();
    file.bytes = new Uint8Array(body);
    response.writeHead(200).end(`OK - ${body.length}`);
  }

  function serveFile(id: string, request: IncomingMessage, response: ServerResponse): void {
    const file = world.files.get(id);
    if (!file) return void response.writeHead(404).end();
    if (request.headers.authorization !== `Bearer ${botToken}`) {
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    }
    response.writeHead(200, { 'content-type': file.mime }).end(file.bytes);
  }

  async function httpDeliver(
    to: string,
    envelope: Envelope,
    {
      secret = signingSecret,
      seconds = Math.floor(now() / 1000),
      retry,
    }: { secret?: string; seconds?: number; retry?: number } = {},
  ) {
    const { kind, payload, id } = envelope;
    const body =
      kind === 'events_api'
        ? JSON.stringify(payload)
        : new URLSearchParams(
            kind === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>),
          ).toString();
    const type = kind === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded';
    const retried = retry === undefined ? {} : { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' };
    const answer = await fetch(to, {
      method: 'POST',
      headers: { 'content-type': type, ...retried, ...sign(body, secret, seconds) },
      body,
    });
    const text = await answer.text();
    if (answer.ok) envelopes.acknowledge(id, text === '' ? undefined : JSON.parse(text));
    return { status: answer.status, json: text === '' ? undefined : JSON.parse(text) };
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const sockets = new WebSocketServer({ server, path: '/link' });
  sockets.on('connection', (line) => {
    line.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse(String(data)) as { envelope_id: string; payload?: Payload };
      envelopes.acknowledge(envelope_id, payload);
    });
    envelopes.connect(line);
  });
  port = await listen(server);

  return {
    ...createPeople(world, envelopes, (queryId) => `${origin()}/respond/${queryId}`, now),
    apiUrl: `${origin()}/api`,
    botToken,
    appToken,
    signingSecret,
    world,
    journal,
    messages: (chat) => world.shown(chat),
    answerTo: (queryId) => answers.get(queryId) ?? '',
    windowOf: (queryId) => world.modals.get(queryId),
    homeText: (user) => readBlocks(known(world.homes.get(user))),
    pending: envelopes.pending,
    calls: (method) => journal.filter((entry) => entry.method === method),
    waitFor: (look, timeoutMs = 5000) => waitFor(look, timeoutMs, watchers, () => journal.map((entry) => entry.method)),
    fail: (order) => faults.add(order),
    heal: () => faults.clear(),
    block: (chat) => world.gone.add(chat),
    unblock: (chat) => world.gone.delete(chat),
    revoke() {
      revoked = true;
    },
    giveBack() {
      revoked = false;
    },
    lines: () => envelopes.lines.size,
    dropLines() {
      for (const line of envelopes.lines) line.terminate();
    },
    askToReconnect() {
      for (const line of envelopes.lines)
        line.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} }));
    },
    retry: envelopes.retry,
    repeat: envelopes.repeat,
    hold: envelopes.hold,
    httpDeliver,
    async stop() {
      for (const line of sockets.clients) line.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function known(home: HomeView | undefined): KnownBlock[] {
  return (home?.blocks ?? []).filter((block: Block | KnownBlock): block is KnownBlock => 'type' in block);
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
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
