import type { ImapFlow, MailboxObject } from 'imapflow';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { Mail, MailAccount, Mailbox, MailReader, MailSummary } from '../../src/ports/mail.ts';
import type { Parsing } from '../isolated/parsing.ts';
import { type Letter, MOST_MAIL_BYTES } from '../mime/read.ts';
import { arrivedAfter, readCursor } from './arrivals.ts';
import { findHits, type Hit, newestFirst } from './find.ts';
import type { Folders } from './folders.ts';
import { MAILBOXES, noSuchMail, parseHandle } from './handle.ts';
import { HEAD, MARKS, toHead, toSummary } from './message.ts';
import type { Session } from './session.ts';

export interface ImapDeps {
  readonly account: Pick<MailAccount, 'address'>;
  readonly session: Session;
  readonly folders: Folders;
  readonly clock: Clock;
  readonly parsing: Parsing;
}

interface Placed extends Hit {
  readonly mailbox: Mailbox;
}

/** The server says by itself that something came in (inbox-news.ts), as long as the line holds. */
const LOOK_EVERY_MINUTES = 5;

/** Looks into the account's special-use mailboxes; other folders are not seen. */
export function createImapReader({ account, session, folders, clock, parsing }: ImapDeps): MailReader {
  async function look<T>(mailbox: Mailbox, signal: AbortSignal, work: (client: ImapFlow, box: MailboxObject) => Promise<T>) {
    const path = (await folders.all(signal)).get(mailbox);
    return path === undefined ? undefined : session.look(path, signal, work);
  }

  async function summaries(mailbox: Mailbox, hits: readonly Placed[], signal: AbortSignal): Promise<Map<Placed, MailSummary>> {
    const read = new Map<Placed, MailSummary>();
    await look(mailbox, signal, async (client, { uidValidity: validity }) => {
      const fetched = await client.fetchAll(
        hits.map(({ uid }) => uid),
        HEAD,
        { uid: true },
      );
      for (const hit of hits) {
        const mail = fetched.find(({ uid }) => uid === hit.uid);
        if (mail) read.set(hit, (await toHead(parsing, { mailbox, validity }, mail, signal)).summary);
      }
    });
    return read;
  }

  async function whole(id: string, signal: AbortSignal) {
    const { mailbox, validity, uid } = parseHandle(id);
    const found = await look(mailbox, signal, async (client, box) =>
      box.uidValidity === validity ? fetchWhole(client, `${uid}`) : undefined,
    );
    if (!found) throw noSuchMail();
    const toSummaryOf = (letter: Letter): MailSummary => toSummary({ mailbox, validity }, found.marks, letter);
    return { bytes: found.source, toSummaryOf };
  }

  return {
    account: account.address,
    lookEveryMinutes: LOOK_EVERY_MINUTES,
    async arrivedSince(cursor, limit, signal) {
      signal.throwIfAborted();
      const found = await look('inbox', signal, (client, box) =>
        arrivedAfter(client, box, readCursor(cursor), limit, parsing, signal),
      );
      if (!found) throw new AppError('unavailable', 'The mail server shows no inbox.');
      return found;
    },
    async search(query, limit, signal) {
      const hits: Placed[] = [];
      for (const mailbox of query.mailbox ? [query.mailbox] : MAILBOXES) {
        const found = await look(mailbox, signal, (client) => findHits(client, query, clock.now()));
        hits.push(...(found ?? []).slice(0, limit).map((hit) => ({ ...hit, mailbox })));
      }
      const wanted = hits.sort(newestFirst).slice(0, limit);
      const read = new Map<Placed, MailSummary>();
      for (const mailbox of new Set(wanted.map((hit) => hit.mailbox))) {
        const own = wanted.filter((hit) => hit.mailbox === mailbox);
        for (const [hit, summary] of await summaries(mailbox, own, signal)) read.set(hit, summary);
      }
      return wanted.flatMap((hit) => read.get(hit) ?? []);
    },
    async read(id, signal): Promise<Mail> {
      signal.throwIfAborted();
      const { bytes, toSummaryOf } = await whole(id, signal);
      const letter = await parsing.letter(bytes, signal);
      const { cc, bcc, replyTo, references, text, attachments, meeting } = letter;
      return { ...toSummaryOf(letter), cc, bcc, replyTo, references, text, attachments, ...(meeting && { meeting }) };
    },
    async attachment(id, ref, signal) {
      signal.throwIfAborted();
      const content = await parsing.attachment((await whole(id, signal)).bytes, Number(ref) - 1, signal);
      if (!content) throw new AppError('not-found', 'The mail has no such attachment.');
      return content;
    },
  };
}

async function fetchWhole(client: ImapFlow, uid: string) {
  const marks = await client.fetchOne(uid, MARKS, { uid: true });
  if (!marks) return undefined;
  if ((marks.size ?? 0) > MOST_MAIL_BYTES) throw tooLarge();
  const body = await client.fetchOne(uid, { source: true }, { uid: true });
  const source = body ? body.source : undefined;
  return source && { marks, source };
}

function tooLarge(): AppError {
  return new AppError('invalid', 'This mail is larger than 50 MB. Open it in your mail program.');
}
