import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError, type ErrorCode } from '../../src/ground/errors.ts';
import type {
  Handover,
  Mail,
  MailAddress,
  Mailbox,
  MailFile,
  MailReader,
  MailWriter,
  OutgoingMail,
} from '../../src/ports/mail.ts';

/** A mail that lies in the account at first or arrives later; what is left out is made up. */
export interface MailSeed {
  /** The handle it has until it is moved. */
  readonly id?: string;
  readonly threadId?: string;
  readonly mailbox?: Mailbox;
  readonly from?: string | MailAddress;
  readonly to?: readonly (string | MailAddress)[];
  readonly cc?: readonly (string | MailAddress)[];
  readonly bcc?: readonly (string | MailAddress)[];
  readonly replyTo?: readonly (string | MailAddress)[];
  readonly subject?: string;
  readonly text?: string;
  /** ISO 8601 instant. */
  readonly at?: string;
  readonly unread?: boolean;
  readonly labels?: readonly string[];
  readonly messageId?: string;
  readonly references?: readonly string[];
  readonly files?: readonly MailFile[];
  readonly bulk?: Mail['bulk'];
  readonly meeting?: Mail['meeting'];
}

/** One change of the account, in the order in which they happened, to the last byte. */
export type MailWrite =
  | { readonly did: 'send'; readonly mail: OutgoingMail }
  | { readonly did: 'saveDraft'; readonly id: string; readonly mail: OutgoingMail }
  | { readonly did: 'deleteDraft'; readonly id: string }
  | { readonly did: 'move'; readonly id: string; readonly to: Mailbox; readonly newId: string }
  | { readonly did: 'label'; readonly id: string; readonly add: readonly string[]; readonly remove: readonly string[] };

export type MailFault =
  /** An error of ours, and nothing happened. */
  | { readonly kind: 'reject'; readonly code?: ErrorCode; readonly message?: string }
  /** Of `send` only: no answer came, whether or not it arrived. */
  | { readonly kind: 'unknown'; readonly arrived: boolean }
  /** No answer until the signal aborts, whether or not it arrived. */
  | { readonly kind: 'hang'; readonly arrived: boolean }
  /** It happens, and then this process is no more: `die` is called, and no answer ever comes. */
  | { readonly kind: 'die'; readonly die?: () => void };

type Call = Exclude<keyof MailReader, 'account' | 'lookEveryMinutes'> | keyof MailWriter;

export interface FakeMail {
  readonly reader: MailReader;
  readonly writer: MailWriter;
  /** Everything that was changed so far. */
  readonly journal: readonly MailWrite[];
  /** What lies in the account now, the oldest first. */
  all(): readonly Mail[];
  /** How often each call was made. */
  readonly calls: ReadonlyMap<string, number>;
  /** A mail comes in; gives its id. */
  arrive(mail: MailSeed): string;
  /** The next call of this name meets the fault; several are met one after the other. */
  fault(call: Call, fault: MailFault): void;
}

interface FakeMailOptions {
  readonly account: string;
  readonly mails?: readonly MailSeed[];
  /** When what is sent and saved is dated; without one, a second apart from 2026-11-21 08:00 UTC on. */
  readonly clock?: Clock;
  /** Told of each change as it happens. */
  readonly onWrite?: (write: MailWrite) => void;
}

interface Kept extends Mail {
  readonly number: number;
  readonly contents: readonly Uint8Array[];
}

