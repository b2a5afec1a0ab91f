import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer, Hono } from '@emulators/core';
import { getGoogleStore, googlePlugin, seedFromConfig } from '@emulators/google';
import { listen } from '../listen.ts';
import { type CalendarWorld, calendarRoutes, createCalendarWorld } from './calendar-routes.ts';
import { type DriveWorld, driveRoutes } from './drive-routes.ts';
import { type PeopleWorld, peopleRoutes } from './people-routes.ts';
import { type TasksWorld, tasksRoutes } from './tasks-routes.ts';

/** The next request whose path holds `path` meets this: a status, the end of the line before or after it is carried out, or silence after it. */
export interface GoogleFault {
  readonly path: string;
  readonly method?: string;
  readonly meets: number | 'drop-before' | 'drop-after' | 'silence';
  /** The reason that a refusal gives, in the short form of OAuth. */
  readonly says?: string;
}

export interface FakeGoogle {
  /** Without a slash at its end. */
  readonly url: string;
  readonly account: string;
  readonly token: string;
  /** What the program needs to find it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly calendar: CalendarWorld;
  readonly people: PeopleWorld;
  readonly drive: DriveWorld;
  readonly tasks: TasksWorld;
  /** Of Gmail: the emulator's own store. */
  readonly store: ReturnType<typeof getGoogleStore>;
  /** Method and path of every request, in order. */
  readonly journal: readonly string[];
  fail(fault: GoogleFault): void;
  /** From now on Gmail's search finds nothing, as where it lags behind, or its lists show nothing either. */
  lag(of: 'search' | 'search and lists'): void;
  /** From now on this access token is refused, as after its hour; without one, all that were given so far. */
  expire(token?: string): void;
  /** How many seconds the access tokens hold that are given from now on. */
  giveTokensFor(seconds: number): void;
  /** Says yes where its page of consent asks, as the owner of the account does there, to all that is asked or to this much; gives where it sends them back to. */
  agree(at: URL, scope?: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * Google on a port of this machine: mail and OAuth by an emulator of others, calendars, tasks, people and files, which that lacks or has in part, by routes of ours after
 * the reference (developers.google.com/workspace).
 */
export async function startFakeGoogle(account = 'ann@example.com'): Promise<FakeGoogle> {
  const token = `token-of-${account}`;
  const journal: string[] = [];
  const faults: GoogleFault[] = [];
  const expired = new Set<string>();
  let tokensHold = 3600;
  let lagging: 'search' | 'search and lists' | undefined;
  const calendar = createCalendarWorld(account);
  const people: PeopleWorld = { contacts: [] };
  const drive: DriveWorld = { files: [] };
  const tasks: TasksWorld = { tasks: new Map(), sent: 0 };
  const emulator = createServer(googlePlugin, { port: 0, tokens: { [token]: { login: account, id: 1, scopes: [] } } });
  seedFromConfig(emulator.store, 'http://127.0.0.1', {
    users: [{ email: account, name: 'Ann' }],
    messages: [],
    calendars: [],
    calendar_events: [],
  });
  const store = getGoogleStore(emulator.store);
  const own = new Hono();
  calendarRoutes(own, calendar);
  peopleRoutes(own, people);
  driveRoutes(own, drive);
  tasksRoutes(own, tasks);

  async function answer(request: Request): Promise<Response | 'drop' | 'silence'> {
    const { pathname } = new URL(request.url);
    journal.push(`${request.method} ${pathname}`);
    const bearer = request.headers.get('authorization')?.replace(/^Bearer /, '');
    if (bearer !== undefined && expired.has(bearer)) return refusal(401, 'UNAUTHENTICATED');
    const index = faults.findIndex(({ path, method }) => pathname.includes(path) && (!method || method === request.method));
    const [fault] = index < 0 ? [] : faults.splice(index, 1);
    if (fault?.meets === 'drop-before') return 'drop';
    if (typeof fault?.meets === 'number') {
      return fault.says ? Response.json({ error: fault.says }, { status: fault.meets }) : refusal(fault.meets, 'FAULT');
    }
    if (lagging && isLagging(request, lagging)) return Response.json({ resultSizeEstimate: 0 });
    const isOwn = /^\/(?:calendar|drive|tasks|v1\/people)/.test(pathname);
    if (isOwn && !(bearer && emulator.tokenMap.has(bearer))) return refusal(401, 'UNAUTHENTICATED');
    const response = await (isOwn ? own.fetch(request) : mended(request, (asked) => emulator.app.fetch(asked), store));
    if (pathname === '/oauth2/token' && response.ok)
      return Response.json({ ...((await response.json()) as object), expires_in: tokensHold });
    if (fault?.meets === 'silence') return 'silence';
    return fault?.meets === 'drop-after' ? 'drop' : response;
  }

  const server = createHttpServer(async (incoming, outgoing) => {
    const response = await answer(await toRequest(incoming));
    if (response === 'silence') return;
    if (response === 'drop') return void incoming.socket.destroy();
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(new Uint8Array(await response.arrayBuffer()));
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  return {
    url,
    account,
    token,
    settings: {
      GOOGLE_CLIENT_ID: 'adjutant',
      GOOGLE_CLIENT_SECRET: 'secret',
      GOOGLE_API_ROOT: url,
      GOOGLE_AUTH_URL: `${url}/o/oauth2/v2/auth`,
      GOOGLE_TOKEN_URL: `${url}/oauth2/token`,
      GOOGLE_REVOKE_URL: `${url}/oauth2/revoke`,
    },
    calendar,
    people,
    drive,
    tasks,
    store,
    journal,
    fail: (fault) => void faults.push(fault),
    lag(of) {
      lagging = of;
    },
    expire(one) {
      for (const each of one === undefined ? emulator.tokenMap.keys() : [one]) expired.add(each);
    },
    giveTokensFor(seconds) {
      tokensHold = seconds;
    },
    async agree({ searchParams: asked }, scope = asked.get('scope') ?? '') {
      const fields = ['redirect_uri', 'state', 'client_id', 'code_challenge', 'code_challenge_method'];
      const given = Object.fromEntries(fields.map((name) => [name, asked.get(name) ?? '']));
      const body = new URLSearchParams({ ...given, email: account, scope });
      const answer = await fetch(`${url}/o/oauth2/v2/auth/callback`, { method: 'POST', body, redirect: 'manual' });
      return answer.headers.get('location') ?? '';
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function isLagging({ method, url }: Request, of: 'search' | 'search and lists'): boolean {
  const { pathname, searchParams } = new URL(url);
  const isList = method === 'GET' && /\/gmail\/v1\/users\/[^/]+\/(?:messages|drafts)$/.test(pathname);
  return isList && (of === 'search and lists' || searchParams.has('q'));
}

type Ask = (request: Request) => Response | Promise<Response>;
type Store = ReturnType<typeof getGoogleStore>;

async function mended(request: Request, ask: Ask, store: Store): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const names = searchParams.getAll('metadataHeaders');
  if (names.length > 0) return withHeaders(await ask(request), pathname, names, store);
  return /rfc822msgid:/.test(searchParams.get('q') ?? '') ? byMessageId(request, ask, store) : ask(request);
}

/** Of the headers that are asked for, the emulator gives the usual ones only. */
async function withHeaders(response: Response, pathname: string, names: readonly string[], store: Store): Promise<Response> {
  if (!response.ok) return response;
  const { payload, ...message } = (await response.json()) as { payload?: object };
  const raw = store.messages.all().find(({ gmail_id: id }) => pathname.endsWith(`/${id}`))?.raw ?? '';
  const [head = ''] = Buffer.from(raw, 'base64url')
    .toString()
    .split(/\r?\n\r?\n/, 1);
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const headers = head
    .replace(/\r?\n(?=[ \t])/g, '')
    .split(/\r?\n/)
    .map((line) => ({ name: line.slice(0, line.indexOf(':')), value: line.slice(line.indexOf(':') + 1).trim() }))
    .filter(({ name }) => wanted.has(name.toLowerCase()));
  return Response.json({ ...message, payload: { ...payload, headers } });
}

/** The emulator cuts `rfc822msgid:` one letter short and so finds nothing by it: what else is asked for is asked of it, and this done here. */
async function byMessageId(request: Request, ask: Ask, store: Store): Promise<Response> {
  const url = new URL(request.url);
  const q = url.searchParams.get('q') ?? '';
  const [term, wanted] = /rfc822msgid:(\S+)/.exec(q) ?? [];
  url.searchParams.set('q', q.replace(term ?? '', ''));
  url.searchParams.set('maxResults', '500');
  const response = await ask(new Request(url, { headers: request.headers }));
  const found = (await response.json()) as { messages?: { id: string }[] };
  const ids = new Set(store.messages.all().flatMap((each) => (each.message_id === `<${wanted}>` ? [each.gmail_id] : [])));
  return Response.json({ messages: (found.messages ?? []).filter(({ id }) => ids.has(id)) });
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const { method = 'GET', url = '/', headers } = incoming;
  const body = method === 'GET' || method === 'HEAD' ? null : new Uint8Array(Buffer.concat(chunks));
  const own = Object.entries(headers).filter(([name]) => !/^(?:host|connection|transfer-encoding|content-length)$/.test(name));
  return new Request(`http://${headers.host}${url}`, {
    method,
    body,
    headers: own.map(([name, value]) => [name, String(value)]),
  });
}

function refusal(status: number, reason: string): Response {
  return Response.json({ error: { code: status, status: reason, errors: [{ reason }] } }, { status });
}
