import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMailConnection, type MailConnection } from '../../../adapters/imap/connection.ts';
import { composeMime } from '../../../adapters/mime/compose.ts';
import { readMime } from '../../../adapters/mime/read.ts';
import { isAppError } from '../../../src/ground/errors.ts';
import type { MailAccount, OutgoingMail } from '../../../src/ports/mail.ts';
import { type Arrival, mailContract } from '../../contracts/mail.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { type SmtpFault, type SmtpSink, startSmtpSink } from '../../fakes/smtp-sink.ts';
import { type Dovecot, noDovecot, startDovecot } from '../../fixtures/dovecot.ts';
import { testParsing } from '../../fixtures/parsing.ts';

const { signal } = new AbortController();
let sink: SmtpSink;
let dovecot: Dovecot;

beforeAll(async () => {
  if (noDovecot) return;
  sink = await startSmtpSink();
  dovecot = await startDovecot({ relayPort: sink.port });
});
afterAll(async () => {
  if (noDovecot) return;
  await dovecot.stop();
  await sink.stop();
});

function freshAccount(more: Partial<MailAccount> = {}): MailAccount {
  const address = `${randomUUID().slice(0, 8)}@me.example`;
  const server = (port: number) => ({ host: '127.0.0.1', port, security: 'plain' as const });
  const { password, imapPort, submissionPort } = dovecot;
  return { address, user: address, login: { password }, imap: server(imapPort), smtp: server(submissionPort), ...more };
}

function connectionTo(account: MailAccount): MailConnection {
  return createMailConnection({
    account,
    clock: createFakeClock('2026-11-21T08:00:00Z'),
    parsing: testParsing,
    anyNetwork: true,
  });
}

