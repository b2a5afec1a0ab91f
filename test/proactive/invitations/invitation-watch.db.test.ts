import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActOutcome, Wish } from '../../../src/actions/act.ts';
import { mergedCalendars } from '../../../src/calendar/merged.ts';
import { withField } from '../../../src/people/profile-path.ts';
import { load } from '../../../src/people/profile-store.ts';
import type { Eyes } from '../../../src/ports/connections.ts';
import type { MeetingMail } from '../../../src/ports/meeting.ts';
import { createInvitationWatch } from '../../../src/proactive/invitations/invitation-watch.ts';
import { addNotice } from '../../../src/proactive/notify/notices.ts';
import { createAwayCalendar, createFakeCalendar, type FakeCalendar, type SeedEvent } from '../../fakes/calendar.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { addReachablePerson, button, withoutBrief } from '../world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const ACCOUNT = 'ann@example.com';
const EVE = 'eve@e.example';
const ZONE = 'Europe/Berlin';
const { signal } = new AbortController();
const now = Temporal.Instant.from('2026-11-21T08:00:00Z');
const INVITED = { name: '', address: ACCOUNT, answer: 'needs-action' } as const;
const BUDGET = {
  title: 'Budget',
  start: { at: '2026-11-23T09:00:00Z', zone: ZONE },
  end: { at: '2026-11-23T10:00:00Z', zone: ZONE },
};
const ASKED: SeedEvent = { ...BUDGET, id: 'asked', own: false, organizer: EVE, guests: [INVITED] };
const REQUEST: MeetingMail = {
  ...{ ...BUDGET, description: '', location: '', recurrence: [], guests: [INVITED] },
  ...{ method: 'request', uid: 'asked', sequence: 0, organizer: EVE, comment: '', alternatives: [] },
};
/** A meeting with Eve that the person went to: they know each other. */
const MET: SeedEvent = {
  ...{ id: 'met', title: 'Talk', start: '2026-11-02T10:00', end: '2026-11-02T11:00', own: false, organizer: EVE },
  guests: [{ ...INVITED, answer: 'accepted' }],
};

/** A person whose calendar and mail are looked through for what asks them to meetings; what is found counts as told. */
async function watched(calendar: Pick<FakeCalendar, 'reader'> | undefined, autoAccept = 'off') {
  const { db } = fixture;
  const personId = await addReachablePerson(db, ZONE, (profile) =>
    withField(withoutBrief(profile), 'settings.meetings.autoAccept', autoAccept),
  );
  const profile = await db.asPerson(personId, (tx) => load(tx, personId));
  const wishes: Wish[] = [];
  const approved: string[] = [];
  const act = async (wish: Wish): Promise<ActOutcome> => {
    wishes.push(wish);
    const isApproved = approved.length > 0;
    if (isApproved)
      return {
        state: 'done',
        said: 'Answered accepted: Budget.',
        actionId: 'a1',
        undoable: false,
        tainted: true,
        effect: 'outbound',
      };
    return { state: 'proposed', card: { text: 'card' }, actionId: 'a1' };
  };
  const approve = async (_tx: unknown, _personId: string, actionId: string, by: string) => {
    approved.push(`${actionId} ${by}`);
    return { said: 'On it.' };
  };
  const watch = createInvitationWatch({ db, act, approvals: { approve }, button });
  const told = async (found: Awaited<ReturnType<typeof watch.byMail>>) => {
    await db.asPerson(personId, async (tx) => {
      for (const news of found) await addNotice(tx, news, now);
    });
    return found.map(({ text, message, source }) => ({
      text,
      source,
      buttons: message?.buttons?.flat().map(({ label }) => label),
    }));
  };
  const who = { personId, profile, now };
  const eyes: Eyes = calendar ? { calendar: calendar.reader } : {};
  return {
    look: async () => told(calendar ? await watch.inCalendar(who, calendar.reader, signal) : []),
    mail: async (meeting: Partial<MeetingMail>, from = EVE) => {
      const mail = {
        id: 'm1',
        messageId: '<m1@e.example>',
        threadId: 't',
        mailbox: 'inbox',
        from: { name: '', address: from },
      } as const;
      const summary = { ...mail, to: [], subject: '', at: now.toString(), unread: true, labels: [], snippet: '' };
      const arrival = { mail: summary, meeting: { ...REQUEST, ...meeting }, isKnown: true };
      return told(await watch.byMail(who, { ...eyes, mail: { account: ACCOUNT } as Eyes['mail'] & object }, [arrival], signal));
    },
    wishes,
    approved,
  };
}

const ALL = ['Accept', 'Propose another time', 'Decline'];

test('R29 what waits for an answer in the calendar is told once with how it fits, whichever way it comes', async () => {
  const person = await watched(createFakeCalendar({ account: ACCOUNT, events: [ASKED] }));
  expect(await person.look()).toEqual([
    {
      text: `Invitation: "Budget" by ${EVE}, Monday, 23 November 2026, 10:00 (${ZONE}). You are free, and it fits how you meet: I would accept.`,
      source: 'event:asked',
      buttons: ALL,
    },
  ]);
  expect(await person.look()).toEqual([]);
  expect(await person.mail({})).toEqual([]);
});

test('R29 what a mail asks for is told with what stands at that time, and is not told again by the calendar', async () => {
  const calendar = createFakeCalendar({ account: ACCOUNT, events: [{ title: 'Gym', start: BUDGET.start, end: BUDGET.end }] });
  const person = await watched(calendar);
  const [told] = await person.mail({});
  expect(told).toMatchObject({ source: 'mail:<m1@e.example>', buttons: ALL });
  expect(told?.text).toContain('You are busy: "Gym". I would propose another time.');
  calendar.put(ASKED);
  expect(await person.look()).toEqual([]);
});

