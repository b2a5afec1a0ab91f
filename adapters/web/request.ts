import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../../src/ground/errors.ts';
import type { Target } from './target.ts';

const MOST_HEADER_BYTES = 16 * 1024;

/** Sent with every request, and nothing else: no cookies, no name, no referrer. */
const HEADERS = { 'user-agent': 'Adjutant', 'accept-encoding': 'gzip, br', connection: 'close' };

/** One GET on a fresh connection, which ends with it. Resolves with the head; the body waits to be read. */
export function askOnce(socket: Socket, { url }: Target, accept: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({
      createConnection: () => socket,
      setHost: false,
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host, accept, ...HEADERS },
      maxHeaderSize: MOST_HEADER_BYTES,
      signal,
    });
    asked.once('response', resolve);
    asked.once('error', reject);
    asked.end();
  });
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
