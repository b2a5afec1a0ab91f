import type { ImapFlow, MailboxObject } from 'imapflow';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError, isAppError } from '../../src/ground/errors.ts';
import { orLeave } from '../../src/ground/or-leave.ts';
import type { MailAccount } from '../../src/ports/mail.ts';
import { MOST_MAIL_BYTES } from '../mime/read.ts';
import { createInboxNews, INBOX, type InboxNews } from './inbox-news.ts';
import { logIn, type Proof } from './log-in.ts';
import type { Reach } from './reach.ts';
import { beforeTheDeed, codeOf, refusal } from './trouble.ts';

export interface SessionDeps {
  readonly account: MailAccount;
  readonly reach: Reach;
  readonly clock: Clock;
  /** Something new lies in the inbox, or may lie there (inbox-news.ts). */
  readonly onNews?: () => void;
}

/** `mailbox`: what the server says of the one that is open. */
export type Work<T> = (client: ImapFlow, mailbox: MailboxObject) => Promise<T>;

/** One connection to an account, made when it is first needed and made anew when it was lost; work on it is done one after the other. */
export interface Session {
  /** Looks into a mailbox by its path; once more where the connection had been lost. Rejects with an error of ours. */
  look<T>(path: string, signal: AbortSignal, work: Work<T>): Promise<T>;
  /** The same for what changes something: an error of ours means that the server surely did nothing, any other that nobody knows. */
  change<T>(path: string, signal: AbortSignal, work: Work<T>): Promise<T>;
  /** Nothing that comes in is told any more. */
  close(): void;
}

/** Milliseconds and bytes. */
const BOUNDS = {
  clientInfo: { name: 'Adjutant' },
  logger: false,
  connectionTimeout: 20_000,
  socketTimeout: 60_000,
  autoIdleDelay: 2_000,
  maxIdleTime: 45_000,
  maxLineLength: 4_000_000,
  maxLiteralSize: MOST_MAIL_BYTES,
  maxResponseSize: MOST_MAIL_BYTES + 4_000_000,
} as const;

export function createSession(deps: SessionDeps): Session {
  const { account, clock, onNews } = deps;
  let isOver = false;
  const news = onNews && createInboxNews({ clock, onNews: () => isOver || onNews() });
  let client: ImapFlow | undefined;
  let connecting: Promise<ImapFlow> | undefined;
  let underWay = 0;

  async function connected(): Promise<ImapFlow> {
    if (client?.usable) return client;
    connecting ??= connect(deps, news).finally(() => {
      connecting = undefined;
    });
    client = await connecting;
    return client;
  }

  async function within<T>(path: string, signal: AbortSignal, work: Work<T>): Promise<T> {
    underWay += 1;
    try {
      return await locked(await connected(), path, signal, work);
    } finally {
      underWay -= 1;
      // Whoever looks through several mailboxes asks for the next one by then.
      setImmediate(rest);
    }
  }

  /** Where nothing else is to be done, the inbox is opened again: of no other mailbox is it heard what comes in. */
  function rest(): void {
    if (underWay > 0 || !client?.usable) return;
    if (isOver) client.close();
    else if (news && !isOpen(client, INBOX))
      client.getMailboxLock(INBOX).then(
        ({ release }) => release(),
        () => undefined, // the next look opens it, or a line of its own
      );
  }

  async function run<T>(path: string, signal: AbortSignal, work: Work<T>, changes: boolean): Promise<T> {
    signal.throwIfAborted();
    let changing = false;
    const noted: Work<T> = async (line, mailbox) => {
      // A line may have ended unnoticed; and what came into an open mailbox is found only once the server could say so (RFC 3501, 7).
      await line.noop();
      mustStand(line);
      changing = changes;
      try {
        return await work(line, mailbox);
      } finally {
        // The library answers with nothing where the line ended in the middle; a change that was answered stands.
        if (!changes) mustStand(line);
      }
    };
    const again = (error: unknown) => {
      if (changing || client?.usable !== false || isAppError(error)) throw error;
      return within(path, signal, noted);
    };
    return orLeave(within(path, signal, noted).catch(again), signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw (
        told(error, account) ?? (changing ? new Error(`nobody knows what the server did (${codeOf(error)})`) : silence(account))
      );
    });
  }

  return {
    look: (path, signal, work) => run(path, signal, work, false),
    change: (path, signal, work) => run(path, signal, work, true),
    close() {
      isOver = true;
      client?.close();
    },
  };
}

async function locked<T>(line: ImapFlow, path: string, signal: AbortSignal, work: Work<T>): Promise<T> {
  const lock = await line.getMailboxLock(path);
  try {
    signal.throwIfAborted();
    if (!line.mailbox) throw new Error('the mail server has closed the mailbox');
    return await work(line, line.mailbox);
  } finally {
    lock.release();
  }
}

async function connect(deps: SessionDeps, news: InboxNews | undefined): Promise<ImapFlow> {
  const { login, imap } = deps.account;
  return logIn(login, imap.host, (proof) => connectBy(proof, deps, news)).catch((error: unknown) => {
    throw beforeTheDeed(error, imap, login) ?? silence(deps.account);
  });
}

async function connectBy(proof: Proof, { account, reach }: SessionDeps, news: InboxNews | undefined): Promise<ImapFlow> {
  const { imap: server, user } = account;
  const [host, { ImapFlow }] = await Promise.all([reach(server), import('imapflow')]);
  const client = new ImapFlow({
    host,
    port: server.port,
    servername: server.host,
    secure: server.security === 'tls',
    ...(server.security !== 'tls' && { doSTARTTLS: server.security === 'starttls' }),
    auth: { user, ...proof },
    ...BOUNDS,
  });
  client.on('error', () => client.close()); // whoever waits on it is told by the call that fails
  try {
    await client.connect();
    news?.hearOn(client);
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}

function isOpen({ mailbox }: ImapFlow, path: string): boolean {
  return mailbox !== false && mailbox.path === path;
}

function mustStand({ usable }: ImapFlow): void {
  if (!usable) throw new Error('the line has ended');
}

function told(error: unknown, { imap }: MailAccount): AppError | undefined {
  return isAppError(error) ? error : refusal(error, imap);
}

function silence({ imap }: MailAccount): AppError {
  return new AppError('unavailable', `${imap.host} gave no answer. Try again later.`);
}
