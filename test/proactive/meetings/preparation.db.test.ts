import diagnostics from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyText } from '../../../src/chat/commands/why.ts';
import { AppError } from '../../../src/ground/errors.ts';
import { recordEpisode } from '../../../src/memory/episodes.ts';
import { saveFact } from '../../../src/memory/facts.ts';
import { enqueue, findSaid } from '../../../src/outbox/outbox.ts';
import type { Eyes } from '../../../src/ports/connections.ts';
import { createEventWatch } from '../../../src/proactive/event-reminders.ts';
import { createNotify } from '../../../src/proactive/notify/notify.ts';
import { addTask } from '../../../src/tasks/store.ts';
import { createFakeCalendar, type FakeCalendarOptions } from '../../fakes/calendar.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createFakeMail, type MailSeed } from '../../fakes/mail.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../../fixtures/database.ts';
import { addReachablePerson, audit, button, preparationOf, said, withoutBrief } from '../world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const { signal } = new AbortController();
const ANA = { name: 'Ana Ruiz', address: 'ana@north.example' };
const BEN = { name: 'Ben Okafor', address: 'ben@south.example' };
const accepted = (who: typeof ANA) => ({ ...who, answer: 'accepted' as const });
/** 14:00 in Berlin. */
const TALK = { id: 'talk', title: 'Budget talk', start: '2026-03-27T14:00', end: '2026-03-27T15:00', location: 'Oak room' };

/** A person in Berlin with these accounts, looked after by a new instance at each look, as after a kill. */
async function personWith(
  events: FakeCalendarOptions['events'],
  mails?: readonly MailSeed[],
  { change = withoutBrief, atWork }: { readonly change?: typeof withoutBrief; readonly atWork?: readonly MailSeed[] } = {},
) {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', change);
  const clock = createFakeClock('2026-03-27T08:00:00Z');
  const calendar = createFakeCalendar({ events: events ?? [] });
  const mail = mails && createFakeMail({ account: 'ann@example.com', mails });
  const work = atWork && createFakeMail({ account: 'ann@work.example', mails: atWork });
  const both = mail && work && { mails: [mail.reader, work.reader] };
  const eyes: Eyes = { calendar: calendar.reader, ...(mail && { mail: mail.reader }), ...both };
  const eyesOf = async () => eyes;
  return {
    person,
    db,
    calendar,
    mail,
    async lookAt(time: string) {
      await clock.advanceTo(Temporal.PlainDateTime.from(`2026-03-27T${time}`).toZonedDateTime('Europe/Berlin').toInstant());
      const prepare = preparationOf({ db, clock, eyesOf });
      const look = createEventWatch({ db, clock, log: silentLog, eyesOf, notify: createNotify({ enqueue }), prepare, button });
      await look(person, clock.now(), signal);
    },
    // What overlaps is told as well, and is none of this.
    told: async () => (await said(db, person)).map(({ text }) => text).filter((text) => !text.includes('at the same time')),
  };
}

const now = Temporal.Instant.from('2026-03-20T08:00:00Z');

