import { expect, test } from 'vitest';
import { withField } from '../../../../src/people/profile-path.ts';
import type { MailWriter } from '../../../../src/ports/mail.ts';
import type { MeetingMail } from '../../../../src/ports/meeting.ts';
import { createFakeCalendar, type SeedEvent } from '../../../fakes/calendar.ts';
import { createFakeMail } from '../../../fakes/mail.ts';
import { ACCOUNT, createCalendarHand } from './hand.ts';

const EVE = 'eve@e.example';
const ZONE = 'Europe/Berlin';
const INVITED = { name: 'Ann', address: ACCOUNT, answer: 'needs-action' } as const;
const BUDGET = {
  title: 'Budget',
  start: { at: '2026-11-23T13:30:00Z', zone: ZONE },
  end: { at: '2026-11-23T14:30:00Z', zone: ZONE },
};
const ASKED: SeedEvent = { ...BUDGET, id: 'asked', own: false, organizer: EVE, guests: [INVITED], sequence: 2 };
const REQUEST: MeetingMail = {
  ...{ ...BUDGET, description: 'bring numbers', location: 'Oak room', recurrence: [], guests: [INVITED] },
  ...{ method: 'request', uid: 'asked', sequence: 2, organizer: EVE, comment: '', alternatives: [] },
};

/** A calendar whose server tells nobody, or sends answers itself, and a mail account, in which `meeting` came. */
function given({
  canSend = true,
  writable = true,
  silent = true,
  events = [ASKED],
  meeting,
  hasMail = true,
  hasCalendar = true,
}: Partial<Setting> = {}) {
  const calendar = createFakeCalendar({
    account: ACCOUNT,
    calendars: [{ id: 'main', name: 'Ann', writable, ...(silent && { silent }) }],
    events,
  });
  const mails = meeting ? [{ id: 'm1', from: EVE, messageId: '<ask@e.example>', meeting }] : [];
  const mail = createFakeMail({ account: ACCOUNT, mails });
  const hand = createCalendarHand([], {
    eyes: {
      ...(hasCalendar && { calendar: calendar.reader }),
      ...(hasMail && { mail: canSend ? mail.reader : { ...mail.reader, onlyRead: true } }),
    },
    hands: { ...(hasCalendar && { calendar: calendar.writer }), ...(hasMail && canSend && { mail: mail.writer }) },
  });
  const sent = () => mail.journal.flatMap((write) => (write.did === 'send' ? [write.mail] : []));
  const stands = () => calendar.all().map(({ id, guests, start, own }) => ({ id, answer: guests[0]?.answer, start, own }));
  return { ...hand, respond: (input: object) => hand.wish('calendar_respond', input), sent, stands, mail, calendar };
}

interface Setting {
  readonly canSend: boolean;
  readonly writable: boolean;
  readonly silent: boolean;
  readonly events: readonly SeedEvent[];
  readonly meeting: MeetingMail;
  readonly hasMail: boolean;
  readonly hasCalendar: boolean;
}

test('R29 where the calendar service sends answers itself, that is the only one', async () => {
  const { respond, sent, calendar } = given({ silent: false });
  const { said } = await respond({ event: 'asked', answer: 'accepted' });
  expect(said).toContain('Answered accepted: Budget');
  expect(calendar.journal).toMatchObject([{ op: 'respond', answer: 'accepted', told: [EVE] }]);
  expect(sent()).toEqual([]);
});

test.each(['accepted', 'declined', 'tentative'] as const)(
  'R29 where it does not, %s goes to the organizer by mail and is noted in the calendar',
  async (answer) => {
    const { respond, sent, stands } = given();
    await respond({ event: 'asked', answer });
    const part = { method: 'reply', uid: 'asked', sequence: 2, organizer: EVE, guests: [{ address: ACCOUNT, answer }] };
    expect(sent()).toMatchObject([{ to: [{ address: EVE }], meeting: { ...part, start: BUDGET.start, end: BUDGET.end } }]);
    expect(stands()).toMatchObject([{ id: 'asked', answer, own: false }]);
  },
);

