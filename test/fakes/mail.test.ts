import { describe, expect, test } from 'vitest';
import { contactsContract } from '../contracts/contacts.ts';
import { mailContract } from '../contracts/mail.ts';
import { createFakeContacts } from './contacts.ts';
import { createFakeMail, type MailWrite } from './mail.ts';

const close = async () => undefined;

mailContract('the fake mail account', async () => {
  const { reader, writer, arrive } = createFakeMail({ account: 'me@me.example' });
  return {
    reader,
    writer,
    close,
    arrive: async ({ from, fromName = '', ...mail }) =>
      void arrive({ ...mail, from: { name: fromName, address: from }, unread: true }),
  };
});

contactsContract('the fake address book', async () => {
  const { reader } = createFakeContacts([
    ['Ann Lee', 'ann@a.example', 'ann@home.example'],
    ['Ben Oak', 'ben@b.example'],
    ['Jörg Öz'],
  ]);
  return { reader, close };
});

describe('the fake mail account has faults on demand', () => {
  const mail = {
    messageId: '<1@me.example>',
    to: [{ name: '', address: 'ann@a.example' }],
    cc: [],
    bcc: [],
    subject: 'Hi',
    text: 'Hello',
    attachments: [],
  };
  const { signal } = new AbortController();

  test('a refused send surely did nothing, and the next one goes', async () => {
    const { writer, journal, fault } = createFakeMail({ account: 'me@me.example' });
    fault('send', { kind: 'reject', code: 'denied' });
    await expect(writer.send(mail, signal)).rejects.toMatchObject({ code: 'denied' });
    expect([journal, await writer.wasSent(mail.messageId, signal)]).toEqual([[], false]);
    await writer.send(mail, signal);
    expect(journal).toEqual([{ did: 'send', mail }]);
  });

  test.each([true, false])('a send without an answer may have arrived (%s)', async (arrived) => {
    const { writer, journal, fault } = createFakeMail({ account: 'me@me.example' });
    fault('send', { kind: 'unknown', arrived });
    expect(await writer.send(mail, signal)).toMatchObject({ state: 'unknown' });
    expect([journal.length, await writer.wasSent(mail.messageId, signal)]).toEqual([arrived ? 1 : 0, arrived]);
  });

  test('a hanging call ends with the signal', async () => {
    const { reader, fault } = createFakeMail({ account: 'me@me.example' });
    const abort = new AbortController();
    fault('search', { kind: 'hang', arrived: false });
    const search = reader.search({}, 1, abort.signal);
    abort.abort(new Error('stop'));
    await expect(search).rejects.toThrow('stop');
  });

  test('a death comes after the deed', async () => {
    const told: MailWrite[] = [];
    const { writer, journal, fault } = createFakeMail({ account: 'me@me.example', onWrite: (write) => told.push(write) });
    let died = 0;
    fault('send', { kind: 'die', die: () => (died += 1) });
    void writer.send(mail, signal);
    await Promise.resolve();
    expect([died, journal, told]).toEqual([1, [{ did: 'send', mail }], [{ did: 'send', mail }]]);
  });
});
