import { google as sdk } from 'googleapis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGmail, type Gmail } from '../../../adapters/google/gmail.ts';
import { composeMime } from '../../../adapters/mime/compose.ts';
import type { OutgoingMail } from '../../../src/ports/mail.ts';
import { type Arrival, mailContract } from '../../contracts/mail.ts';
import { type FakeGoogle, startFakeGoogle } from '../../fakes/google/server.ts';
import { createFakeHandovers } from '../../fakes/handovers.ts';
import { testParsing } from '../../fixtures/parsing.ts';
import { signedIn } from './account.ts';

const { signal } = new AbortController();
const NOW = () => new Date('2026-12-01T09:00:00Z');

mailContract('Gmail', async () => {
  const google = await startFakeGoogle();
  let minute = 0;
  return {
    ...createGmail(signedIn(google), NOW, createFakeHandovers(), testParsing),
    async arrive(mail) {
      minute += 1;
      await arrive(google, mail, new Date(Date.UTC(2026, 10, 1, 9, minute)));
    },
    close: google.close,
  };
});

describe('Gmail', () => {
  let google: FakeGoogle;
  let gmail: Gmail;
  beforeEach(async () => {
    google = await startFakeGoogle();
    gmail = createGmail(signedIn(google), NOW, createFakeHandovers(), testParsing);
  });
  afterEach(() => google.close());
  const mail: OutgoingMail = {
    messageId: '<ours@me.example>',
    to: [{ name: '', address: 'ben@b.example' }],
    cc: [],
    bcc: [],
    subject: 'Hello',
    text: 'Hi',
    attachments: [],
  };
  const sent = async () => (await gmail.reader.search({ mailbox: 'sent' }, 10, signal)).length;
  const drafts = async () => (await gmail.reader.search({ mailbox: 'drafts' }, 10, signal)).length;

  test('a sending whose answer is lost is found to have happened', async () => {
    google.fail({ path: '/drafts/send', meets: 'drop-after' });
    expect(await gmail.writer.send(mail, signal)).toEqual({ state: 'done' });
    expect([await sent(), await drafts()]).toEqual([1, 0]);
  });

  test('a sending without any answer whose draft still lies there is not known to have happened, and leaves no draft', async () => {
    google.fail({ path: '/drafts/send', meets: 'drop-before' });
    expect(await gmail.writer.send(mail, signal)).toMatchObject({ state: 'unknown' });
    expect([await sent(), await drafts(), await gmail.writer.wasSent(mail.messageId, signal)]).toEqual([0, 0, false]);
  });

  test('a mail that nobody could tell of and that is sent anew leaves no draft of before', async () => {
    google.fail({ path: '/drafts/send', meets: 'drop-before' });
    google.fail({ path: '/drafts/', method: 'DELETE', meets: 503 });
    expect(await gmail.writer.send(mail, signal)).toMatchObject({ state: 'unknown' });
    expect(await drafts()).toBe(1);
    expect(await gmail.writer.send(mail, signal)).toEqual({ state: 'done' });
    expect([await sent(), await drafts()]).toEqual([1, 0]);
  });

  test('what is refused before it is sent was surely not sent, and leaves no draft', async () => {
    google.fail({ path: '/drafts/send', meets: 400 });
    await expect(gmail.writer.send(mail, signal)).rejects.toMatchObject({ code: 'invalid' });
    google.fail({ path: '/drafts', method: 'POST', meets: 503 });
    await expect(gmail.writer.send(mail, signal)).rejects.toMatchObject({ code: 'unavailable' });
    expect([await sent(), await drafts()]).toEqual([0, 0]);
  });

  test('a mail to which Gmail gave a Message-ID of its own is known to be sent', async () => {
    const renamed =
      'From: ann@example.com\r\nMessage-ID: <x@mail.gmail.com>\r\nX-Google-Original-Message-ID: <ours@me.example>\r\n\r\nHi';
    await insert(google, Buffer.from(renamed), ['SENT']);
    expect(await gmail.writer.wasSent('<ours@me.example>', signal)).toBe(true);
    expect(await gmail.writer.wasSent('<another@me.example>', signal)).toBe(false);
  });
});

async function arrive(google: FakeGoogle, mail: Arrival, at: Date): Promise<void> {
  const { from, fromName = '', to = [google.account], cc = [], subject, text, messageId, references = [], files = [] } = mail;
  const people = (addresses: readonly string[]) => addresses.map((address) => ({ name: '', address }));
  const bytes = await composeMime(
    { messageId, to: people(to), cc: people(cc), bcc: [], subject, text, attachments: files },
    { from, at, bcc: 'hidden' },
  );
  const ids = references.length > 0 ? `References: ${references.join(' ')}\r\n` : '';
  const named = bytes.toString().replace(/^From: .*$/m, fromName ? `From: ${fromName} <${from}>` : `From: ${from}`);
  await insert(google, Buffer.from(ids + named), ['INBOX', 'UNREAD']);
}

async function insert(google: FakeGoogle, bytes: Buffer, labelIds: string[]): Promise<void> {
  const { auth, rootUrl } = signedIn(google);
  const api = sdk.gmail({ version: 'v1', auth, ...(rootUrl && { rootUrl }) });
  const requestBody = { raw: bytes.toString('base64url'), labelIds };
  await api.users.messages.insert({ userId: 'me', internalDateSource: 'dateHeader', requestBody });
}
