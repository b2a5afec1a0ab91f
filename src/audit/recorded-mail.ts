import type { MailReader, MailWriter } from '../ports/mail.ts';
import { notedBy, type RecordCall } from './noted.ts';
import { MAIL_LOOK } from './regular-looks.ts';

/** The same account; each call to its server stands in the record before it is made, so that none is made without. */
export function recordedReader(reader: MailReader, record: RecordCall): MailReader {
  const { account, onlyRead, lookEveryMinutes } = reader;
  const noted = notedBy(record, 'read');
  return {
    account,
    ...(onlyRead && { onlyRead }),
    lookEveryMinutes,
    arrivedSince: (cursor, limit, signal) => noted(MAIL_LOOK, account, signal, () => reader.arrivedSince(cursor, limit, signal)),
    search: (query, limit, signal) => noted('mail account: search', account, signal, () => reader.search(query, limit, signal)),
    read: (id, signal) => noted('mail account: read', id, signal, () => reader.read(id, signal)),
    attachment: (id, ref, signal) =>
      noted('mail account: attachment', `${id} ${ref}`, signal, () => reader.attachment(id, ref, signal)),
  };
}

/** The same for what changes the account. */
export function recordedWriter(writer: MailWriter, record: RecordCall): MailWriter {
  const [read, write] = [notedBy(record, 'read'), notedBy(record, 'write')];
  const [send, remove] = [notedBy(record, 'send'), notedBy(record, 'delete')];
  return {
    send: (mail, signal) => send('mail account: send', mail.messageId, signal, () => writer.send(mail, signal)),
    wasSent: (messageId, signal) => read('mail account: was it sent', messageId, signal, () => writer.wasSent(messageId, signal)),
    saveDraft: (mail, signal) => write('mail account: save draft', mail.messageId, signal, () => writer.saveDraft(mail, signal)),
    deleteDraft: (id, signal) => remove('mail account: delete draft', id, signal, () => writer.deleteDraft(id, signal)),
    move: (id, to, signal) => write(`mail account: move to ${to}`, id, signal, () => writer.move(id, to, signal)),
    label: (id, change, signal) => write('mail account: label', id, signal, () => writer.label(id, change, signal)),
  };
}
