import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AppError } from '../../src/ground/errors.ts';

export interface HttpRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name; of repeated ones the joined values. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Sent as JSON. */
  readonly json?: object;
  /** Sent as HTML instead, with these headers. */
  readonly page?: { readonly html: string; readonly headers: Readonly<Record<string, string>> };
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpAnswer>;

export interface HttpServer {
  /**
   * Answers POST requests to this path, or what `methods` says; to all below it when it ends with a slash. The port is open from the first
   * path to the last one's close. Rejects with `config` when the port is taken.
   */
  listen(path: string, handler: HttpHandler, methods?: readonly string[]): Promise<{ close(): Promise<void> }>;
  /** Where it listens, once it does; differs from the one asked for when that was 0. */
  port(): number | undefined;
  /** Waits for the answers under way. */
  close(): Promise<void>;
}

interface Route {
  readonly handler: HttpHandler;
  readonly methods: readonly string[];
}

const BODY_LIMIT = 1024 * 1024;

/** The door for webhooks and forms. Nothing listens before it is needed. Without a `host`, on every address of this machine. */
export function createHttpServer({ port, host }: { readonly port: number; readonly host?: string }): HttpServer {
  const routes = new Map<string, Route>();
  let opening: Promise<Server> | undefined;
  let opened: Server | undefined;

  async function answer(request: IncomingMessage): Promise<HttpAnswer> {
    const { method = '' } = request;
    const { pathname: path, searchParams: query } = addressOf(request);
    const route = routes.get(path) ?? routes.get(path.slice(0, path.lastIndexOf('/') + 1));
    if (!route) return { status: 404 };
    if (!route.methods.includes(method)) return { status: 405 };
    const body = await readBody(request);
    if (body === undefined) return { status: 413 };
    return route.handler({ method, path, query, headers: singleValues(request), body });
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    answer(request).then(
      // What was left unread of a body stands in the way of a further request on this connection.
      ({ status, json, page }) =>
        response
          .writeHead(status, {
            ...(status === 413 && { connection: 'close' }),
            ...(json && { 'content-type': 'application/json' }),
            ...page?.headers,
          })
          .end(page?.html ?? (json && JSON.stringify(json))),
      () => response.writeHead(500, { connection: 'close' }).end(),
    );
  }

  async function open(): Promise<Server> {
    const server = createServer(serve);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host }, resolve);
    }).catch(() => {
      opening = undefined;
      throw new AppError('config', `Port ${port} cannot be opened. Set PORT to one that is free.`);
    });
    opened = server;
    return server;
  }

  async function close(): Promise<void> {
    const server = await opening?.catch(() => undefined);
    opening = undefined;
    opened = undefined;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await closed;
  }

  return {
    async listen(path, handler, methods = ['POST']) {
      routes.set(path, { handler, methods });
      opening ??= open();
      await opening;
      return {
        async close() {
          routes.delete(path);
          if (routes.size === 0) await close();
        },
      };
    },
    port() {
      const address = opened?.address();
      return typeof address === 'object' ? address?.port : undefined;
    },
    close,
  };
}

function addressOf({ url = '/' }: IncomingMessage): URL {
  return new URL(URL.canParse(url, 'http://localhost') ? url : '/', 'http://localhost');
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
