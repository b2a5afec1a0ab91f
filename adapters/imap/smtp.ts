import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import { AppError } from '../../src/ground/errors.ts';
import { orLeave } from '../../src/ground/or-leave.ts';
import type { AccessToken } from '../../src/ports/login.ts';
import type { Handover, MailAccount } from '../../src/ports/mail.ts';
import type { Reach } from './reach.ts';
import { beforeTheDeed } from './trouble.ts';

interface Envelope {
  readonly to: readonly string[];
  readonly bytes: Buffer;
}

/** Hands a mail over, once (RFC 5321). The bytes begin to go only when every recipient was taken. Rejects when the mail surely went to nobody. */
export async function handOver(account: MailAccount, reach: Reach, envelope: Envelope, signal: AbortSignal): Promise<Handover> {
  const line = await dial(account, reach);
  try {
    await orLeave(greet(line, account), signal);
    return await orLeave(send(line, account, envelope), signal);
  } finally {
    line.close();
  }
}

/** Logs in and leaves again. Rejects with what to put right. */
export async function tryLogin(account: MailAccount, reach: Reach, signal: AbortSignal): Promise<void> {
  const line = await dial(account, reach);
  await orLeave(greet(line, account), signal).finally(() => line.close());
}

async function dial({ smtp }: MailAccount, reach: Reach): Promise<SMTPConnection> {
  return new SMTPConnection({
    host: await reach(smtp),
    port: smtp.port,
    servername: smtp.host,
    secure: smtp.security === 'tls',
    requireTLS: smtp.security === 'starttls',
    ignoreTLS: smtp.security === 'plain',
    connectionTimeout: 20_000,
    greetingTimeout: 20_000,
    socketTimeout: 60_000,
    logger: false,
  });
}

function greet(line: SMTPConnection, { user, login, smtp }: MailAccount): Promise<void> {
  const opening = 'password' in login ? { credentials: { user, pass: login.password } } : { oauth2: tokensFor(user, login) };
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(beforeTheDeed(error, smtp, login) ?? refused(error, smtp.host));
    line.once('error', fail);
    line.connect(() => line.login(opening, (error) => (error ? fail(error) : resolve())));
  });
}

/** SASL XOAUTH2. One that is refused is changed for another one, once. */
function tokensFor(user: string, { accessToken }: { readonly accessToken: AccessToken }): XOAuth2 {
  let refused: string | undefined;
  return new XOAuth2({
    user,
    provisionCallback(_, isRefused, give) {
      accessToken(isRefused ? refused : undefined).then((token) => {
        refused = token;
        give(null, token);
      }, give);
    },
  });
}

function send(line: SMTPConnection, { address, smtp }: MailAccount, { to, bytes }: Envelope): Promise<Handover> {
  let underWay = false;
  const body = Readable.from(
    (function* () {
      underWay = true;
      yield bytes;
    })(),
  );
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      // An answer of the server's, even to the last byte, means that it has not taken the mail.
      if (!underWay || responseCode(error) !== undefined) reject(refused(error, smtp.host));
      else resolve({ state: 'unknown', reason: `${smtp.host} did not say whether it took the mail.` });
    };
    line.once('error', fail);
    line.once('end', () => fail(undefined));
    line.send({ from: address, to: [...to] }, body, (error, info) => {
      if (error) return fail(error);
      const missed = info?.rejected ?? [];
      resolve({ state: 'done', ...(missed.length > 0 && { missed }) });
    });
  });
}

function refused(error: unknown, host: string): AppError {
  const code = responseCode(error);
  const said = code === undefined ? 'gave no answer' : `refused it with code ${code}`;
  const again = code !== undefined && code >= 500 ? 'Look at the recipients and ask again.' : 'Try again later.';
  return new AppError('unavailable', `The mail was not sent: ${host} ${said}. ${again}`);
}

function responseCode(error: unknown): number | undefined {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'responseCode') : undefined;
  return typeof code === 'number' ? code : undefined;
}
