import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { WebVersion } from '../../src/ports/web.ts';
import { readBody } from './body.ts';
import { type Dial, dialDirectly, type Resolve, resolveBySystem, secured } from './dial.ts';
import { type Asking, askOnce, toWebError, versionOf } from './request.ts';
import { parseTarget, refusePrivate, type Target } from './target.ts';

interface EgressDeps {
  readonly clock: Clock;
  /** `host:port`, as the URL standard writes a host: reached in whatever network they lie. */
  readonly allowHosts: readonly string[];
  readonly resolve?: Resolve;
  readonly dial?: Dial;
  /** A certificate in PEM that is trusted beside Node's own. */
  readonly extraCa?: string;
}

export interface Wanted {
  /** The Accept header. */
  readonly accept: string;
  /** Throws for a Content-Type (lower case, without parameters) that is not wanted, before any of the body is read. */
  readonly checkType: (type: string) => void;
}

export interface WebAnswer {
  /** Where it was found in the end. */
  readonly url: string;
  /** The whole Content-Type. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly version: WebVersion;
}

type Moved = { readonly movedTo: string };

/** The one way to a host that the model may have chosen. */
export interface Egress {
  /** The address as `get` will ask for it. Throws `denied` or `invalid` by its words alone. */
  admit(url: string): string;
  /**
   * GET, with nothing of the person in it but the address. Every name is looked up once, every address of it checked, the connection
   * pinned to them; the same at each redirect, at most 5, on the same host only. Caps: 16 KB of headers, 5 MB of decoded body, 20 s for all.
   */
  get(url: string, wanted: Wanted, signal: AbortSignal): Promise<WebAnswer | Moved>;
  /** The same; `unchanged` where the server says that it is still in the state `known`. */
  getIfChanged(url: string, wanted: Wanted, known: WebVersion, signal: AbortSignal): Promise<WebAnswer | Moved | 'unchanged'>;
}

const MOST_REDIRECTS = 5;
const DEADLINE_MS = 20_000;

export function createEgress(deps: EgressDeps): Egress {
  const named = new Set(deps.allowHosts);

  async function ask(url: string, wanted: Wanted & Asking, signal: AbortSignal) {
    const first = parseTarget(url, named);
    return within(deps.clock, signal, (limited) => follow({ ...deps, named }, first, wanted, limited));
  }

  return {
    admit: (url) => parseTarget(url, named).url.href,
    async get(url, wanted, signal) {
      const answer = await ask(url, wanted, signal);
      if (answer === 'unchanged') throw refused(304);
      return answer;
    },
    async getIfChanged(url, wanted, known, signal) {
      const answer = await ask(url, { ...wanted, known }, signal);
      // Nobody asked whether it has changed.
      if (answer === 'unchanged' && Object.keys(known).length === 0) throw refused(304);
      return answer;
    },
  };
}

/** Runs `work` under the deadline. A failure that the abort caused is the abort's own reason. */
async function within<T>(clock: Clock, signal: AbortSignal, work: (limited: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const done = new AbortController();
  const limited = AbortSignal.any([signal, late.signal]);
  clock.sleep(DEADLINE_MS, done.signal).then(
    () =>
      late.abort(new AppError('unavailable', `That site took longer than ${DEADLINE_MS / 1000} seconds, so I stopped waiting.`)),
    () => undefined,
  );
  try {
    limited.throwIfAborted();
    return await work(limited);
  } catch (error) {
    limited.throwIfAborted();
    throw toWebError(error);
  } finally {
    done.abort();
  }
}

interface FollowDeps extends EgressDeps {
  readonly named: ReadonlySet<string>;
}

async function follow(deps: FollowDeps, first: Target, wanted: Wanted & Asking, signal: AbortSignal) {
  let target = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const response = await connectAndAsk(deps, target, wanted, signal);
    try {
      const location = redirectOf(response);
      if (location === undefined) return await take(response, target, wanted);
      const next = parseTarget(absolute(location, target.url), deps.named);
      if (next.host !== target.host) return { movedTo: next.url.href };
      if (target.url.protocol === 'https:' && next.url.protocol === 'http:')
        throw new AppError('denied', 'That page leads from a protected connection to an open one. I did not go on.');
      target = next;
    } finally {
      response.destroy();
    }
  }
  throw new AppError('unavailable', `That page leads from one address to the next more than ${MOST_REDIRECTS} times.`);
}

async function connectAndAsk(
  { resolve = resolveBySystem, dial = dialDirectly, extraCa }: EgressDeps,
  target: Target,
  asking: Asking,
  signal: AbortSignal,
) {
  const addresses = isIP(target.host) === 0 ? await abortable(resolve(target.host), signal) : [target.host];
  if (addresses.length === 0) throw new AppError('unavailable', 'I find no site under that address.');
  if (!target.named) refusePrivate(addresses);
  return askOnce(secured(dial(addresses, target.port), target, extraCa), target, asking, signal);
}

async function take(response: IncomingMessage, target: Target, { checkType }: Wanted): Promise<WebAnswer | 'unchanged'> {
  const { statusCode: status = 0, headers } = response;
  if (status === 304) return 'unchanged';
  if (status === 404 || status === 410) throw new AppError('not-found', `There is no such page (${status}).`);
  if (status < 200 || status > 299) throw refused(status);
  const contentType = headers['content-type'] ?? '';
  checkType(contentType.split(';', 1).join().trim().toLowerCase());
  return { url: target.url.href, contentType, bytes: await readBody(response), version: versionOf(response) };
}

function refused(status: number): AppError {
  return new AppError('unavailable', `That site refused the page (${status}).`);
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

function redirectOf({ statusCode, headers }: IncomingMessage): string | undefined {
  return REDIRECTS.has(statusCode ?? 0) ? headers.location : undefined;
}

function absolute(location: string, base: URL): string {
  if (!URL.canParse(location, base.href)) throw new AppError('unavailable', 'That page leads to something that is no address.');
  return new URL(location, base).href;
}

/** What cannot be aborted is left to itself. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    over.abort();
  }
}