/** The server itself, past the adapter. */
async function besideIt<T>({ user, imap }: MailAccount, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const client = new ImapFlow({
    host: imap.host,
    port: imap.port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: dovecot.password },
    logger: false,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

async function arrivalBytes(
  to: string,
  { from, fromName = '', cc = [], files = [], references, ...mail }: Arrival,
): Promise<Buffer> {
  const outgoing: OutgoingMail = {
    ...mail,
    to: (mail.to ?? [to]).map((address) => ({ name: '', address })),
    cc: cc.map((address) => ({ name: '', address })),
    bcc: [],
    attachments: files,
    ...(references && { inReplyTo: { messageId: references.at(-1) ?? '', references, threadId: '' } }),
  };
  const bytes = await composeMime(outgoing, { from, at: new Date('2026-11-20T12:00:00Z'), bcc: 'hidden' });
  return Buffer.from(bytes.toString().replace(/^From: .*$/m, `From: ${fromName ? `"${fromName}" ` : ''}<${from}>`));
}

describe.skipIf(noDovecot)(noDovecot ?? 'a mail account on Dovecot', () => {
  mailContract('an account on Dovecot', async () => {
    const account = freshAccount();
    const connection = connectionTo(account);
    let seconds = 0;
    return {
      ...connection,
      async arrive(arrival) {
        seconds += 1;
        const at = new Date(Date.parse('2026-11-20T12:00:00Z') + seconds * 1000);
        const bytes = await arrivalBytes(account.address, arrival);
        await dovecot.deliver(account.user, bytes, at.toISOString());
      },
      close: async () => connection.close(),
    };
  });

  test('R92 a wrong password is told with what to do, by either server', async () => {
    const account = freshAccount({ login: { password: 'wrong' } });
    await expect(connectionTo(account).verify(signal)).rejects.toMatchObject({ code: 'denied' });
    const right = freshAccount();
    await connectionTo(right).verify(signal);
    const otherwise = { ...right, smtp: { ...right.smtp, port: sink.port } };
    await connectionTo(otherwise).verify(signal);
    await expect(connectionTo({ ...otherwise, login: { password: 'wrong' } }).verify(signal)).rejects.toMatchObject({
      code: 'denied',
    });
  });

  test('R91 a certificate that nobody vouches for is refused, and so is a line that cannot be encrypted', async () => {
    const account = freshAccount();
    const over = (port: number, security: 'tls' | 'starttls') => ({ ...account, imap: { host: 'localhost', port, security } });
    for (const refused of [over(dovecot.imapsPort, 'tls'), over(dovecot.imapPort, 'starttls')])
      await expect(connectionTo(refused).verify(signal)).rejects.toThrow('no encrypted connection that can be trusted');
    const plainSmtp = { ...account, smtp: { host: 'localhost', port: sink.port, security: 'starttls' as const } };
    await expect(connectionTo(plainSmtp).verify(signal)).rejects.toMatchObject({ code: 'unavailable' });
  });

  describe('R27 a mail that is handed over', () => {
    const mail: OutgoingMail = {
      messageId: '<ours@me.example>',
      to: [{ name: 'Ann', address: 'ann@a.example' }],
      cc: [],
      bcc: [{ name: '', address: 'eve@e.example' }],
      subject: 'Figures',
      text: 'Here they are.\n.\n..\nEnd\n',
      attachments: [{ name: 'a.bin', mime: 'application/x-a', bytes: new Uint8Array([0, 255, 13, 10]) }],
    };
    const direct = () => {
      const account = freshAccount();
      return { ...account, smtp: { ...account.smtp, port: sink.port } };
    };

    test('reaches everybody, names no blind copy, and carries text and files as they are', async () => {
      const before = sink.taken.length;
      const account = freshAccount();
      expect(await connectionTo(account).writer.send(mail, signal)).toEqual({ state: 'done' });
      const [taken] = sink.taken.slice(before);
      expect(taken).toMatchObject({ from: account.address, to: ['ann@a.example', 'eve@e.example'] });
      expect(taken?.data).not.toMatch(/eve@e\.example/);
      const letter = await readMime(Buffer.from(taken?.data ?? ''));
      expect(letter).toMatchObject({ messageId: mail.messageId, subject: 'Figures', attachments: [{ name: 'a.bin', size: 4 }] });
      expect(letter.text.trimEnd()).toBe('Here they are.\n.\n..\nEnd');
      expect(letter.contents[0]).toEqual(mail.attachments[0]?.bytes);
    });

    test.each<[string, SmtpFault]>([
      ['the sender', { at: 'MAIL', answer: '451 4.3.0 later' }],
      ['the only recipients', { at: 'RCPT', answer: '550 5.1.1 nobody' }],
      ['the text', { at: 'DATA', answer: '554 5.0.0 no' }],
      ['the last byte', { at: 'END', answer: '552 5.2.2 full' }],
    ])('has surely not gone out when the server refuses %s, and leaves no copy', async (_, fault) => {
      const { writer, reader } = connectionTo(direct());
      const before = sink.taken.length;
      for (const one of fault.at === 'RCPT' ? [fault, fault] : [fault]) sink.fault(one);
      await expect(writer.send(mail, signal)).rejects.toMatchObject({ code: 'unavailable' });
      expect(sink.taken.length).toBe(before);
      expect(await writer.wasSent(mail.messageId, signal)).toBe(false);
      expect(await reader.search({}, 10, signal)).toEqual([]);
    });

    test('names the recipients that the server did not take', async () => {
      sink.fault({ at: 'RCPT', answer: '550 5.1.1 nobody' });
      expect(await connectionTo(direct()).writer.send(mail, signal)).toEqual({ state: 'done', missed: ['ann@a.example'] });
    });

    test('is unknown when no answer comes to its last byte, marked as such or not, and stays so until it is sent again', async () => {
      const account = direct();
      const { writer } = connectionTo(account);
      sink.fault({ at: 'SILENCE' });
      expect(await writer.send(mail, signal)).toMatchObject({ state: 'unknown' });
      await expect(writer.wasSent(mail.messageId, signal)).rejects.toMatchObject({ code: 'unavailable' });
      await besideIt(account, async (client) => {
        await client.mailboxOpen('Drafts');
        await client.messageFlagsRemove('1', ['$SubmitPending']); // what a server without keywords has never kept
      });
      await expect(writer.wasSent(mail.messageId, signal)).rejects.toMatchObject({ code: 'unavailable' });
      expect(await writer.send(mail, signal)).toEqual({ state: 'done' });
      expect(await writer.wasSent(mail.messageId, signal)).toBe(true);
    });

    test.each(Array.from({ length: 16 }, (_, count) => count))(
      'is not taken for unsent where the line is cut before its command %i after that',
      async (count) => {
        const account = direct();
        const before = sink.taken.length;
        const line = await lineThatIsCut(dovecot.imapPort, count, () => sink.taken.length > before);
        await connectionTo({ ...account, imap: { ...account.imap, port: line.port } }).writer.send(mail, signal);
        await line.close();
        expect(sink.taken.length).toBe(before + 1);
        const { reader, writer } = connectionTo(account);
        const found = await writer.wasSent(mail.messageId, signal).catch((error: unknown) => isAppError(error) && error.code);
        expect([true, 'unavailable']).toContain(found);
        if (found !== true) return;
        expect(await reader.search({ mailbox: 'drafts' }, 10, signal)).toEqual([]);
        const flags = await besideIt(account, async (client) => {
          await client.mailboxOpen('Sent');
          return (await client.fetchAll('1:*', { flags: true })).map((each) =>
            [...(each.flags ?? [])].filter((flag) => flag !== SESSION_FLAG),
          );
        });
        expect(flags).toEqual([['\\Seen']]);
      },
    );
  });

  test('R24 R23 what is moved, labelled and taken back is the same on the server: bytes, flags and time of arrival', async () => {
    const account = freshAccount();
    const { reader, writer } = connectionTo(account);
    const bytes = 'From: a@a.example\r\nSubject: =?utf-8?q?odd_?= header\r\nX-Odd:\tkept  as is\r\n\r\nBody \xff\r\n';
    await dovecot.deliver(account.user, Buffer.from(bytes, 'latin1'), '2026-11-20T12:34:56Z');
    const asItLies = (mailbox = 'INBOX') =>
      besideIt(account, async (client) => {
        await client.mailboxOpen(mailbox);
        const [mail] = await client.fetchAll('1:*', { source: true, flags: true, internalDate: true });
        return {
          source: mail?.source?.toString('latin1'),
          flags: [...(mail?.flags ?? [])].filter((flag) => flag !== SESSION_FLAG).sort(),
          at: mail?.internalDate,
        };
      });
    await besideIt(account, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1', ['\\Flagged', '$Forwarded', 'own']);
    });
    const before = await asItLies();
    expect(before.flags).toEqual(['$Forwarded', '\\Flagged', 'own']);
    const [{ id } = { id: '' }] = await reader.search({}, 1, signal);
    await writer.label(id, { add: ['later'], remove: ['own'] }, signal);
    await writer.label(id, { add: ['own'], remove: ['later'] }, signal);
    for (const place of ['archive', 'junk'] as const) {
      const there = await writer.move((await reader.search({ mailbox: 'inbox' }, 1, signal))[0]?.id ?? '', place, signal);
      expect((await asItLies(place === 'junk' ? 'Junk' : 'Archive')).flags).toEqual(
        place === 'junk' ? ['$Forwarded', '$Junk', '\\Flagged', 'own'] : before.flags,
      );
      await writer.move(there, 'inbox', signal);
      expect(await asItLies()).toEqual(before);
    }
  });

  test('a server that ends the line between two calls is asked again', async () => {
    const account = freshAccount();
    const { reader, writer } = connectionTo(account);
    const id = await writer.saveDraft({ ...NOTHING, subject: 'Kept' }, signal);
    await dovecot.kick(account.user);
    expect((await reader.read(id, signal)).subject).toBe('Kept');
    await dovecot.kick(account.user);
    await writer.deleteDraft(id, signal);
    expect(await reader.search({}, 1, signal)).toEqual([]);
  });
});

/** A way to the server that is cut for good before so many commands more, once it has begun. */
async function lineThatIsCut(port: number, commands: number, hasBegun: () => boolean) {
  const ends = new Set<Socket>();
  let left = commands;
  const cut = () => {
    for (const end of ends) end.destroy();
  };
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const end of [near, far]) ends.add(end.on('error', cut));
    if (left < 0) return cut();
    far.pipe(near);
    near.on('data', (command) => {
      left -= Number(hasBegun());
      if (left < 0) cut();
      else far.write(command);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    cut();
    await once(server.close(), 'close');
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** Of the server's own; no client can change it (RFC 3501, 2.3.2). */
const SESSION_FLAG = '\\Recent';

const NOTHING: OutgoingMail = { messageId: '<n@me.example>', to: [], cc: [], bcc: [], subject: '', text: '', attachments: [] };
