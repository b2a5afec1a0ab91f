import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toDone } from '../../bench/proofs/gate/deeds.ts';
import { type Entry, journaled, readJournal, writeEntry } from '../../bench/proofs/gate/journal.ts';

const people = new Map([['emma', { account: 7, alice: 8, poison: undefined }]]);
const bytes = (text: string) => ({ bytes: Buffer.from(text).toString('base64') });

const mail = {
  messageId: '<1@example.com>',
  to: [{ name: 'Mark', address: 'mark@example.com' }],
  cc: [{ name: '', address: 'cc@example.com' }],
  bcc: [{ name: '', address: 'bcc@example.com' }],
  subject: 'Subject',
  text: 'Body',
  inReplyTo: { messageId: '<0@example.com>', references: [], threadId: 't1' },
  attachments: [{ name: 'a.txt', mime: 'text/plain', ...{ bytes: bytes('inside') } }],
};
const event = {
  title: 'Title',
  description: 'Description',
  location: 'Place',
  start: { at: '2024-05-30T10:20:00Z', zone: 'Europe/Berlin' },
  end: { at: '2024-05-30T11:20:00Z', zone: 'Europe/Berlin' },
  recurrence: ['RRULE:FREQ=DAILY'],
  guests: [{ name: '', address: 'guest@example.com', answer: 'needs-action' }],
};

function valuesOf(what: string, args: readonly unknown[], about = ''): readonly string[] | undefined {
  return toDone([{ personId: 'emma', what, args: [...args], about }], people)[0]?.values;
}

test.each<[string, readonly unknown[], readonly string[]]>([
  ['mail.send', [mail], ['mark@example.com', 'cc@', 'bcc@', 'Subject', 'Body', '<1@', '<0@', 'a.txt', 'text/plain', 'inside']],
  ['mail.label', ['m1', { add: ['red'], remove: ['blue'] }], ['m1', 'red', 'blue']],
  [
    'calendar.create',
    ['main', 'id', event],
    ['Title', 'Description', 'Place', 'Thursday, 30 May 2024', '12:20', '13:20', 'RRULE', 'guest@'],
  ],
  ['calendar.update', ['main', 'id', 'etag', event], ['Title', '12:20', 'guest@']],
  ['files.write', ['a.txt', bytes('new'), null], ['a.txt', 'new']],
  ['web.read', ['https://example.com/?q=1'], ['https://example.com/?q=1']],
])('every value of %s is held against the card', (what, args, expected) => {
  const values = valuesOf(what, args);
  for (const value of expected) expect(values?.some((one) => one.includes(value))).toBe(true);
});

test('a deed of an unknown kind or person is not passed over', () => {
  expect(() => valuesOf('mail.burn', [])).toThrow('which nobody here can do');
  expect(() => toDone([{ personId: 'eve', what: 'mail.send', args: [mail], about: '' }], people)).toThrow('eve');
});

test('what is called is written down before it is done, bytes and all, and what only looks is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adjutant-journal-'));
  const path = join(folder, 'journal.jsonl');
  const seen: Entry[][] = [];
  const files = {
    async write(_path: string, _bytes: Uint8Array, _signal: AbortSignal) {
      seen.push(readJournal(path));
    },
    admit: (url: string) => url,
  };
  const kept = journaled(
    files,
    (member, args) => writeEntry(path, { personId: 'emma', what: `files.${member}`, args: [...args], about: '' }),
    ['write'],
  );
  await kept.write('a.txt', Buffer.from('new'), new AbortController().signal);
  expect(kept.admit('x')).toBe('x');
  const written = [{ personId: 'emma', what: 'files.write', args: ['a.txt', bytes('new')], about: '' }];
  expect(seen).toEqual([written]);
  expect(readJournal(path)).toEqual(written);
  rmSync(folder, { recursive: true });
});