/** A mail account in memory with threads, mailboxes, labels and read marks. A move gives a new id, as on IMAP. */
export function createFakeMail({ account, mails = [], clock, onWrite }: FakeMailOptions): FakeMail {
  const journal: MailWrite[] = [];
  const faults = new Map<string, MailFault[]>();
  const sent = new Set<string>();
  const calls = new Map<string, number>();
  let kept: Kept[] = [];
  let count = 0;

  function now(): string {
    const counted = Temporal.Instant.from('2026-11-21T08:00:00Z').add({ seconds: count });
    return (clock?.now() ?? counted).toString();
  }

  function put(seed: MailSeed): Kept {
    count += 1;
    const { text = '', files = [], mailbox = 'inbox', at = now() } = seed;
    const mail: Kept = {
      id: seed.id ?? `${mailbox}-${count}`,
      threadId: seed.threadId ?? `thread-${count}`,
      mailbox,
      from: toAddress(seed.from ?? 'somebody@elsewhere.example'),
      to: (seed.to ?? [account]).map(toAddress),
      cc: (seed.cc ?? []).map(toAddress),
      bcc: (seed.bcc ?? []).map(toAddress),
      replyTo: (seed.replyTo ?? []).map(toAddress),
      subject: seed.subject ?? '',
      text,
      snippet: text.slice(0, 200),
      at,
      unread: seed.unread ?? false,
      labels: seed.labels ?? [],
      messageId: seed.messageId ?? `<made-up-${count}@elsewhere.example>`,
      references: seed.references ?? [],
      attachments: files.map(({ name, mime, bytes }, index) => ({ ref: `${index + 1}`, name, mime, size: bytes.length })),
      contents: files.map(({ bytes }) => bytes),
      ...(seed.bulk && { bulk: seed.bulk }),
      ...(seed.meeting && { meeting: seed.meeting }),
      number: count,
    };
    kept.push(mail);
    if (mailbox === 'sent') sent.add(mail.messageId);
    return mail;
  }

  function own({ inReplyTo, attachments, ...mail }: OutgoingMail, mailbox: Mailbox): Kept {
    const thread = inReplyTo && { threadId: inReplyTo.threadId, references: inReplyTo.references };
    return put({ ...mail, ...thread, from: account, mailbox, files: attachments });
  }

  function byId(id: string): Kept {
    const found = kept.find((mail) => mail.id === id);
    if (!found) throw new AppError('not-found', 'There is no such mail, or it has been moved since. Search for it again.');
    return found;
  }

  function write(entry: MailWrite): void {
    journal.push(entry);
    onWrite?.(entry);
  }

  /** Does a call's work, or what the fault that lies in its way makes of it. */
  async function call<T>(name: Call, signal: AbortSignal, work: () => T, unanswered?: (reason: string) => T): Promise<T> {
    signal.throwIfAborted();
    calls.set(name, (calls.get(name) ?? 0) + 1);
    const fault = faults.get(name)?.shift();
    switch (fault?.kind) {
      case undefined:
        return work();
      case 'reject':
        throw new AppError(fault.code ?? 'unavailable', fault.message ?? 'The mail server refused. Try again later.');
      case 'unknown':
        if (fault.arrived) work();
        if (!unanswered) throw new Error(`${name} cannot answer that it is unknown`);
        return unanswered('the server closed the connection before its answer');
      case 'hang':
        if (fault.arrived) work();
        return aborted(signal);
      case 'die':
        work();
        fault.die?.();
        return new Promise(() => undefined);
    }
  }

  for (const mail of mails) put(mail);
  return {
    journal,
    calls,
    all: () => kept.map(toMail),
    arrive: (mail) => put(mail).id,
    fault: (name, fault) => faults.set(name, [...(faults.get(name) ?? []), fault]),
    reader: {
      account,
      lookEveryMinutes: 5,
      arrivedSince: (cursor, limit, signal) =>
        call('arrivedSince', signal, () => {
          if (cursor === undefined) return { cursor: `${count}`, mails: [], isAll: true, isAnew: true };
          const fresh = kept.filter(({ mailbox, number }) => mailbox === 'inbox' && number > Number(cursor));
          const wanted = fresh.slice(0, limit);
          return {
            cursor: `${wanted.at(-1)?.number ?? cursor}`,
            mails: wanted.map(toSummary),
            isAll: wanted.length === fresh.length,
            left: fresh.length - wanted.length,
            isAnew: false,
          };
        }),
      search: (query, limit, signal) =>
        call('search', signal, () => {
          const hits = kept.filter((mail) => matches(mail, query)).sort(newestFirst);
          return hits.slice(0, limit).map(toSummary);
        }),
      read: (id, signal) => call('read', signal, () => toMail(byId(id))),
      attachment: (id, ref, signal) =>
        call('attachment', signal, () => {
          const bytes = byId(id).contents[Number(ref) - 1];
          if (!bytes) throw new AppError('not-found', 'The mail has no such attachment.');
          return bytes;
        }),
    },
    writer: {
      send: (mail, signal) =>
        call<Handover>(
          'send',
          signal,
          () => {
            own(mail, 'sent');
            write({ did: 'send', mail });
            return { state: 'done' };
          },
          (reason) => ({ state: 'unknown', reason }),
        ),
      wasSent: (messageId, signal) => call('wasSent', signal, () => sent.has(messageId)),
      saveDraft: (mail, signal) =>
        call('saveDraft', signal, () => {
          const { id } = own(mail, 'drafts');
          write({ did: 'saveDraft', id, mail });
          return id;
        }),
      deleteDraft: (id, signal) =>
        call('deleteDraft', signal, () => {
          if (byId(id).mailbox !== 'drafts') throw new AppError('not-found', 'There is no such draft.');
          kept = kept.filter((mail) => mail.id !== id);
          write({ did: 'deleteDraft', id });
        }),
      move: (id, to, signal) =>
        call('move', signal, () => {
          const mail = byId(id);
          count += 1;
          const newId = `${to}-${count}`;
          kept = kept.map((other) => (other === mail ? { ...mail, mailbox: to, id: newId } : other));
          write({ did: 'move', id, to, newId });
          return newId;
        }),
      label: (id, { add, remove }, signal) =>
        call('label', signal, () => {
          const mail = byId(id);
          const labels = [...new Set([...mail.labels, ...add])].filter((label) => !remove.includes(label));
          kept = kept.map((other) => (other === mail ? { ...mail, labels } : other));
          write({ did: 'label', id, add, remove });
        }),
    },
  };
}