test('R29 other times that are free and fit are proposed, two at least, and nothing changes in the calendar', async () => {
  const { respond, sent, stands } = given();
  const { said } = await respond({ event: 'asked', answer: 'proposed' });
  expect(said).toContain('Other times proposed: Budget');
  const [mail] = sent();
  expect(mail?.text).toContain('- Monday, 23 November 2026, 10:00 to 11:00 (Europe/Berlin, UTC+01:00)');
  expect(mail?.text.match(/^- /gm)).toHaveLength(3);
  expect(mail?.meeting).toMatchObject({ method: 'counter', sequence: 2, start: { at: '2026-11-23T09:00:00Z' } });
  expect(mail?.meeting?.alternatives).toHaveLength(2);
  expect(stands()).toMatchObject([{ answer: 'needs-action' }]);
});

test('times that were said are proposed as they are, as long as the meeting; one is no choice', async () => {
  const { respond, sent } = given();
  await respond({ event: 'asked', answer: 'proposed', times: ['2026-11-25T10:00', '2026-11-26 09:30'] });
  expect(sent()[0]?.meeting).toMatchObject({
    ...{ start: { at: '2026-11-25T09:00:00Z' }, end: { at: '2026-11-25T10:00:00Z' } },
    alternatives: [{ start: { at: '2026-11-26T08:30:00Z' }, end: { at: '2026-11-26T09:30:00Z' } }],
  });
  await expect(respond({ event: 'asked', answer: 'proposed', times: ['2026-11-25T10:00'] })).rejects.toThrow('Give 2 to 5 times');
});

test('R29 what a mail asks for is answered by mail, and what is accepted is put into the calendar', async () => {
  const { respond, sent, stands } = given({ events: [], meeting: REQUEST });
  await respond({ mail: '<ask@e.example>', answer: 'accepted' });
  expect(sent()).toMatchObject([{ meeting: { method: 'reply', uid: 'asked', sequence: 2 } }]);
  expect(stands()).toEqual([{ id: 'asked', answer: 'accepted', start: BUDGET.start, own: false }]);
});

test('what is declined is put nowhere', async () => {
  const { respond, sent, stands } = given({ events: [], meeting: REQUEST });
  await respond({ mail: 'm1', answer: 'declined' });
  expect(sent()).toHaveLength(1);
  expect(stands()).toEqual([]);
});

test('R29 a meeting that was moved by mail is answered for its new time and version, which the calendar gets', async () => {
  const start = { at: '2026-11-24T13:30:00Z', zone: ZONE };
  const meeting = { ...REQUEST, sequence: 3, start, end: { at: '2026-11-24T14:30:00Z', zone: ZONE } };
  const events = [{ ...ASKED, guests: [{ ...INVITED, answer: 'accepted' as const }] }];
  const { respond, sent, stands } = given({ events, meeting });
  await respond({ mail: 'm1', answer: 'accepted' });
  expect(sent()).toMatchObject([{ meeting: { sequence: 3, start } }]);
  expect(stands()).toEqual([{ id: 'asked', answer: 'accepted', start, own: false }]);
});

test('the calendar service has the last word on what it answers by itself', async () => {
  const { respond, sent, calendar } = given({ silent: false, meeting: REQUEST });
  await respond({ mail: 'm1', answer: 'accepted' });
  expect(sent()).toEqual([]);
  expect(calendar.journal).toMatchObject([{ op: 'respond', told: [EVE] }]);
});

test.each<[string, Partial<Setting>, object, string]>([
  ['was changed since', { meeting: { ...REQUEST, sequence: 1 } }, { mail: 'm1' }, 'has been changed since'],
  ['is the person’s own', { meeting: { ...REQUEST, organizer: ACCOUNT } }, { mail: 'm1' }, 'organizes this meeting'],
  ['is none', { meeting: { ...REQUEST, method: 'cancel' } }, { mail: 'm1' }, 'asks to no meeting'],
  [
    'has that answer',
    { events: [{ ...ASKED, guests: [{ ...INVITED, answer: 'accepted' }] }] },
    { event: 'asked' },
    'answer already',
  ],
  [
    'is of somebody else than the calendar says',
    { meeting: { ...REQUEST, organizer: 'mallory@m.example' } },
    { mail: 'm1' },
    'Somebody else organizes',
  ],
  ['is not named', {}, {}, 'which invitation'],
  ['goes to no address', { events: [], meeting: { ...REQUEST, organizer: 'nobody' } }, { mail: 'm1' }, 'has no @'],
])('an invitation that %s is not answered', async (_, setting, input, problem) => {
  const { resolve } = given(setting);
  await expect(resolve('calendar_respond', { ...input, answer: 'accepted' })).rejects.toThrow(problem);
});

