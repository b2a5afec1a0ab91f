import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Update } from '@grammyjs/types';
import { listen } from '../listen.ts';
import { createFaults, type Fault, type FaultOrder } from './faults.ts';
import { type BotState, runMethod } from './methods.ts';
import { createPeople, type People } from './person.ts';
import { createUpdateQueue } from './updates.ts';
import { answerJson, type MethodCall, type Payload, readCall, TelegramRefusal } from './wire.ts';
import { createWorld, type ShownMessage } from './world.ts';

export interface JournalEntry {
  readonly method: string;
  readonly payload: Payload;
  /** Names of the uploaded files. */
  readonly files: readonly string[];
  /** The HTTP status of the answer; undefined while there is none. */
  status: number | undefined;
}

/** A Telegram that runs on loopback: it outlives restarts of the product and keeps what was sent to it. */
export interface TelegramFake extends People {
  /** `TELEGRAM_API_ROOT` for the product. */
  readonly apiRoot: string;
  readonly token: string;
  /** Every request, in the order of arrival. */
  readonly journal: readonly JournalEntry[];
  /** The command menu as last set. */
  readonly commands: readonly { command: string; description: string }[];
  readonly webhook: { readonly url: string; readonly secret: string | undefined } | undefined;
  /** What the person sees in this chat now. */
  messages(chat: number): ShownMessage[];
  /** The text that answered a press; empty while none did. */
  answerTo(queryId: string): string;
  /** Updates the product has not confirmed yet. */
  pending(): readonly Update[];
  /** Requests of one method. */
  calls(method: string): JournalEntry[];
  /** Resolves with the first truthy value of `look`, tried again at every request and update; rejects after `timeoutMs`. */
  waitFor<T>(look: () => T, timeoutMs?: number): Promise<NonNullable<T>>;
  fail(order: FaultOrder): void;
  /** Takes back every fault that is not used up. */
  heal(): void;
  block(chat: number): void;
  unblock(chat: number): void;
  /** The chat does not exist (any more). */
  forget(chat: number): void;
  /** Ends the held poll as a second process would. */
  stealPoll(): void;
  /** Delivers the oldest unconfirmed update to the webhook; confirmed when the answer is 2xx. Resolves with the HTTP status. */
  webhookDeliver(options?: { readonly secret?: string; readonly to?: string }): Promise<number>;
  stop(): Promise<void>;
}

export async function startTelegramFake({
  token = '4242:TEST-token_of-the-fake',
  username = 'adjutant_bot',
} = {}): Promise<TelegramFake> {
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const watcher of [...watchers]) watcher();
  };
  const world = createWorld(username);
  const queue = createUpdateQueue(1000, changed);
  const state: BotState = { webhook: undefined, commands: [] };
  const faults = createFaults();
  const journal: JournalEntry[] = [];
  const room = { world, queue, state };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const [, kind, given, rest] = /^\/(file\/bot|bot)([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
    if (given !== token) return answerJson(response, 401, { ok: false, error_code: 401, description: 'Unauthorized' });
    if (kind === 'file/bot') return serveFile(decodeURIComponent(rest ?? ''), response);
    const call = await readCall(request, rest ?? '', url.searchParams);
    const entry: JournalEntry = {
      method: call.method,
      payload: call.payload,
      files: [...call.uploads.values()].map((file) => file.name),
      status: undefined,
    };
    journal.push(entry);
    changed();
    response.once('finish', () => {
      entry.status = response.statusCode;
      changed();
    });
    const chat = call.payload.chat_id === undefined ? undefined : Number(call.payload.chat_id);
    const fault = faults.take(call.method, chat);
    if (fault === undefined) return execute(call, response);
    await failWith(fault, call, response);
  }

  async function execute(call: MethodCall, response: ServerResponse): Promise<void> {
    const closed = new AbortController();
    response.once('close', () => closed.abort());
    try {
      const result = await runMethod(room, call, closed.signal);
      changed();
      answerJson(response, 200, { ok: true, result });
    } catch (error) {
      if (!(error instanceof TelegramRefusal)) throw error;
      answerJson(response, error.answer.error_code, error.answer);
    }
  }

  async function failWith(fault: Fault, call: MethodCall, response: ServerResponse): Promise<void> {
    if (fault === 'hang') return;
    if (fault === 'drop-before-accept') return void response.destroy();
    if (fault === 'gateway-page') {
      return void response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>');
    }
    if (fault === 'drop-after-accept') {
      await runMethod(room, call, new AbortController().signal);
      response.destroy();
      return changed();
    }
    if (typeof fault === 'object' && 'delayMs' in fault) {
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      return execute(call, response);
    }
    const { status, description, retryAfter } = toRefusal(fault);
    answerJson(response, status, {
      ok: false,
      error_code: status,
      description,
      ...(retryAfter !== undefined && { parameters: { retry_after: retryAfter } }),
    });
  }

  function serveFile(path: string, response: ServerResponse): void {
    const file = [...world.files.values()].find((one) => one.path === path);
    if (!file) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file.bytes);
  }

  async function webhookDeliver({
    secret = state.webhook?.secret,
    to = state.webhook?.url,
  }: {
    secret?: string | undefined;
    to?: string | undefined;
  } = {}): Promise<number> {
    const update = queue.pending()[0];
    if (!update || to === undefined) throw new Error('nothing to deliver, or no webhook is set');
    const answer = await fetch(to, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(secret !== undefined && { 'x-telegram-bot-api-secret-token': secret }) },
      body: JSON.stringify(update),
    });
    await answer.arrayBuffer();
    if (answer.ok) queue.confirm(update.update_id);
    return answer.status;
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const port = await listen(server);

  return {
    ...createPeople(world, queue),
    apiRoot: `http://127.0.0.1:${port}`,
    token,
    journal,
    get commands() {
      return state.commands;
    },
    get webhook() {
      return state.webhook;
    },
    messages: (chat) => world.shown(chat),
    answerTo: (queryId) => world.answers.get(queryId) ?? '',
    pending: () => queue.pending(),
    calls: (method) => journal.filter((entry) => entry.method === method),
    waitFor: (look, timeoutMs = 5000) => waitFor(look, timeoutMs, watchers, () => journal.map((entry) => entry.method)),
    fail: (order) => faults.add(order),
    heal: () => faults.clear(),
    block: (chat) => world.blocked.add(chat),
    unblock: (chat) => world.blocked.delete(chat),
    forget: (chat) => world.missing.add(chat),
    stealPoll: () => queue.kick(),
    webhookDeliver,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function toRefusal(fault: Exclude<Fault, string | { delayMs: number }>): {
  status: number;
  description: string;
  retryAfter?: number;
} {
  if (fault === 429) return { status: 429, description: 'Too Many Requests: retry after 1', retryAfter: 1 };
  if (fault === 502) return { status: 502, description: 'Bad Gateway' };
  return fault;
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
