import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { createEgress, type Egress } from '../../adapters/web/egress.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { selfSigned } from '../fixtures/self-signed.ts';
import { createFakeClock } from './clock.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface WebServer {
  readonly egress: Egress;
  /** Requests that arrived, as `https://host/path`. */
  readonly arrived: readonly string[];
  /** Headers of the latest request. */
  headers(): IncomingMessage['headers'];
  /** Connections that were opened, as `address:port`, by what the connection asked for. */
  readonly dialled: readonly string[];
  /** Names that were looked up. */
  readonly lookedUp: readonly string[];
  answer(address: string, answer: Answer): void;
  close(): Promise<void>;
}

interface WebServerOptions {
  readonly clock?: Clock;
  readonly allowHosts?: readonly string[];
  /** Addresses of a name, each look-up the next entry; a name that is not here has a public one. */
  readonly names?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Hosts of the certificate. */
  readonly hosts?: readonly string[];
  /** False: the certificate is not trusted. */
  readonly trusted?: boolean;
}

const PUBLIC = ['93.184.215.14'];

/** A web of one machine: a server for http and one for https on loopback, which stand for every public address there is. */
export async function createWebServer({ clock = createFakeClock('2026-11-21T08:00:00Z'), ...options }: WebServerOptions = {}) {
  const { names = {}, allowHosts = [], hosts = ['good.example', 'other.example'], trusted = true } = options;
  const { key, cert } = selfSigned(hosts);
  const answers = new Map<string, Answer>();
  const arrived: string[] = [];
  const dialled: string[] = [];
  const lookedUp: string[] = [];
  let latest: IncomingMessage['headers'] = {};
  const serve = (scheme: string) => (request: IncomingMessage, response: ServerResponse) => {
    const address = `${scheme}://${request.headers.host}${request.url}`;
    arrived.push(address);
    latest = request.headers;
    const answer = answers.get(address);
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  };
  const open = createServer(serve('http'));
  const secure = createSecureServer({ key, cert }, serve('https'));
  for (const server of [open, secure]) server.on('clientError', (_, socket) => socket.destroy());
  const ports = [await listen(open), await listen(secure)] as const;
  const secureAddresses = new Set<number>([443]);

  const egress = createEgress({
    clock,
    allowHosts,
    ...(trusted && { extraCa: cert }),
    async resolve(host) {
      const before = lookedUp.filter((name) => name === host).length;
      lookedUp.push(host);
      const known = names[host];
      return known?.[Math.min(before, known.length - 1)] ?? PUBLIC;
    },
    dial(addresses, port) {
      dialled.push(...addresses.map((address) => `${address}:${port}`));
      return connect(ports[secureAddresses.has(port) ? 1 : 0], '127.0.0.1');
    },
  });
  const server: WebServer = {
    egress,
    arrived,
    dialled,
    lookedUp,
    headers: () => latest,
    answer: (address, answer) => void answers.set(address, answer),
    async close() {
      for (const each of [open, secure]) {
        each.closeAllConnections();
        await new Promise((resolve) => each.close(resolve));
      }
    },
  };
  return server;
}

/** Answers with a page. */
export function page(text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(text);
}

/** Answers with a redirect. */
export function redirect(to: string, status = 302): Answer {
  return (_, response) => response.writeHead(status, { location: to }).end();
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
