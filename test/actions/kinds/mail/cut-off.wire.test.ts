import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMailConnection } from '../../../../adapters/imap/connection.ts';
import { mailSend } from '../../../../src/actions/kinds/mail/send.ts';
import { mailTidy } from '../../../../src/actions/kinds/mail/tidy.ts';
import type { MailWriter } from '../../../../src/ports/mail.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import { fakeConnections } from '../../../fakes/connections.ts';
import { type SmtpSink, startSmtpSink } from '../../../fakes/smtp-sink.ts';
import { openTestDatabase, type TestDatabase } from '../../../fixtures/database.ts';
import { type Dovecot, noDovecot, startDovecot } from '../../../fixtures/dovecot.ts';
import { testParsing } from '../../../fixtures/parsing.ts';
import { testStoredFiles } from '../../../fixtures/stored-files.ts';
import { actionsWorld } from '../../world.ts';

const { signal } = new AbortController();
const never = new Promise<never>(() => undefined);

describe.skipIf(noDovecot)(noDovecot ?? 'R15 a mail by Dovecot whose sending the end of the process cut off', () => {
  let database: TestDatabase;
  let sink: SmtpSink;
  let dovecot: Dovecot;
  beforeAll(async () => {
    [database, sink] = await Promise.all([openTestDatabase(), startSmtpSink()]);
    dovecot = await startDovecot({ relayPort: sink.port });
  });
  afterAll(async () => {
    await Promise.all([database.close(), dovecot.stop()]);
    await sink.stop();
  });

  /** Somebody who pressed Send; the process ends where `dying` says, and a new one begins on a line of its own. */
  async function cutOff(smtpPort: number, dying: (writer: MailWriter, ends: () => void) => Partial<MailWriter>) {
    const address = `${randomUUID().slice(0, 8)}@me.example`;
    const server = (port: number) => ({ host: '127.0.0.1', port, security: 'plain' as const });
    const { password, imapPort } = dovecot;
    const account = { address, user: address, login: { password }, imap: server(imapPort), smtp: server(smtpPort) };
    const lines = [1, 2].map(() =>
      createMailConnection({ account, clock: createFakeClock('2026-11-21T08:00:00Z'), parsing: testParsing, anyNetwork: true }),
    );
    const [first, second] = lines;
    if (!first || !second) throw new Error('no line');
    let ends = () => {};
    const ended = new Promise<void>((resolve) => {
      ends = resolve;
    });
    const dies = { ...first.writer, ...dying(first.writer, () => ends()) };
    const life = { eyes: { mail: first.reader }, hands: { mail: dies } };
    const connections = { ...fakeConnections(), eyesOf: async () => life.eyes, handsOf: async () => life.hands };
    const kinds = [mailSend({ storedFiles: testStoredFiles() }), ...mailTidy];
    const world = await actionsWorld(database.db, kinds, { connections });
    const before = sink.taken.length;
    const id = await world.propose({ kind: 'mail_send', input: { to: ['ann@a.example'], subject: 'Hi', body: 'Hello' } });
    await world.approve(id);
    await world.clock.advance(30_000);
    const [row] = await world.ledger();
    if (!row) throw new Error('no row');
    void world.executor.finish(row).catch(() => undefined);
    await ended;
    first.close();
    Object.assign(life, { eyes: { mail: second.reader }, hands: { mail: second.writer } });
    world.newLife();
    await world.dueActions.start();
    await world.dueActions.settle();
    const state = (await world.ledger()).map((each) => each.state)[0];
    const copies = async (mailbox: 'sent' | 'drafts') => (await second.reader.search({ mailbox }, 5, signal)).length;
    const left = { state, taken: sink.taken.length - before, sent: await copies('sent'), drafts: await copies('drafts') };
    await world.dueActions.stop();
    second.close();
    return left;
  }

  test('before anything was said to the server goes out once', async () => {
    const left = await cutOff(dovecot.submissionPort, (_, ends) => ({
      send: () => {
        ends();
        return never;
      },
    }));
    expect(left).toEqual({ state: 'done', taken: 1, sent: 1, drafts: 0 });
  });

  test('after the server took it, before the answer was stored, is found and not sent again', async () => {
    const left = await cutOff(dovecot.submissionPort, (writer, ends) => ({
      async send(mail, given) {
        await writer.send(mail, given);
        ends();
        return never;
      },
    }));
    expect(left).toEqual({ state: 'done', taken: 1, sent: 1, drafts: 0 });
  });

  test('while it was handed over is known to nobody, is not sent again, and its copy lies among the drafts', async () => {
    const left = await cutOff(sink.port, (writer, ends) => ({
      async send(mail, given) {
        sink.fault({ at: 'SILENCE' });
        await writer.send(mail, given);
        ends();
        return never;
      },
    }));
    expect(left).toEqual({ state: 'unknown', taken: 1, sent: 0, drafts: 1 });
  });
});
