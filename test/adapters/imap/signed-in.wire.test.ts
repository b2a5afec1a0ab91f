import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMailConnection } from '../../../adapters/imap/connection.ts';
import { AppError } from '../../../src/ground/errors.ts';
import type { AccessToken } from '../../../src/ports/login.ts';
import type { OutgoingMail } from '../../../src/ports/mail.ts';
import { type FakeAuthorizationServer, startAuthorizationServer } from '../../fakes/authorization-server.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { type SmtpSink, startSmtpSink } from '../../fakes/smtp-sink.ts';
import { type Dovecot, noDovecot, startDovecot } from '../../fixtures/dovecot.ts';
import { testParsing } from '../../fixtures/parsing.ts';

const { signal } = new AbortController();

describe.skipIf(noDovecot)(noDovecot ?? 'a mail account that its person signed in to', () => {
  let fake: FakeAuthorizationServer;
  let sink: SmtpSink;
  let dovecot: Dovecot;
  beforeAll(async () => {
    [fake, sink] = await Promise.all([startAuthorizationServer(), startSmtpSink()]);
    dovecot = await startDovecot({ relayPort: sink.port, introspectionUrl: `${fake.url}/introspect` });
  });
  afterAll(async () => {
    await dovecot.stop();
    await Promise.all([sink.stop(), fake.close()]);
  });

  /** Gives tokens of this user; `refused` are those that were refused, in order. */
  function tokensOf(user: string) {
    const refused: string[] = [];
    let token = fake.give(user);
    const accessToken: AccessToken = async (host, bad) => {
      expect(host).toBe('127.0.0.1');
      if (bad !== undefined) refused.push(bad);
      if (bad === token) token = fake.give(user);
      return token;
    };
    return { accessToken, refused };
  }

  function connectionOf(user: string, accessToken: AccessToken, ports: { imapPort?: number; smtpPort?: number } = {}) {
    const { imapPort = dovecot.imapPort, smtpPort = dovecot.submissionPort } = ports;
    const server = (port: number) => ({ host: '127.0.0.1', port, security: 'plain' as const });
    const servers = { imap: server(imapPort), smtp: server(smtpPort) };
    return createMailConnection({
      account: { address: user, user, login: { accessToken }, ...servers },
      clock: createFakeClock('2026-11-21T08:00:00Z'),
      parsing: testParsing,
      anyNetwork: true,
    });
  }

  const somebody = () => `${randomUUID().slice(0, 8)}@me.example`;

  const mail: OutgoingMail = {
    messageId: '<ours@me.example>',
    to: [{ name: 'Ann', address: 'ann@a.example' }],
    cc: [],
    bcc: [],
    subject: 'Figures',
    text: 'Here they are.',
    attachments: [],
  };

  test('R86 is read and sent from by its access token', async () => {
    const user = somebody();
    const { accessToken, refused } = tokensOf(user);
    const { reader, writer, verify, close } = connectionOf(user, accessToken);
    await verify(signal);
    await dovecot.deliver(user, 'From: Ann <ann@a.example>\r\nSubject: Hello\r\n\r\nHello\r\n', '2026-11-20T12:00:00Z');
    expect(await reader.search({}, 5, signal)).toMatchObject([{ subject: 'Hello' }]);
    expect(await writer.send(mail, signal)).toEqual({ state: 'done' });
    expect(sink.taken.at(-1)).toMatchObject({ login: user, from: user, to: ['ann@a.example'] });
    expect(refused).toEqual([]);
    close();
  });

  test('R86 asks for another token where the first is refused before its time, at each of the two servers', async () => {
    const user = somebody();
    const { accessToken, refused } = tokensOf(user);
    const { reader, writer, close } = connectionOf(user, accessToken);
    const first = await accessToken('127.0.0.1');
    fake.expire();
    expect(await reader.search({}, 5, signal)).toEqual([]);
    const second = await accessToken('127.0.0.1');
    fake.expire();
    const before = sink.taken.length;
    // The line to the mailbox stands; the one for sending is a new one.
    expect(await writer.send(mail, signal)).toEqual({ state: 'done' });
    expect(refused).toEqual([first, second]);
    expect(sink.taken.length - before).toBe(1);
    close();
  });

  test('R92 says what to do where no token of that person opens it, and sends nothing', async () => {
    const user = somebody();
    const stranger = connectionOf(user, tokensOf('eve@e.example').accessToken);
    const said = { code: 'denied', message: expect.stringContaining('sign in as the owner of that address') };
    await expect(stranger.verify(signal)).rejects.toMatchObject(said);
    await expect(stranger.reader.search({}, 5, signal)).rejects.toMatchObject(said);
    const before = sink.taken.length;
    const { accessToken } = tokensOf(user);
    const { reader, writer, close } = connectionOf(user, async (host, bad) =>
      bad === undefined && fake.ownerOf(await accessToken(host)) ? accessToken(host) : 'of nobody',
    );
    expect(await reader.search({}, 5, signal)).toEqual([]);
    fake.expire();
    await expect(writer.send(mail, signal)).rejects.toMatchObject(said);
    expect([sink.taken.length, await reader.search({ mailbox: 'drafts' }, 5, signal)]).toEqual([before, []]);
    close();
  });

  test('R92 tells why no token comes, as whoever gives them has said it', async () => {
    const ended = new AppError('denied', 'Example Mail has ended the connection. Connect the account again with /connect.');
    const { reader } = connectionOf(somebody(), () => Promise.reject(ended));
    await expect(reader.search({}, 5, signal)).rejects.toBe(ended);
    const user = somebody();
    const { accessToken } = tokensOf(user);
    let given = 0;
    const once = connectionOf(user, async (host) => {
      given += 1;
      return given === 1 ? accessToken(host) : Promise.reject(ended);
    });
    await expect(once.verify(signal)).rejects.toBe(ended);
    expect([given, ended.code]).toEqual([2, 'denied']);
    once.close();
  });

  test('R86 R92 asks once more where a server refuses without a word of why, and tells of one that knows no tokens', async () => {
    const user = somebody();
    const tokens = [fake.give(user), 'wrong', 'right'];
    const given: (string | undefined)[] = [];
    const give = async (_: string, refused?: string) => {
      given.push(refused);
      return tokens[given.length - 1] ?? '';
    };
    const { verify, close } = connectionOf(user, give, { smtpPort: sink.port });
    await verify(signal);
    expect(given).toEqual([undefined, undefined, 'wrong']);
    close();
    const plain = await startDovecot();
    const { reader } = connectionOf(user, tokensOf(user).accessToken, { imapPort: plain.imapPort });
    await expect(reader.search({}, 5, signal)).rejects.toThrow('lets nobody in by signing in');
    await plain.stop();
  });
});
