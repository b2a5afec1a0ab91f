import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AppError } from '../../src/ground/errors.ts';

export interface HttpRequest {
  /** By lower-case name; of repeated ones the joined values. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Sent as JSON. */
  readonly json?: object;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpAnswer>;

export interface HttpServer {
  /** Answers POST requests to this path; the port opens with the first call. Rejects with `config` when the port is taken. */
  listen(path: string, handler: HttpHandler): Promise<{ close(): Promise<void> }>;
  /** Where it listens, once it does; differs from the one asked for when that was 0. */
  port(): number | undefined;
  /** Waits for the answers under way. */
  close(): Promise<void>;
}

const BODY_LIMIT = 1024 * 1024;

/** The door for webhooks. Nothing listens before it is needed. */
export function createHttpServer({ port }: { readonly port: number }): HttpServer {
  const handlers = new Map<string, HttpHandler>();
  let opening: Promise<Server> | undefined;
  let opened: Server | undefined;

  async function answer(request: IncomingMessage): Promise<HttpAnswer> {
    const handler = handlers.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (!handler) return { status: 404 };
    if (request.method !== 'POST') return { status: 405 };
    const body = await readBody(request);
    if (body === undefined) return { status: 413 };
    return handler({ headers: singleValues(request), body });
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    answer(request).then(
      // What was left unread of a body stands in the way of a further request on this connection.
      ({ status, json }) =>
        response
          .writeHead(status, {
            ...(status === 413 && { connection: 'close' }),
            ...(json && { 'content-type': 'application/json' }),
          })
          .end(json && JSON.stringify(json)),
      () => response.writeHead(500, { connection: 'close' }).end(),
    );
  }

  async function open(): Promise<Server> {
    const server = createServer(serve);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, resolve);
    }).catch(() => {
      opening = undefined;
      throw new AppError('config', `Port ${port} cannot be opened. Set PORT to one that is free.`);
    });
    opened = server;
    return server;
  }

  return {
    async listen(path, handler) {
      handlers.set(path, handler);
      opening ??= open();
      await opening;
      return {
        async close() {
          handlers.delete(path);
        },
      };
    },
    port() {
      const address = opened?.address();
      return typeof address === 'object' ? address?.port : undefined;
    },
    async close() {
      const server = await opening?.catch(() => undefined);
      opening = undefined;
      opened = undefined;
      if (!server) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
    },
  };
}

/** Undefined when it is over the limit. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Not destroyed on return, so that the answer still finds its way.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > BODY_LIMIT) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
}

function singleValues(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
