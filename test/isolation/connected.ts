import { createHash } from 'node:crypto';
import { AppError } from '../../src/ground/errors.ts';
import type { Eyes, Hands } from '../../src/ports/connections.ts';
import type { FileContent } from '../../src/ports/files.ts';
import type { Connections } from '../../src/wiring/actions.ts';
import { createFakeCalendar } from '../fakes/calendar.ts';
import { createFakeContacts } from '../fakes/contacts.ts';
import { createFakeMail } from '../fakes/mail.ts';
import type { Traces } from './life.ts';

export interface Account {
  readonly eyes: Eyes;
  readonly hands: Hands;
  /** Everything that lies in the accounts and was written to them, as text. */
  contents(): string;
}

/** Mail, calendar, contacts and files of one person, each with the traces; the web is everybody's. */
export function accountOf(user: string, { common, secret }: Traces): Account {
  const text = `${common} ${secret}`;
  const address = `${user}@example.com`;
  const mail = createFakeMail({
    account: address,
    mails: [{ id: `${user}-mail-1`, threadId: `${user}-thread-1`, from: `friend@${user}.example`, subject: text, text }],
  });
  const calendar = createFakeCalendar({
    account: address,
    calendars: [{ id: `${user}-calendar` }],
    events: [{ id: `${user}-event-1`, title: text, start: '2026-11-23T10:00:00Z', end: '2026-11-23T11:00:00Z' }],
  });
  const contacts = createFakeContacts([[text, `friend@${user}.example`]]);
  const disk = new Map<string, Buffer>([[`/home/${user}/notes.txt`, Buffer.from(text)]]);
  const read = (path: string): FileContent => {
    const bytes = disk.get(path);
    if (!bytes) throw new AppError('not-found', 'There is no such file.');
    return { path, mime: 'text/plain', size: bytes.length, changedAt: '2026-11-20T08:00:00Z', bytes };
  };
  return {
    eyes: {
      mail: mail.reader,
      calendar: calendar.reader,
      contacts: contacts.reader,
      files: {
        name: 'Files',
        search: async (wanted) => [...disk.keys()].map(read).filter((file) => String(file.bytes).includes(wanted)),
        read: async (path) => read(path),
        placeFor: async (path) => path,
      },
      web: {
        admit: (url) => url,
        read: async (url) => ({ url, title: 'A page', text: 'Nothing of note.' }),
        look: async (url) => ({ url, title: 'A page', text: 'Nothing of note.', version: {} }),
      },
      search: { search: async () => [] },
    },
    hands: {
      mail: mail.writer,
      calendar: calendar.writer,
      files: {
        async write(path, bytes, before) {
          const there = disk.get(path);
          const hash = there ? createHash('sha256').update(there).digest('hex') : null;
          if (hash !== before) throw new AppError('invalid', 'The file has changed.');
          disk.set(path, Buffer.from(bytes));
        },
        remove: async (path) => void disk.delete(path),
      },
    },
    contents: () =>
      JSON.stringify([
        mail.all(),
        mail.journal,
        calendar.all(),
        calendar.journal,
        [...disk].map(([path, bytes]) => [path, String(bytes)]),
      ]),
  };
}

/** Everybody has their own accounts; whoever is not in the map has none. */
export function connectionsOf(accounts: ReadonlyMap<string, Account>): Connections {
  return {
    eyesOf: async (personId) => accounts.get(personId)?.eyes ?? {},
    handsOf: async (personId) => accounts.get(personId)?.hands ?? {},
  };
}
