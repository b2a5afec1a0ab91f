import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { listen } from '../listen.ts';
import { type InstalledModel, ollamaFrames, ollamaRefusal, ollamaShow, ollamaTags } from './ollama-wire.ts';
import { openAiEmbeddings, openAiFrames, openAiRefusal } from './openai-wire.ts';
import { readRequest } from './request.ts';
import { type ModelFakeReply, type ModelFakeRequest, type ModelFakeScript, toPlayed } from './script.ts';

export interface ModelFake {
  /** `OPENAI_BASE_URL` for the product. */
  readonly openAiUrl: string;
  /** `OLLAMA_URL` for the product. */
  readonly ollamaUrl: string;
  /** Every chat request so far, in the order of arrival. */
  readonly requests: readonly ModelFakeRequest[];
  /** Every text that was embedded, in the order of arrival. */
  readonly embedded: readonly string[];
  /** Replaces the script from the next request on. */
  play(script: ModelFakeScript): void;
  /** From now on chat requests arrive but get no answer until the returned function is called. */
  hold(): () => void;
  /** Resolves when `count` chat requests have arrived in all. */
  arrived(count: number): Promise<void>;
  stop(): Promise<void>;
}

export interface ModelFakeOptions {
  /** What `/api/tags` and `/v1/models` list. */
  readonly models?: readonly InstalledModel[];
  /** With a key, requests on the OpenAI side that do not carry it get 401. */
  readonly apiKey?: string;
  /** Length of the embedding vectors. */
  readonly dimensions?: number;
}

/** A server that speaks OpenAI's chat completions and Ollama's chat on one loopback port, and answers as the script says. */
export async function startModelFake(
  script: ModelFakeScript = () => 'Hello.',
  options: ModelFakeOptions = {},
): Promise<ModelFake> {
  const { models = [{ name: 'fake-model', size: 1 }], apiKey, dimensions = 8 } = options;
  const requests: ModelFakeRequest[] = [];
  const embedded: string[] = [];
  const watchers = new Set<{ count: number; resolve: () => void }>();
  let current = script;
  let gate: { promise: Promise<void>; open: () => void } | undefined;

  async function chat(request: ModelFakeRequest, response: ServerResponse): Promise<void> {
    requests.push(request);
    for (const watcher of watchers) if (requests.length >= watcher.count) watcher.resolve();
    await gate?.promise;
    const played = toPlayed(await current(request));
    if (played.kind === 'hang') return;
    if (played.kind === 'garbage')
      return send(response, 200, '<html>data: {not json}</html>\n\ndata: {not json}\n\n', 'text/event-stream');
    if (played.kind === 'refusal') {
      const { refusal } = played;
      const body = request.api === 'openai' ? openAiRefusal(refusal) : ollamaRefusal(refusal);
      for (const [name, value] of Object.entries(refusal.headers ?? {})) response.setHeader(name, value);
      return send(response, refusal.status, body);
    }
    const { reply } = played;
    if (reply.delayMs) await wait(reply.delayMs);
    const withUsage = typeof request.body.stream_options === 'object';
    const frames = request.api === 'openai' ? openAiFrames(reply, request.model, withUsage) : ollamaFrames(reply, request.model);
    response.setHeader('content-type', request.api === 'openai' ? 'text/event-stream' : 'application/x-ndjson');
    await sendFrames(response, frames, reply);
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = incoming.url ?? '/';
    if (path.startsWith('/v1/') && apiKey && incoming.headers.authorization !== `Bearer ${apiKey}`) {
      return send(
        response,
        401,
        openAiRefusal({ status: 401, message: `Incorrect API key provided: ${incoming.headers.authorization}` }),
      );
    }
    if (path === '/v1/models') {
      return send(
        response,
        200,
        JSON.stringify({ object: 'list', data: models.map(({ name }) => ({ id: name, object: 'model' })) }),
      );
    }
    if (path === '/api/tags') return send(response, 200, ollamaTags(models));
    if (path === '/api/version') return send(response, 200, '{"version":"0.12.0"}');
    const request = await readRequest(incoming);
    if (path === '/v1/chat/completions' || path === '/api/chat') return chat(request, response);
    if (path === '/api/show') {
      const found = models.find(({ name }) => name === request.model);
      return found ? send(response, 200, ollamaShow(found)) : send(response, 404, ollamaRefusal({ status: 404 }));
    }
    if (path !== '/v1/embeddings' && path !== '/api/embed') return send(response, 404, openAiRefusal({ status: 404 }));
    const texts = [request.body.input].flat().map(String);
    embedded.push(...texts);
    const vectors = texts.map((text) => fakeVector(text, dimensions));
    if (path === '/api/embed') return send(response, 200, JSON.stringify({ model: request.model, embeddings: vectors }));
    return send(response, 200, openAiEmbeddings(vectors, request.model, request.body.encoding_format));
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      if (!response.headersSent) send(response, 599, openAiRefusal({ status: 599, message: `The fake failed: ${error}` }));
      else response.destroy();
    });
  });
  const root = `http://127.0.0.1:${await listen(server)}`;

  return {
    openAiUrl: `${root}/v1`,
    ollamaUrl: root,
    requests,
    embedded,
    play(next) {
      current = next;
    },
    hold() {
      const { promise, resolve } = deferred();
      const mine = { promise, open: resolve };
      gate = mine;
      return () => {
        if (gate === mine) gate = undefined;
        mine.open();
      };
    },
    async arrived(count) {
      if (requests.length >= count) return;
      const { promise, resolve } = deferred();
      const watcher = { count, resolve };
      watchers.add(watcher);
      await promise;
      watchers.delete(watcher);
    },
    async stop() {
      gate?.open();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The same text always gives the same unit vector, and different texts almost surely different ones. */
export function fakeVector(text: string, dimensions: number): number[] {
  const raw = Array.from({ length: dimensions }, (_, at) => createHash('sha256').update(`${at}:${text}`).digest().readInt16BE(0));
  const length = Math.hypot(...raw) || 1;
  return raw.map((value) => value / length);
}

function send(response: ServerResponse, status: number, body: string, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

async function sendFrames(response: ServerResponse, frames: readonly string[], reply: ModelFakeReply): Promise<void> {
  let left = reply.cutAtByte ?? Number.POSITIVE_INFINITY;
  response.writeHead(200);
  response.flushHeaders();
  for (const frame of frames) {
    const bytes = Buffer.from(frame).subarray(0, left);
    left -= bytes.length;
    if (bytes.length > 0) await new Promise((resolve) => response.write(bytes, resolve));
    if (left > 0) continue;
    if (reply.cutBy === 'end') response.end();
    else response.destroy();
    return;
  }
  response.end();
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