describe('R45 half an hour before a meeting', () => {
  test('the person hears who comes, the last exchanges with each, open tasks and past decisions, each with its source', async () => {
    const exchange = (index: number, at: string): MailSeed => ({ id: `ana-${index}`, from: ANA, subject: `Budget ${index}`, at });
    const { person, db, lookAt, told } = await personWith(
      [{ ...TALK, guests: [accepted(ANA), { ...BEN, answer: 'needs-action' }] }],
      [
        exchange(1, '2026-03-20T09:00:00Z'),
        exchange(2, '2026-03-21T09:00:00Z'),
        exchange(3, '2026-03-22T09:00:00Z'),
        { id: 'mine', mailbox: 'sent', from: 'ann@example.com', to: [ANA], subject: 'Re: Budget 3', at: '2026-03-23T09:00:00Z' },
        { id: 'other', from: { name: 'Ana', address: 'ana@north.example.evil.example' }, subject: 'Not hers' },
        {
          id: 'ben',
          from: BEN,
          subject: 'Roof',
          text: 'The roof *leaks* [again](https://evil.example)',
          at: '2026-03-25T09:00:00Z',
        },
      ],
    );
    const task = { notes: '', dueAt: null, dueIsDay: false, importance: 5, estimateMinutes: null, goal: null, tainted: false };
    await db.asPerson(person, async (tx) => {
      await addTask(tx, person, { ...task, title: 'Send the forecast to Ana' }, now);
      await addTask(tx, person, { ...task, title: 'Water the plants' }, now);
      const fact = { personId: person, trust: 'owner' as const, source: 'telegram:1', recordedAt: now };
      await saveFact(tx, { ...fact, text: 'We decided with Ana to keep the budget at 40,000 euros' });
      await saveFact(tx, { ...fact, text: 'Ben Okafor prefers short meetings', source: 'telegram:2' });
      const episode = {
        personId: person,
        platform: 'telegram',
        chat: 'c',
        role: 'person',
        turnId: null,
        tainted: false,
      } as const;
      await recordEpisode(tx, { ...episode, text: '/tasks add Send the forecast to Ana', source: 'telegram:3', at: now });
      await recordEpisode(tx, { ...episode, text: 'What did Ana say about the budget?', source: 'telegram:4', at: now });
    });
    await lookAt('13:29');
    expect(await told()).toEqual([]);
    await lookAt('13:30');
    await lookAt('13:30');
    const [text = '', ...more] = await told();
    expect(more).toEqual([]);
    expect(text.split('\n').filter((line) => line !== '')).toEqual([
      '**Soon:** 14:00-15:00 Budget talk, Oak room (Europe/Berlin)',
      'With Ana Ruiz (accepted), Ben Okafor (no answer yet) (event talk)',
      '**Last exchanges**',
      '- You to Ana Ruiz, Monday, 23 March 2026, 10:00: Re: Budget 3 (mail mine)',
      '- Ana Ruiz, Sunday, 22 March 2026, 10:00: Budget 3 (mail ana-3)',
      '- Ana Ruiz, Saturday, 21 March 2026, 10:00: Budget 2 (mail ana-2)',
      expect.stringMatching(
        /^- Ben Okafor, Wednesday, 25 March 2026, 10:00: Roof: The roof \\\*leaks\\\* .*evil.* \(mail ben\)$/,
      ),
      '**Open tasks**',
      '- Send the forecast to Ana (task 1)',
      '**Decided**',
      expect.stringMatching(
        /^- Friday, 20 March 2026: We decided with Ana to keep the budget at 40,000 euros \(fact [0-9a-f]{8}\)$/,
      ),
      '**Said before**',
      expect.stringMatching(/^- Friday, 20 March 2026: Ben Okafor prefers short meetings \(fact [0-9a-f]{8}\)$/),
      'That is all.',
    ]);
    const why = await db.asPerson(person, async (tx) => {
      const message = await findSaid(tx, person, { platform: 'telegram', chat: `chat-${person}` }, undefined);
      return message && whyText(audit, tx, message, { personId: person, zone: 'UTC', now });
    });
    expect(why).toMatch(
      /rests on: `event:talk`, `mail:mine`, `mail:ana-3`, .*`task:1`\.\n(?:- \\\[fact:[0-9a-f]{8}\\\] 2026-03-20 you: .+(?:\n|$)){2}/,
    );
  });

  test('one without a history says so in one line, and is not announced again a quarter of an hour later', async () => {
    const { lookAt, told } = await personWith([{ ...TALK, guests: [accepted(ANA)] }], []);
    await lookAt('13:30');
    await lookAt('13:45');
    expect(await told()).toEqual([
      expect.stringMatching(/Budget talk[\s\S]*\n\nNo history: .* names them or the subject\.\n\nThat is all\.$/),
    ]);
  });

  test('a cancelled one is not prepared, a moved one at its new time, a declined one and one alone not at all', async () => {
    const declined = { name: '', address: 'ann@example.com', answer: 'declined' as const };
    const { calendar, lookAt, told } = await personWith([
      { ...TALK, guests: [accepted(ANA)] },
      { ...TALK, id: 'off', title: 'Cancelled', guests: [accepted(ANA)] },
      { ...TALK, id: 'no', title: 'Declined', own: false, guests: [declined, accepted(ANA)] },
      { ...TALK, id: 'alone', title: 'Alone' },
    ]);
    await lookAt('13:25');
    calendar.drop('off');
    calendar.put({ ...TALK, guests: [accepted(ANA)], start: '2026-03-27T14:20', end: '2026-03-27T15:00' });
    await lookAt('13:30');
    expect(await told()).toEqual([]);
    await lookAt('13:50');
    expect((await told()).map((text) => text.split(',')[0])).toEqual([
      expect.stringContaining('14:20-15:00 Budget talk'),
      expect.stringContaining('14:00-15:00 Alone'),
    ]);
  });

  test('where it is off, or long before the reminder, the reminder comes as well', async () => {
    const off = (profile: Parameters<typeof withoutBrief>[0], meetingPreparation: number) => {
      const { settings, ...rest } = withoutBrief(profile);
      return { ...rest, settings: { ...settings, meetingPreparation } };
    };
    const without = await personWith([{ ...TALK, guests: [accepted(ANA)] }], [], { change: (profile) => off(profile, 0) });
    await without.lookAt('13:30');
    await without.lookAt('13:45');
    expect(await without.told()).toEqual(['**Soon:** 14:00-15:00 Budget talk, Oak room (Europe/Berlin)']);
    const early = await personWith([{ ...TALK, guests: [accepted(ANA)] }], [], { change: (profile) => off(profile, 60) });
    await early.lookAt('13:00');
    await early.lookAt('13:45');
    expect(await early.told()).toHaveLength(2);
  });

  test('what cannot be read is named, and takes nothing else along', async () => {
    const { mail, person, db, lookAt, told } = await personWith([{ ...TALK, guests: [accepted(ANA)] }], []);
    mail?.fault('search', { kind: 'reject', code: 'unavailable', message: new AppError('unavailable', 'down').message });
    await db.asPerson(person, (tx) =>
      saveFact(tx, { personId: person, text: 'Ana likes figures', trust: 'owner', source: 'telegram:9', recordedAt: now }),
    );
    await lookAt('13:30');
    expect((await told())[0]).toMatch(/Ana likes figures[\s\S]*_Not read: mail since 13:30: down\._/);
  });
});

