import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { errorCode } from '../../src/ground/error-code.ts';
import { AppError } from '../../src/ground/errors.ts';

/** What `asked` of the authorization server comes to; rejects in words for the person. */
export async function told<T>(name: string, asked: Promise<T>): Promise<T> {
  return asked.catch((error: unknown) => {
    throw toAppError(name, error);
  });
}

/** True where the server no longer knows what it was asked to forget. */
export function isUnknownGrant(error: unknown): boolean {
  return error instanceof ResponseBodyError && error.error === 'invalid_grant';
}

function toAppError(name: string, error: unknown): unknown {
  if (error instanceof ResponseBodyError) return byCode(name, error);
  if (error instanceof WWWAuthenticateChallengeError) return unknownClient(name, error);
  // Nobody was reached, or said nothing of RFC 6749. What was said may hold tokens, so it goes no further.
  if (error instanceof ClientError || error instanceof TypeError) return noAnswer(name);
  return error;
}

/** Microsoft answers so in passing trouble as well, with 400. */
const PASSING = new Set(['temporarily_unavailable', 'server_error']);

/** RFC 6749, 5.2. */
function byCode(name: string, cause: ResponseBodyError): AppError {
  const { error: code, status } = cause;
  if (status === 429) return new AppError('rate-limited', `${name} asks to wait. Please try again in a minute.`, { cause });
  if (status === 408 || PASSING.has(code)) return noAnswer(name);
  if (code === 'invalid_grant')
    return new AppError('denied', `${name} has ended the connection. Connect the account again with /connect.`, { cause });
  if (code === 'invalid_client' || code === 'unauthorized_client') return unknownClient(name, cause);
  const said = errorCode(code) ?? 'without a reason';
  return new AppError('denied', `${name} has refused this (${said}). Connect the account again with /connect.`, { cause });
}

function noAnswer(name: string): AppError {
  return new AppError('unavailable', `${name} does not answer properly. Please try again later.`);
}

function unknownClient(name: string, cause: Error): AppError {
  const how = 'Whoever runs it should look at OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET.';
  return new AppError('denied', `${name} does not let this Adjutant ask. ${how}`, { cause });
}
