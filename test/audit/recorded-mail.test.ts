import { describe, expect, test } from 'vitest';
import { recordedReader, recordedWriter } from '../../src/audit/recorded-mail.ts';
import type { OutgoingMail } from '../../src/ports/mail.ts';
import { createFakeMail } from '../fakes/mail.ts';

const { signal } = new AbortController();
const outgoing: OutgoingMail = {
  messageId: '<ours@me.example>',
  to: [{ name: '', address: 'ann@a.example' }],
  cc: [],
  bcc: [],
  subject: 'Secret subject',
  text: 'secret text',
  attachments: [],
};

function recorded() {
  const mail = createFakeMail({ account: 'me@me.example', mails: [{ id: 'one', text: 'secret' }] });
  const entries: string[] = [];
  const record = async (access: string, call: string, ref: string) => void entries.push(`${access} ${call} ${ref}`);
  return { mail, entries, reader: recordedReader(mail.reader, record), writer: recordedWriter(mail.writer, record) };
}

describe('R92 the record of a mail account', () => {
  test('has an entry for each call to the server, also one that fails, and nothing of what mails say', async () => {
    const { mail, entries, reader, writer } = recorded();
    await reader.arrivedSince(undefined, 5, signal);
    await reader.search({ text: 'secret' }, 5, signal);
    await reader.read('one', signal);
    await expect(reader.attachment('one', '1', signal)).rejects.toThrow();
    await writer.wasSent('<x@x>', signal);
    await writer.deleteDraft(await writer.saveDraft(outgoing, signal), signal);
    await writer.send(outgoing, signal);
    await writer.label('one', { add: ['work'], remove: [] }, signal);
    await writer.move('one', 'trash', signal);
    expect(entries).toHaveLength([...mail.calls.values()].reduce((sum, each) => sum + each, 0));
    expect(entries).toHaveLength(10);
    expect(new Set(mail.calls.values())).toEqual(new Set([1]));
    expect(entries.join('\n')).not.toContain('ecret');
  });

  test('comes first: where it cannot be written, the server is not called', async () => {
    const { mail } = recorded();
    const full = async () => {
      throw new Error('no room');
    };
    await expect(recordedReader(mail.reader, full).read('one', signal)).rejects.toThrow('no room');
    expect(mail.calls.size).toBe(0);
  });

  test('holds no call that was aborted before it was made', async () => {
    const { entries, reader } = recorded();
    await expect(reader.read('one', AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
    expect(entries).toEqual([]);
  });
});
