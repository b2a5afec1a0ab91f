import type { ConnectDoor, ConnectPage, ConnectVisit } from '../../src/ports/connect.ts';
import { PAGE_HEADERS, renderPage } from './connect-page.ts';
import { createHttpServer, type HttpAnswer, type HttpRequest, type HttpServer } from './server.ts';

interface DoorDeps {
  /** Where this deployment is reached from outside; without it, only from this computer, on a free port that is open while needed. */
  readonly publicUrl?: string | undefined;
  /** The one that `publicUrl` leads to. */
  readonly server: HttpServer;
}

/** Where services bring people back to; no token is as short. */
const RETURN = 'return';
/** Longer than any account is tried out. */
const DEADLINE_MS = 90_000;

/** The pages that links lead to. */
export function createConnectDoor({ publicUrl, server }: DoorDeps): ConnectDoor {
  const http = publicUrl === undefined ? createHttpServer({ port: 0, host: '127.0.0.1' }) : server;
  return {
    reach: publicUrl === undefined ? 'here' : 'everywhere',
    async open(visit) {
      const path = new URL(`${publicUrl ?? 'http://127.0.0.1'}/connect/`).pathname;
      const { close } = await http.listen(path, (request) => answer(visit, request), ['GET', 'POST']);
      const base = publicUrl ?? `http://127.0.0.1:${http.port()}`;
      return { addressOf: (token) => `${base}/connect/${token}`, returnTo: `${base}/connect/${RETURN}`, close };
    },
  };
}

async function answer(visit: ConnectVisit, { method, path, query, headers, body }: HttpRequest): Promise<HttpAnswer> {
  const token = path.slice(path.lastIndexOf('/') + 1);
  if (method === 'GET' && token === RETURN) {
    const [code, error] = ['code', 'error'].map((name) => query.get(name) ?? undefined);
    const said = { state: query.get('state') ?? '', code, error };
    return pageAnswer(await visit.comeBack(said, AbortSignal.timeout(DEADLINE_MS)));
  }
  if (method === 'GET') return pageAnswer(visit.look(token));
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return { status: 415 };
  const values = Object.fromEntries(new URLSearchParams(body));
  return pageAnswer(await visit.submit(token, values, AbortSignal.timeout(DEADLINE_MS)));
}

function pageAnswer(page: ConnectPage): HttpAnswer {
  return { status: statusOf(page), page: { html: renderPage(page), headers: PAGE_HEADERS } };
}

function statusOf(page: ConnectPage): number {
  if (page.shows === 'words') return page.outcome === 'done' ? 200 : 410;
  return page.shows === 'form' && page.problem !== undefined ? 422 : 200;
}
