import { AppError, isAppError } from '../../src/ground/errors.ts';
import type { Login } from '../../src/ports/login.ts';
import type { MailServer } from '../../src/ports/mail.ts';

/** Codes for a connection that never came about, from Node and from the two libraries: nothing was carried out. */
const NEVER_REACHED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EDNS|CONNECT_TIMEOUT|GREETING_TIMEOUT|UPGRADE_TIMEOUT|NoConnection|ECONNECTION|ESOCKET)$/;
const UNTRUSTED =
  /^(CERT_.*|ERR_TLS_.*|ERR_SSL_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|EPROTO|ETLS)$/;

/** A failure that surely came before anything was done, in words that say what to do; undefined for any other. */
export function beforeTheDeed(error: unknown, server: MailServer, login: Login): AppError | undefined {
  if (isAppError(error)) return error;
  const place = `${server.host}:${server.port}`;
  const codes = codesOf(error);
  if (codes.some((code) => UNTRUSTED.test(code)) || isSet(error, 'tlsFailed'))
    return new AppError('unavailable', `${place} offers no encrypted connection that can be trusted. Check its name and port.`);
  if (isRefusedLogin(error)) return new AppError('denied', `${place} refused ${'password' in login ? PASSWORD : SIGN_IN}`);
  if (error instanceof Error && error.message === NO_SUCH_WAY)
    return new AppError(
      'denied',
      `${place} lets nobody in by signing in. Connect the account again with /connect mail, by a password.`,
    );
  if (codes.some((code) => NEVER_REACHED.test(code)))
    return new AppError('unavailable', `${place} cannot be reached (${codes[0]}). Try again later, or check its name and port.`);
  return undefined;
}

/** As imapflow says it, without a code. */
const NO_SUCH_WAY = 'Unsupported authentication mechanism';

/** The login was heard and refused. */
export function isRefusedLogin(error: unknown): boolean {
  return codesOf(error).includes('EAUTH') || isSet(error, 'authenticationFailed');
}

const PASSWORD = 'the user name or password. Connect the account again with /connect mail; most providers want an app password.';
const SIGN_IN =
  'the sign-in. Connect the account again with /connect mail, sign in as the owner of that address, and look whether the mailbox allows IMAP and SMTP.';

/** The server said no (RFC 3501, 7.1): it surely did nothing. */
export function refusal(error: unknown, server: MailServer): AppError | undefined {
  const status = textAt(error, 'responseStatus');
  if (status === undefined) return undefined;
  const code = textAt(error, 'serverResponseCode') ?? status;
  return new AppError('unavailable', `${server.host} refused that (${code}). Try again later.`);
}

/** For logs and messages: the code alone, since a server's words may hold anything. */
export function codeOf(error: unknown): string {
  return codesOf(error)[0] ?? 'no answer';
}

function codesOf(error: unknown): string[] {
  const causes = [error, at(error, 'cause'), at(error, '_err')];
  return causes.flatMap((one) => [textAt(one, 'code') ?? [], textAt(one, 'originalCode') ?? []].flat());
}

function isSet(error: unknown, key: string): boolean {
  return at(error, key) === true;
}

function textAt(error: unknown, key: string): string | undefined {
  const value = at(error, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function at(error: unknown, key: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
}