test('R45 the last exchanges come from every mail account, and what lies in two of them stands once', async () => {
  const both = { from: ANA, subject: 'Both', at: '2026-03-21T09:00:00Z', messageId: '<both@n.example>' };
  const { lookAt, told } = await personWith([{ ...TALK, guests: [accepted(ANA)] }], [{ ...both, id: 'home-1' }], {
    atWork: [
      { ...both, id: 'work-1' },
      { id: 'work-2', from: ANA, subject: 'At work', at: '2026-03-22T09:00:00Z' },
    ],
  });
  await lookAt('13:30');
  const lines = (await told())[0]?.split('\n').filter((line) => line.includes('(mail '));
  expect(lines?.map((line) => line.replace(/^.*: (.*) \(mail .*$/, '$1'))).toEqual(['At work', 'Both']);
});

test('R48 a meeting is prepared from what is here: no line to any other host is opened', async () => {
  const sockets: Socket[] = [];
  const onSocket = (message: unknown) => void sockets.push((message as { socket: Socket }).socket);
  const fetched: unknown[] = [];
  const onFetch = (message: unknown) => void fetched.push(message);
  diagnostics.subscribe('net.client.socket', onSocket);
  diagnostics.subscribe('undici:request:create', onFetch);
  try {
    const { lookAt, told } = await personWith(
      [{ ...TALK, guests: [accepted(ANA)] }],
      [{ id: 'm', from: ANA, subject: 'Figures' }],
    );
    await lookAt('13:30');
    expect(await told()).toEqual([expect.stringContaining('Figures (mail m)')]);
  } finally {
    diagnostics.unsubscribe('net.client.socket', onSocket);
    diagnostics.unsubscribe('undici:request:create', onFetch);
  }
  // The database may stand on a server of this computer.
  const isLoopback = ({ remoteAddress = '' }: Socket) => /^(?:127\.|::1$|::ffff:127\.)/.test(remoteAddress);
  expect([sockets.filter((socket) => !isLoopback(socket)), fetched]).toEqual([[], []]);
});