function toAddress(given: string | MailAddress): MailAddress {
  return typeof given === 'string' ? { name: '', address: given } : given;
}

function toMail({ number: _, contents: __, ...mail }: Kept): Mail {
  return mail;
}

function toSummary({ id, messageId, threadId, mailbox, from, to, subject, at, unread, labels, snippet, bulk }: Kept) {
  return { id, messageId, threadId, mailbox, from, to, subject, at, unread, labels, snippet, ...(bulk && { bulk }) };
}

function matches(mail: Kept, { text, from, to, messageId, mailbox, unread, since, until }: Parameters<MailReader['search']>[0]) {
  const people = [mail.from, ...mail.to, ...mail.cc, ...mail.bcc];
  const everything = holding([mail.subject, mail.text, ...people.flatMap(both)]);
  const at = Temporal.Instant.from(mail.at);
  return (
    (text ?? '').split(/\s+/).every(everything) &&
    holding(both(mail.from))(from ?? '') &&
    (to === undefined || holding([...mail.to, ...mail.cc].flatMap(both))(to)) &&
    (messageId === undefined || mail.messageId === messageId) &&
    (mailbox === undefined || mail.mailbox === mailbox) &&
    (unread === undefined || mail.unread === unread) &&
    (since === undefined || Temporal.Instant.compare(at, since) >= 0) &&
    (until === undefined || Temporal.Instant.compare(at, until) < 0)
  );
}

function both({ name, address }: MailAddress): string[] {
  return [name, address];
}

function holding(texts: readonly string[]): (part: string) => boolean {
  return (part) => part === '' || texts.some((text) => text.toLowerCase().includes(part.toLowerCase()));
}

function newestFirst(a: Kept, b: Kept): number {
  return Temporal.Instant.compare(b.at, a.at) || b.number - a.number;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}
