import { type IncomingMessage, request } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { AppError } from '../../src/ground/errors.ts';
import { isReadableOnTheWay } from '../../src/ground/readable-on-the-way.ts';
import { readBody } from './body.ts';
import { dialDirectly, type Resolve, resolveBySystem, secured } from './dial.ts';
import { toWebError } from './request.ts';
import { parseTarget, refusePrivate, type Target } from './target.ts';

/** The request went out and no whole answer came: it may have been carried out. */
export class LostAnswer extends Error {}

export interface AccountFetchDeps {
  /** What the words for the person call it, such as `calendar server`. */
  readonly server: string;
  /** Told with every request: what opens the account. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the account lives: what opens it goes to this host and its neighbours under the same domain, and to nobody else. */
  readonly home: URL;
  /** `host:port`, as the URL standard writes a host: reached in whatever network they lie. */
  readonly allowHosts: readonly string[];
  readonly resolve?: Resolve;
  /** A certificate in PEM that is trusted beside Node's own. */
  readonly extraCa?: string;
}

const MOST_BYTES = 30 * 1024 * 1024;
const MOST_HEADER_BYTES = 32 * 1024;
const MOST_REDIRECTS = 4;
const DEADLINE_MS = 30_000;
const REDIRECTS = new Set([301, 302, 307, 308]);
/** RFC 9110, 6.4.1: these answers have no body. */
const EMPTY = new Set([204, 205, 304]);

/**
 * What the `fetch` of a client of an account does, over vetted and pinned addresses, with what opens the account. Rejects with an AppError before
 * anything went out, and with LostAnswer after. Redirects are followed on hosts that may see the password, unless `redirect` is `manual`.
 */
export function createAccountFetch(deps: AccountFetchDeps): typeof fetch {
  const named = new Set(deps.allowHosts);
  return async (input, init = {}) => {
    const signals = [AbortSignal.timeout(DEADLINE_MS), ...(init.signal ? [init.signal] : [])];
    init.signal?.throwIfAborted();
    const mostHops = init.redirect === 'manual' ? 0 : MOST_REDIRECTS;
    let target = parseTarget(String(input), named);
    for (let hops = 0; ; hops += 1) {
      refuseToTell(deps.home, target.url);
      const response = await ask(deps, target, init, AbortSignal.any(signals));
      const next = hops < mostHops ? redirectOf(response, target, named) : undefined;
      if (!next) return toResponse(response);
      response.destroy();
      target = next;
    }
  };
}

/** Throws `denied` where the password must not go. */
function refuseToTell(home: URL, url: URL): void {
  if (!isNeighbour(home, url)) throw new AppError('denied', ELSEWHERE);
  if (isReadableOnTheWay(url.href)) throw new AppError('denied', OPEN);
}

const ELSEWHERE =
  'That server leads to another one under another name, and I do not take a password there. Enter the address of the other one.';

const OPEN = 'That address begins with http: what opens your account could be read on the way. Enter one that begins with https.';

/** The same host, or one under the same domain; never from a protected connection to an open one. */
export function isNeighbour(home: URL, other: URL): boolean {
  if (home.protocol === 'https:' && other.protocol !== 'https:') return false;
  if (home.hostname === other.hostname) return true;
  if (isIP(home.hostname) !== 0 || other.protocol !== 'https:') return false;
  const domain = home.hostname
    .split('.')
    .slice(home.hostname.split('.').length > 2 ? 1 : 0)
    .join('.');
  return other.hostname === domain || other.hostname.endsWith(`.${domain}`);
}

function redirectOf(
  { statusCode = 0, headers }: IncomingMessage,
  { url }: Target,
  named: ReadonlySet<string>,
): Target | undefined {
  const { location } = headers;
  if (!REDIRECTS.has(statusCode) || location === undefined || !URL.canParse(location, url.href)) return undefined;
  return parseTarget(new URL(location, url.href).href, named);
}

async function ask(deps: AccountFetchDeps, target: Target, init: RequestInit, signal: AbortSignal): Promise<IncomingMessage> {
  let socket: Socket | undefined;
  let isOut = false;
  try {
    const { resolve = resolveBySystem } = deps;
    const addresses = isIP(target.host) === 0 ? await resolve(target.host) : [target.host];
    if (addresses.length === 0) throw new AppError('unavailable', 'I find no server under that address.');
    if (!target.named) refusePrivate(addresses);
    signal.throwIfAborted();
    const opened = secured(dialDirectly(addresses, target.port), target, deps.extraCa);
    socket = opened;
    opened.once(target.url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      isOut = true;
    });
    return await exchange(deps, opened, target, init, signal);
  } catch (error) {
    socket?.destroy();
    init.signal?.throwIfAborted();
    if (isOut && !(error instanceof AppError)) throw new LostAnswer(`the ${deps.server} did not answer`, { cause: error });
    throw serverError(error, deps.server);
  }
}

function exchange(
  { headers: opening }: AccountFetchDeps,
  socket: Socket,
  { url }: Target,
  init: RequestInit,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const body = typeof init.body === 'string' || init.body instanceof Uint8Array ? Buffer.from(init.body) : undefined;
  const headers = {
    'accept-encoding': 'gzip',
    ...Object.fromEntries(new Headers(init.headers)),
    ...opening,
    host: url.host,
    'user-agent': 'Adjutant',
    connection: 'close',
    ...(body && { 'content-length': String(body.length) }),
  };
  return new Promise((resolve, reject) => {
    const path = `${url.pathname}${url.search}`;
    const method = init.method ?? 'GET';
    const asked = request({
      createConnection: () => socket,
      setHost: false,
      path,
      method,
      headers,
      maxHeaderSize: MOST_HEADER_BYTES,
      signal,
    });
    asked.once('response', resolve);
    asked.once('error', reject);
    asked.end(body);
  });
}

async function toResponse(response: IncomingMessage): Promise<Response> {
  const { statusCode: status = 502 } = response;
  const bytes = await readBody(response, MOST_BYTES).catch((error: unknown) => {
    if (error instanceof AppError) throw error;
    throw new LostAnswer('the answer was cut off', { cause: error });
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers))
    headers.set(name, Array.isArray(value) ? value.join(', ') : (value ?? ''));
  // It is unpacked by now.
  headers.delete('content-encoding');
  return new Response(EMPTY.has(status) ? null : Buffer.from(bytes), { status: Math.min(Math.max(status, 200), 599), headers });
}

function serverError(error: unknown, server: string): AppError {
  const told = toWebError(error);
  return error instanceof AppError
    ? told
    : new AppError('unavailable', told.message.replace('That site', `The ${server}`), { cause: error });
}