test('without a mail account the card says that nobody is told, and no time can be proposed', async () => {
  const { card, resolve } = given({ hasMail: false });
  const { lines, warnings } = await card('calendar_respond', { event: 'asked', answer: 'accepted' });
  expect(lines).toContain('Told: not at all');
  expect(warnings[0]).toContain('Nobody is told');
  await expect(resolve('calendar_respond', { event: 'asked', answer: 'proposed' })).rejects.toThrow('/connect mail');
});

test('without a calendar what a mail asks for is answered all the same', async () => {
  const { respond, sent } = given({ hasCalendar: false, meeting: REQUEST });
  const { said } = await respond({ mail: 'm1', answer: 'accepted' });
  expect(said).toContain(`\`${EVE}\` is told.`);
  expect(sent()).toHaveLength(1);
});

test('an answer whose mail got no answer is unknown, and found again by its Message-ID; the calendar gets it then', async () => {
  const { resolve, run, find, mail, stands, sent } = given();
  const args = await resolve('calendar_respond', { event: 'asked', answer: 'accepted' });
  mail.fault('send', { kind: 'unknown', arrived: true });
  expect(await run('calendar_respond', args)).toHaveProperty('unknown');
  expect(stands()).toMatchObject([{ answer: 'needs-action' }]);
  expect(await find('calendar_respond', args)).toMatchObject({ said: expect.stringContaining('Answered accepted') });
  expect(stands()).toMatchObject([{ answer: 'accepted' }]);
  expect(sent()).toHaveLength(1);
});

test('an answer that the calendar does not take is sent all the same, and says so', async () => {
  const { respond, calendar } = given();
  calendar.fail('reject', 'respond');
  const { said } = await respond({ event: 'asked', answer: 'accepted' });
  expect(said).toContain('is told. Your calendar has not changed');
});

test('whoever lets no mail go out is not answered for by mail, though by the calendar service', async () => {
  const setting = { meeting: REQUEST, events: [] };
  const { context, resolve } = given(setting);
  const profile = withField(context.profile, 'settings.sharing.mail', 'off');
  Object.assign(context, { profile });
  await expect(resolve('calendar_respond', { mail: 'm1', answer: 'accepted' })).rejects.toMatchObject({ code: 'denied' });
});

test('a mail that was refused changes nothing', async () => {
  const { resolve, run, mail, stands } = given();
  const args = await resolve('calendar_respond', { event: 'asked', answer: 'accepted' });
  mail.fault('send' satisfies keyof MailWriter, { kind: 'reject' });
  await expect(run('calendar_respond', args)).rejects.toThrow('refused');
  expect(stands()).toMatchObject([{ answer: 'needs-action' }]);
});

test.each([true, false])(
  'R89 in a calendar that can only be read the answer goes by mail, and nothing is written there',
  async (silent) => {
    const { respond, sent, calendar } = given({ writable: false, silent });
    const { said } = await respond({ event: 'asked', answer: 'accepted' });
    expect(said).toBe(
      `Answered accepted: Budget, Monday, 23 November 2026, 14:30 to 15:30 (${ZONE}, UTC+01:00). \`${EVE}\` is told.`,
    );
    expect(sent()).toMatchObject([{ to: [{ address: EVE }], meeting: { method: 'reply' } }]);
    expect(calendar.journal).toEqual([]);
  },
);

test('R89 where neither the calendar can be changed nor a mail be sent, no card is made and what is missing is said', async () => {
  const { resolve } = given({ writable: false, canSend: false });
  await expect(resolve('calendar_respond', { event: 'asked', answer: 'accepted' })).rejects.toThrow(
    'Its calendar can only be read, so this is answered by mail, and no mail account is connected that I may send from.',
  );
  const byMail = given({ events: [], meeting: REQUEST, canSend: false });
  await expect(byMail.resolve('calendar_respond', { mail: '<ask@e.example>', answer: 'declined' })).rejects.toThrow(
    'This is answered by mail, and no mail account is connected that I may send from.',
  );
});

test('R89 of a calendar that can only be read nothing is deleted, and no card asks', async () => {
  await expect(given({ writable: false }).resolve('calendar_delete', { event: 'asked' })).rejects.toMatchObject({
    code: 'denied',
    message: 'The calendar of this event can only be read. Connect it again with /connect to let me change it.',
  });
});