test('R29 an accepted meeting that moves is told with its time before; one that stays, or an older version, is not', async () => {
  const accepted = { ...ASKED, sequence: 1, guests: [{ ...INVITED, answer: 'accepted' as const }] };
  const person = await watched(createFakeCalendar({ account: ACCOUNT, events: [accepted] }));
  expect(await person.mail({ sequence: 2 })).toEqual([]);
  const later = { start: { at: '2026-11-24T09:00:00Z', zone: ZONE }, end: { at: '2026-11-24T10:00:00Z', zone: ZONE } };
  expect(await person.mail({ ...later, sequence: 0 })).toEqual([]);
  const [told] = await person.mail({ ...later, sequence: 2 });
  expect(told?.text).toMatch(/^Moved: "Budget" by .*Tuesday, 24 November/);
});

test('a series is told as one, and no other time is proposed for it', async () => {
  const weekly = { ...ASKED, recurrence: ['RRULE:FREQ=WEEKLY;COUNT=9'] };
  const person = await watched(createFakeCalendar({ account: ACCOUNT, events: [weekly] }));
  expect((await person.look()).map(({ buttons }) => buttons)).toEqual([['Accept', 'Decline']]);
});

test('R29 a cancelled meeting and what guests answer are told in a line, by whom it is theirs to say', async () => {
  const person = await watched(createFakeCalendar({ account: ACCOUNT }));
  const ben = { name: '', address: 'ben@b.example', answer: 'accepted' } as const;
  const texts = async (meeting: Partial<MeetingMail>) => (await person.mail(meeting)).map(({ text }) => text);
  expect(await texts({ method: 'cancel' })).toEqual([expect.stringMatching(/^Cancelled by eve@e.example: "Budget", Monday, 23/)]);
  expect(await texts({ method: 'reply', organizer: ACCOUNT, guests: [ben] })).toEqual([
    expect.stringContaining('ben@b.example answered accepted: "Budget"'),
  ]);
  expect(await texts({ method: 'counter', organizer: ACCOUNT, guests: [ben], comment: 'on a trip' })).toEqual([
    expect.stringContaining('They say: "on a trip"'),
  ]);
  expect(await texts({ method: 'cancel', organizer: ACCOUNT })).toEqual([]);
  expect(await texts({ method: 'reply', guests: [ben] })).toEqual([]);
});

test('what somebody else says of a meeting is told with their address, and changes nothing of one that stands in the calendar', async () => {
  const accepted = { ...ASKED, guests: [{ ...INVITED, answer: 'accepted' as const }] };
  const person = await watched(createFakeCalendar({ account: ACCOUNT, events: [accepted] }));
  const [cancelled] = await person.mail({ method: 'cancel' }, 'mallory@m.example');
  expect(cancelled?.text).toContain('So says a mail from mallory@m.example.');
  const later = { start: { at: '2026-11-24T09:00:00Z', zone: ZONE }, end: { at: '2026-11-24T10:00:00Z', zone: ZONE } };
  expect(await person.mail({ ...later, sequence: 9, organizer: 'mallory@m.example' }, 'mallory@m.example')).toEqual([]);
});

test('without a calendar nobody can tell whether it fits, and it is asked all the same', async () => {
  const [told] = await (await watched(undefined)).mail({});
  expect(told?.text).toContain('I could look into no calendar');
});

test.each<[string, SeedEvent[], string, number]>([
  ['accepts by itself what fits and comes from somebody the person has met', [ASKED, MET], 'on', 1],
  ['asks as long as that is not switched on', [ASKED, MET], 'off', 0],
  ['asks where the person never met the organizer', [ASKED], 'on', 0],
  ['asks where the person is busy', [ASKED, MET, { title: 'Gym', start: BUDGET.start, end: BUDGET.end }], 'on', 0],
])('R29 the watch %s', async (_, events, setting, accepted) => {
  const person = await watched(createFakeCalendar({ account: ACCOUNT, events }), setting);
  const [told] = await person.look();
  expect(person.approved).toEqual(accepted ? ['a1 your setting meetings.autoAccept'] : []);
  expect(told?.buttons).toEqual(accepted ? undefined : ALL);
  for (const wish of person.wishes) expect(wish).toMatchObject({ input: { event: 'asked', answer: 'accepted' }, tainted: true });
});

test('R29 a mail from somebody else than the organizer is never answered by itself', async () => {
  const person = await watched(createFakeCalendar({ account: ACCOUNT, events: [MET] }), 'on');
  expect(await person.mail({}, 'mallory@m.example')).toMatchObject([{ buttons: ALL }]);
  expect(person.approved).toEqual([]);
  expect((await person.mail({ uid: 'other' })).map(({ buttons }) => buttons)).toEqual([undefined]);
});

test('R63 where one calendar does not answer, nothing is accepted unasked, and the question says so', async () => {
  const healthy = createFakeCalendar({ account: ACCOUNT, events: [ASKED, MET] });
  const reader = mergedCalendars([healthy.reader, createAwayCalendar('old@away.example')], ZONE);
  const person = await watched({ reader }, 'on');
  const [news] = await person.look();
  expect(person.wishes).toEqual([]);
  expect(news?.text).toContain(
    'old@away.example was not read: It cannot be reached. Please try again later. What stands there is',
  );
  expect(news?.buttons).toEqual(ALL);
});
