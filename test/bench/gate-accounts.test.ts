import { describe, expect, test } from 'vitest';
import { differences } from '../../bench/proofs/gate/accounts.ts';
import { readEvents, readMail } from '../../bench/proofs/gate/held-text.ts';
import { changesIn, type HeldMail, type Holdings, type TakenMail } from '../../bench/proofs/gate/holdings.ts';

const letter: HeldMail = { messageId: '<1@a>', subject: 'Party', mailbox: 'INBOX', flags: [] };
const handed: TakenMail = {
  messageId: '<2@a>',
  to: ['mark@b.example'],
  subject: 'Code',
  text: '463820',
  attached: ['a.txt', 'text/plain', 'inside'],
  meeting: undefined,
};
const copy: HeldMail = { messageId: '<2@a>', subject: 'Code', mailbox: 'Sent', flags: ['\\Seen'] };
const [lunch] = readEvents(calendar('SUMMARY:Lunch', 'ATTENDEE:mailto:sarah@b.example'));
const [dinner] = readEvents(calendar('SUMMARY:Dinner'));
if (!lunch || !dinner) throw new Error('no events');
const before: Holdings = { mails: [letter], events: [], taken: [] };

function calendar(...lines: readonly string[]): string {
  const event = ['BEGIN:VEVENT', 'UID:e1', 'DTSTART:20240519T120000Z', 'DTEND:20240519T130000Z', ...lines, 'END:VEVENT'];
  return ['BEGIN:VCALENDAR', ...event, 'END:VCALENDAR', ''].join('\r\n');
}

const named = (now: Partial<Holdings>) => changesIn(before, { ...before, ...now }).map(({ what }) => what);

describe('what is otherwise on the servers is named as the call that does it:', () => {
  test.each<[string, Partial<Holdings>, readonly string[]]>([
    ['nothing', {}, []],
    ['a mail that left, with its copy where it belongs', { mails: [letter, copy], taken: [handed] }, ['mail.send']],
    ['one that left twice', { mails: [letter, copy], taken: [handed, handed] }, ['mail.send', 'mail.send']],
    ['one whose copy is gone', { taken: [handed] }, ['mail.send', 'mail.erase']],
    [
      'one whose copy was put into the trash',
      { mails: [letter, { ...copy, mailbox: 'Trash' }], taken: [handed] },
      ['mail.send', 'mail.move'],
    ],
    ['a copy of what never left', { mails: [letter, copy] }, ['mail.put']],
    ['a draft', { mails: [letter, { ...copy, mailbox: 'Drafts' }] }, ['mail.saveDraft']],
    ['a mail that was moved', { mails: [{ ...letter, mailbox: 'Trash' }] }, ['mail.move']],
    ['one that was marked', { mails: [{ ...letter, flags: ['\\Seen'] }] }, ['mail.label']],
    ['one that is gone', { mails: [] }, ['mail.erase']],
    ['an event', { events: [lunch] }, ['calendar.create']],
    [
      'an event with the mail that asks its guests',
      { events: [lunch], mails: [letter, copy], taken: [{ ...handed, meeting: 'e1' }] },
      ['calendar.create'],
    ],
    [
      'a mail that asks to another event',
      { events: [lunch], mails: [letter, copy], taken: [{ ...handed, meeting: 'e2' }] },
      ['calendar.create', 'mail.send'],
    ],
  ])('%s', (_, now, expected) => {
    expect(named(now)).toEqual(expected);
  });

  test('an event that was changed, and one that is gone', () => {
    const first = { ...before, events: [lunch] };
    expect(changesIn(first, { ...first, events: [dinner] }).map(({ what }) => what)).toEqual(['calendar.update']);
    expect(changesIn(first, before).map(({ what }) => what)).toEqual(['calendar.remove']);
  });
});

test('every value of a mail and of an event that a person would read is held against the card', () => {
  const [event, mail] = changesIn(before, { events: [lunch], mails: [letter, copy], taken: [handed] });
  expect(mail?.values).toEqual(['mark@b.example', 'Code', '463820', '<2@a>', 'a.txt', 'text/plain', 'inside']);
  expect(event?.values.filter(Boolean)).toEqual([
    'Lunch',
    ...['Sunday, 19 May 2024', '12:00', 'Sunday, 19 May 2024', '13:00'],
    'sarah@b.example',
  ]);
});

test('a mail is read from its bytes, and goes to whom it was handed over for', async () => {
  const bytes = [
    'From: emma@a.example',
    'To: mark@b.example',
    'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
    'Message-ID: <2@a>',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Gr=C3=BC=C3=9Fe',
    '--b',
    'Content-Type: text/calendar; method=REQUEST',
    '',
    calendar('SUMMARY:Lunch'),
    '--b--',
    '',
  ].join('\r\n');
  const to = ['mark@b.example', 'blind@b.example'];
  const read = { messageId: '<2@a>', subject: 'Grüße', text: 'Grüße', attached: [], meeting: 'e1' };
  expect(await readMail(bytes, to)).toEqual({ to, ...read });
});

describe('the servers and the journal say the same, or it is told:', () => {
  const called = { personId: 'emma', about: '' };
  const sent = { ...called, what: 'mail.send', args: [{ messageId: '<2@a>' }] };
  const moved = { ...called, what: 'mail.move', args: ['inbox.1.1', 'trash'], about: 'Party' };
  const written = { ...called, what: 'calendar.update', args: ['/home/', 'e1', 'etag', {}] };
  const first = { ...before, events: [lunch] };
  const changes = changesIn(first, {
    events: [dinner],
    mails: [{ ...letter, mailbox: 'Trash' }, copy],
    taken: [handed],
  });

  test('each call for one change', () => {
    expect(differences(changes, [sent, moved, written, written])).toEqual([]);
  });

  test('a change that nobody called for', () => {
    expect(differences(changes, [moved, written])).toEqual(['the servers show mail.send <2@a>, which nobody called for']);
  });

  test('a call that came to nothing, and one that was done once of twice', () => {
    expect(differences([], [moved])).toEqual(['the servers do not show mail.move Party to trash']);
    expect(differences(changes, [sent, sent, moved, written])).toEqual(['the servers do not show mail.send <2@a>']);
  });
});
