import { z } from 'zod';
import { AppError } from '../../src/ground/errors.ts';
import type { NoAnswer } from '../../src/ports/calendar.ts';

/** Codes of Node for a connection that never came about: nothing was asked for, so nothing was done. */
const NEVER_SENT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_TLS_.*|CERT_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;

/** What the SDK throws: an answer with a status, or a network's code (`cause` holds Node's). */
const failure = z.object({
  code: z.unknown().optional(),
  cause: z.object({ code: z.unknown().optional() }).optional().catch(undefined),
  response: z
    .object({
      status: z.number(),
      data: z.unknown(),
      headers: z.unknown(),
    })
    .optional()
    .catch(undefined),
});

/** https://developers.google.com/workspace/gmail/api/guides/handle-errors and its like for Calendar: `error.errors[].reason`. */
const said = z.object({
  error: z.union([
    z.string(),
    z.object({ errors: z.array(z.object({ reason: z.string() })).default([]), status: z.string().optional() }),
  ]),
});

const RATE = /rateLimitExceeded|userRateLimitExceeded|quotaExceeded|RESOURCE_EXHAUSTED/;
const SCOPE = /insufficientPermissions|ACCESS_TOKEN_SCOPE_INSUFFICIENT/;

const AGAIN = 'Connect it again with /connect google.';

/** What a failed call to Google means, in words for the person; an abort stays what it is. */
export function toAppError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const { response } = failure.catch({}).parse(error);
  if (!response) return new AppError('unavailable', 'Google cannot be reached. Please try again later.', { cause: error });
  const reason = reasonIn(response.data);
  if (/invalid_grant/.test(reason) || response.status === 401)
    return new AppError('denied', `Google has ended the connection. ${AGAIN}`, { cause: error });
  if (response.status === 429 || RATE.test(reason))
    return new AppError('rate-limited', 'Google asks to wait. Please try again in a minute.', {
      cause: error,
      ...waiting(response.headers),
    });
  if (SCOPE.test(reason))
    return new AppError('denied', `Google has not been asked to allow this yet. ${AGAIN}`, { cause: error });
  return byStatus(response.status, error);
}

function byStatus(status: number, cause: unknown): AppError {
  if (status === 404 || status === 410) return new AppError('not-found', 'This is not there any more.', { cause });
  if (status === 412) return new AppError('invalid', 'It has changed since. Look at it again before you decide.', { cause });
  if (status === 403) return new AppError('denied', 'Google does not allow this for your account.', { cause });
  if (status >= 500) return new AppError('unavailable', 'Google does not answer properly. Please try again later.', { cause });
  return new AppError('invalid', `Google has refused this (${status}).`, { cause });
}

/** Words of Google's own by which a refusal is known; empty without any. */
function reasonIn(data: unknown): string {
  const found = said.safeParse(data);
  if (!found.success) return '';
  const { error } = found.data;
  return typeof error === 'string' ? error : [error.status, ...error.errors.map(({ reason }) => reason)].join(' ');
}

function waiting(headers: unknown): { readonly retryAfterMs?: number } {
  const seconds = headers instanceof Headers ? Number(headers.get('retry-after') ?? Number.NaN) : Number.NaN;
  return Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {};
}

/** The HTTP status that Google answered with, if it did. */
export function statusOf(error: unknown): number | undefined {
  return failure.catch({}).parse(error).response?.status;
}

/** True when a call that failed may have been carried out all the same: no answer came, or one that is not Google's own. */
export function mayHaveHappened(error: unknown): boolean {
  const { response, code, cause } = failure.catch({}).parse(error);
  if (response) return response.status >= 500;
  return !NEVER_SENT.test(String(cause?.code ?? code ?? ''));
}

/** A look: rejects in the person's words. */
export async function looked<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    return await call();
  } catch (error) {
    throw toAppError(error, signal);
  }
}

/** A change: rejects when it surely did nothing. */
export async function changed<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T | NoAnswer> {
  signal.throwIfAborted();
  try {
    return await call();
  } catch (error) {
    if (mayHaveHappened(error)) return { noAnswer: 'Google gave no answer' };
    throw toAppError(error, signal);
  }
}

export function isNoAnswer(value: unknown): value is NoAnswer {
  return typeof value === 'object' && value !== null && 'noAnswer' in value;
}
