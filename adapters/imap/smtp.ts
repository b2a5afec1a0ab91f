import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import { AppError } from '../../src/ground/errors.ts';
import { orLeave } from '../../src/ground/or-leave.ts';
import type { Handover, MailAccount } from '../../src/ports/mail.ts';
import { logIn, type Proof } from './log-in.ts';
import type { Reach } from './reach.ts';
import { beforeTheDeed } from './trouble.ts';

interface Envelope {
  readonly to: readonly string[];
  readonly bytes: Buffer;
}

/** Hands a mail over, once (RFC 5321). The bytes begin to go only when every recipient was taken. Rejects when the mail surely went to nobody. */
export async function handOver(account: MailAccount, reach: Reach, envelope: Envelope, signal: AbortSignal): Promise<Handover> {
  const line = await loggedIn(account, reach, signal);
  try {
    return await orLeave(send(line, account, envelope), signal);
  } finally {
    line.close();
  }
}

/** Logs in and leaves again. Rejects with what to put right. */
export async function tryLogin(account: MailAccount, reach: Reach, signal: AbortSignal): Promise<void> {
  const line = await loggedIn(account, reach, signal);
  line.close();
}

async function loggedIn(account: MailAccount, reach: Reach, signal: AbortSignal): Promise<SMTPConnection> {
  const { login, smtp } = account;
  const opening = logIn(login, smtp.host, (proof) => greeted(proof, account, reach, signal));
  return orLeave(opening, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw beforeTheDeed(error, smtp, login) ?? refused(error, smtp.host);
  });
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

/** A line that has logged in (by SASL XOAUTH2 where it is by a token); it is closed where that fails, in whatever words the library has for it. */
async function greeted(proof: Proof, account: MailAccount, reach: Reach, signal: AbortSignal): Promise<SMTPConnection> {
  const { user } = account;
  const opening = 'pass' in proof ? { credentials: { user, ...proof } } : { oauth2: new XOAuth2({ user, ...proof }) };
  const line = await dial(account, reach);
  const greeting = new Promise<void>((resolve, reject) => {
    line.once('error', reject);
    line.connect(() => line.login(opening, (error) => (error ? reject(error) : resolve())));
  });
  try {
    await orLeave(greeting, signal);
    return line;
  } catch (error) {
    line.close();
    throw error;
  }
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
