import { expect, test } from 'vitest';
import type { MeetingMail } from '../../../../src/ports/meeting.ts';
import { createFakeCalendar, type SeedEvent } from '../../../fakes/calendar.ts';
import { createFakeMail } from '../../../fakes/mail.ts';
import { ACCOUNT, createCalendarHand } from './hand.ts';

const BEN = 'ben@b.example';
const TIMES = {
  start: { at: '2026-11-23T13:30:00Z', zone: 'Europe/Berlin' },
  end: { at: '2026-11-23T14:30:00Z', zone: 'Europe/Berlin' },
};
const EVENT: SeedEvent = { ...TIMES, id: 'mine', title: 'Budget', guests: [BEN, 'eve@e.example'], sequence: 2 };
const REPLY: MeetingMail = {
  ...{
    method: 'reply',
    uid: 'mine',
    sequence: 2,
    organizer: ACCOUNT,
    comment: '',
    alternatives: [],
    stamp: '2026-11-20T10:00:00Z',
  },
  ...{ ...TIMES, title: 'Budget', description: '', location: '', recurrence: [] },
  guests: [{ name: '', address: BEN, answer: 'declined' }],
};

interface Setting {
  readonly silent: boolean;
  readonly shared: boolean;
  readonly writable: boolean;
  readonly from: string;
}

function given({ silent = true, shared = false, writable = true, from = BEN }: Partial<Setting> = {}) {
  const calendars = [{ id: 'main', name: 'Ann', shared, writable, ...(silent && { silent }) }];
  const calendar = createFakeCalendar({ account: ACCOUNT, calendars, events: [EVENT] });
  const mail = createFakeMail({ account: ACCOUNT, mails: [{ id: 'm1', from, messageId: '<a@b.example>', meeting: REPLY }] });
  const hand = createCalendarHand([], {
    eyes: { calendar: calendar.reader, mail: mail.reader },
    hands: { calendar: calendar.writer, mail: mail.writer },
  });
  return { ...hand, calendar, mail };
}
const WISH = { mail: '<a@b.example>' };

test('R29 a guest’s answer is noted for them alone, and no mail goes out', async () => {
  const { wish, calendar, mail } = given();
  expect((await wish('calendar_note', WISH)).said).toBe('Noted in your calendar: `ben@b.example` declined, Budget.');
  expect(calendar.journal).toEqual([{ op: 'note', calendarId: 'main', id: 'mine', answer: 'declined', told: [], shared: false }]);
  expect(calendar.all()[0]?.guests.map(({ answer }) => answer)).toEqual(['declined', 'needs-action']);
  expect(mail.journal).toEqual([]);
});

test('it is private where nobody else sees the calendar, and asks on a card where somebody does', async () => {
  expect(await given().effectOf('calendar_note', WISH)).toBe('private');
  const shared = given({ shared: true });
  expect(await shared.effectOf('calendar_note', WISH)).toBe('outbound');
  const { lines, warnings } = await shared.card('calendar_note', WISH);
  expect(lines).toEqual(
    expect.arrayContaining(['Title: Budget', `Guest: ${BEN}`, 'Answered: declined', 'Said at: 2026-11-20T10:00:00Z']),
  );
  expect(warnings).toEqual(['Others can see this calendar.']);
});

test('R89 a service that notes answers itself, a calendar that can only be read, and a mail of somebody else, are left alone', async () => {
  await expect(given({ writable: false }).resolve('calendar_note', WISH)).rejects.toMatchObject({ code: 'denied' });
  await expect(given({ silent: false }).wish('calendar_note', WISH)).rejects.toThrow('notes by itself');
  await expect(given({ from: 'mallory@m.example' }).wish('calendar_note', WISH)).rejects.toThrow('There is nothing to note');
});

test('an answer that was lost is looked for, and is not written over a later change', async () => {
  const { resolve, run, find, calendar } = given();
  const args = await resolve('calendar_note', WISH);
  expect(await find('calendar_note', args)).toBe('nothing');
  calendar.fail('no-answer-after', 'note');
  expect(await run('calendar_note', args)).toMatchObject({ said: expect.stringContaining('Noted in your calendar') });
  expect(await find('calendar_note', args)).toMatchObject({ said: expect.stringContaining('Noted in your calendar') });
  await expect(run('calendar_note', args)).rejects.toThrow('has changed since');
});
