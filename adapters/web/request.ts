import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../../src/ground/errors.ts';
import type { WebVersion } from '../../src/ports/web.ts';
import type { Target } from './target.ts';

const MOST_HEADER_BYTES = 16 * 1024;

/** Sent with every request, and nothing else: no cookies, no name, no referrer. */
const HEADERS = { 'user-agent': 'Adjutant', 'accept-encoding': 'gzip, br', connection: 'close' };

/** What one request says beside its address. */
export interface Asking {
  /** The Accept header. */
  readonly accept: string;
  /** The state that we know already: its server need not send it again. */
  readonly known?: WebVersion;
}

/** One GET on a fresh connection, which ends with it. Resolves with the head; the body waits to be read. */
export function askOnce(
  socket: Socket,
  { url }: Target,
  { accept, known }: Asking,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({
      createConnection: () => socket,
      setHost: false,
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host, accept, ...conditionsOf(known), ...HEADERS },
      maxHeaderSize: MOST_HEADER_BYTES,
      signal,
    });
    asked.once('response', resolve);
    asked.once('error', reject);
    asked.end();
  });
}

/** RFC 9110, 13.1.2 and 13.1.3. */
function conditionsOf({ etag, modified }: WebVersion = {}): Record<string, string> {
  return { ...(etag && { 'if-none-match': etag }), ...(modified && { 'if-modified-since': modified }) };
}

/** The state of what is answered, as far as its name can be said back: RFC 9110, 8.8.2 and 8.8.3. */
export function versionOf({ headers }: IncomingMessage): WebVersion {
  const { etag, 'last-modified': modified } = headers;
  return {
    ...(etag && /^(?:W\/)?"[\x21\x23-\x7e]{0,200}"$/.test(etag) && { etag }),
    ...(modified && /^[\w ,:+-]{1,60}$/.test(modified) && { modified }),
  };
}

/** Why a request failed, in a sentence that repeats nothing of what the other side said. */
export function toWebError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'HPE_HEADER_OVERFLOW') return new AppError('invalid', 'That site answers with more headers than I read.');
  if (code === 'ENOTFOUND' || code === 'EAI_NODATA') return unavailable('I find no site under that address.', error);
  if (/CERT|TLS|SSL|VERIFY/.test(code))
    return unavailable('That site cannot prove who it is (its certificate), so I did not go on.', error);
  if (/^(Z_|ERR_.*BROTLI|ERR__ERROR)/.test(code)) return unavailable('That page arrived damaged.', error);
  return unavailable('That site did not answer properly. Please try again later.', error);
}

function unavailable(message: string, cause: unknown): AppError {
  return new AppError('unavailable', message, { cause });
}
