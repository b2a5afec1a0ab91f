import { count, eq } from 'drizzle-orm';
import { ImapFlow } from 'imapflow';
import { createMailConnection } from '../../adapters/imap/connection.ts';
import type { Database } from '../../src/db/client.ts';
import { arrivedMails } from '../../src/db/schema/mail.ts';
import { systemClock as clock } from '../../src/ground/clock.ts';
import { lookingThrough } from '../../src/mail/watch-store.ts';
import { enqueue } from '../../src/outbox/outbox.ts';
import { createPerson } from '../../src/people/persons.ts';
import type { MailAccount, MailReader } from '../../src/ports/mail.ts';
import { createMailWatch } from '../../src/proactive/mail/mail-watch.ts';
import { createNotify } from '../../src/proactive/notify/notify.ts';
import { type Dovecot, noDovecot, startDovecot } from '../../test/fixtures/dovecot.ts';
import { type Figure, figure } from '../figure.ts';
import { openPlace, quietLog } from '../open-place.ts';
import { makePlace } from '../place.ts';

const MAILS = 10_000;
const ADDRESS = 'ann@me.example';
/** More looks than that would mean that it does not come to an end. */
const MOST_LOOKS = 1000;
const { signal } = new AbortController();

/**
 * Ten thousand mails that came to a real Dovecot while nobody looked, looked through in this process, database included: whether each is
 * known afterwards, what memory that takes, whether `/status` says all the while how many are left, and what a look fetches where nothing came.
 */
export async function* measureMail10k(): AsyncGenerator<Figure> {
  if (noDovecot) throw new Error(noDovecot);
  const place = await makePlace('embedded');
  const { db, close } = await openPlace(place);
  const dovecot = await startDovecot();
  const connection = createMailConnection({ account: accountOn(dovecot), clock, anyNetwork: true });
  try {
    const { reader, fetched } = counting(connection.reader);
    const notify = createNotify({ enqueue });
    const deps = { db, clock, log: quietLog, notify, button: (verb: string) => verb, eyesOf: async () => ({ mail: reader }) };
    const watch = createMailWatch({ ...deps, write: undefined, prepareReply: undefined });
    const personId = await db.asSystem((tx) => createPerson(tx, { zone: 'UTC', name: 'Ann', operator: true }, clock.now()));
    const look = () => watch.look(personId, clock.now(), signal);
    await look();
    await deliverAll(dovecot);

    const memory = watchMemory();
    const startedAt = performance.now();
    let silent = 0;
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      await look();
      const known = await knownOf(db, personId);
      if (known === MAILS) break;
      const [left] = await db.asPerson(personId, (tx) => lookingThrough(tx, personId));
      if (left?.waiting !== MAILS - known) silent += 1;
    }
    yield figure('mail10k_s', (performance.now() - startedAt) / 1000, 's', 600);
    yield figure('mail10k_rss_mb', memory.stop(), 'MB', 400);
    yield figure('mail10k_lost', MAILS - (await knownOf(db, personId)), 'mails', 0);
    yield figure('mail10k_untold_progress', silent, 'looks', 0);
    const before = fetched();
    await look();
    yield figure('mail10k_again_items', fetched() - before, 'mails', 0);
  } finally {
    connection.close();
    await dovecot.stop();
    await close();
    await place.remove();
  }
}

function accountOn({ password, imapPort, submissionPort }: Dovecot): MailAccount {
  const server = (port: number) => ({ host: '127.0.0.1', port, security: 'plain' as const });
  return { address: ADDRESS, user: ADDRESS, password, imap: server(imapPort), smtp: server(submissionPort) };
}

/** Half from lists, half from people; every fiftieth with an attachment of 200 KB. */
async function deliverAll({ imapPort: port, password: pass }: Dovecot): Promise<void> {
  const auth = { user: ADDRESS, pass };
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, doSTARTTLS: false, auth, logger: false });
  await client.connect();
  for (let n = 0; n < MAILS; n += 1) await client.append('INBOX', Buffer.from(mailBytes(n)));
  await client.logout();
}

function mailBytes(n: number): string {
  const head = [
    `From: P${n % 400} <p${n % 400}@a.example>`,
    `To: ${ADDRESS}`,
    `Subject: Matter ${n}`,
    `Message-ID: <${n}@a.example>`,
  ];
  const list = n % 2 === 0 ? ['List-Id: <news.a.example>'] : [];
  const text = `Hello Ann,\r\n\r\n${`the matter ${n} goes on as it went before. `.repeat(60)}\r\n`;
  if (n % 50 !== 0) return [...head, ...list, '', text].join('\r\n');
  const file = Buffer.alloc(150_000, n % 251)
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n');
  const part = (type: string, body: string) => ['--b', `Content-Type: ${type}`, '', body].join('\r\n');
  const parts = [part('text/plain', text), part('application/octet-stream\r\nContent-Transfer-Encoding: base64', file), '--b--'];
  return [...head, 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', '', ...parts].join('\r\n');
}

/** The same reader; `fetched` is how many mails it has given so far, whole or as lines of a list. */
function counting(reader: MailReader): { readonly reader: MailReader; fetched(): number } {
  let fetched = 0;
  const counted: MailReader = {
    ...reader,
    async arrivedSince(cursor, limit, given) {
      const found = await reader.arrivedSince(cursor, limit, given);
      fetched += found.mails.length;
      return found;
    },
    async search(query, limit, given) {
      const found = await reader.search(query, limit, given);
      fetched += found.length;
      return found;
    },
    async read(id, given) {
      fetched += 1;
      return reader.read(id, given);
    },
  };
  return { reader: counted, fetched: () => fetched };
}

/** The most that this process holds from now on, in MB. */
function watchMemory(): { stop(): number } {
  let most = 0;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss() / 1024 / 1024);
  };
  const timer = setInterval(look, 100);
  return {
    stop() {
      clearInterval(timer);
      look();
      return most;
    },
  };
}

async function knownOf(db: Database, personId: string): Promise<number> {
  const mine = eq(arrivedMails.personId, personId);
  const [row] = await db.asPerson(personId, (tx) => tx.select({ known: count() }).from(arrivedMails).where(mine));
  return row?.known ?? 0;
}
