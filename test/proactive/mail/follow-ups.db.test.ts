import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailSend } from '../../../src/actions/kinds/mail/send.ts';
import { followUpHandler } from '../../../src/chat/presses/follow-up.ts';
import { enqueue } from '../../../src/outbox/outbox.ts';
import { createFollowUps } from '../../../src/proactive/mail/follow-ups/follow-ups.ts';
import { createMailWatch } from '../../../src/proactive/mail/mail-watch.ts';
import { createNotify } from '../../../src/proactive/notify/notify.ts';
import { actionsWorld } from '../../actions/world.ts';
import { createFakeCalendar } from '../../fakes/calendar.ts';
import { fakeConnections } from '../../fakes/connections.ts';
import { createFakeMail, type MailSeed } from '../../fakes/mail.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { testStoredFiles } from '../../fixtures/stored-files.ts';
import { button, silent } from '../world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const ACCOUNT = 'me@me.example';
const BEN = 'ben@b.example';
const { signal } = new AbortController();
/** Asked on Wednesday, November 18: with Thursday, Friday and Monday behind it, Tuesday the 24th is the day to ask again. */
const QUESTION: MailSeed = {
  mailbox: 'sent',
  from: ACCOUNT,
  to: [BEN],
  cc: ['cyd@c.example'],
  subject: 'The plan',
  text: 'Hi Ben,\n\ncan you send me the plan?\n\nAnn',
  at: '2026-11-18T15:00:00Z',
  threadId: 'plan',
  messageId: '<plan@me.example>',
};

async function somebody(
  mails: readonly MailSeed[],
  { holiday, onlyRead = false }: { holiday?: string; onlyRead?: boolean } = {},
) {
  const { db } = fixture;
  const mail = createFakeMail({ account: ACCOUNT, mails });
  const events = holiday ? [{ title: 'Public holiday', start: { date: holiday }, end: { date: '2026-11-24' } }] : [];
  const eyes = { mail: { ...mail.reader, onlyRead }, calendar: createFakeCalendar({ account: ACCOUNT, events }).reader };
  const connections = fakeConnections(eyes, { mail: mail.writer });
  const world = await actionsWorld(db, [mailSend({ storedFiles: testStoredFiles() })], { connections });
  const { personId: person, clock } = world;
  const deps = {
    db,
    clock,
    log: silent,
    notify: createNotify({ enqueue }),
    button,
    eyesOf: connections.eyesOf,
    write: undefined,
  };
  const followUps = createFollowUps({ ...deps, act: world.act, closeCard: world.approvals.overtake });
  const watch = createMailWatch({ ...deps, prepareReply: undefined, onArrived: followUps.arrived });
  const arrive = async (...seeds: readonly MailSeed[]) => {
    for (const seed of seeds) mail.arrive(seed);
    await watch.look(person, clock.now(), signal);
  };
  await arrive();
  const [, pressOff] = followUpHandler(world.approvals);
  return {
    ...{ world, mail, arrive },
    lookAt: async (time: string) => {
      await clock.advanceTo(time);
      await followUps.look(person, signal);
      return (await world.ledger()).map(({ state }) => state);
    },
    switchOff: async (id: string) => {
      const press = { key: 'p', platform: 'telegram', chat: 'c', messageId: 'm', button: 'b', user: { id: person } } as const;
      return db.asPerson(person, (tx) => pressOff({ tx, personId: person, verb: 'mnofollow', id, press }));
    },
  };
}

test('R26 a question without an answer for three working days brings one card, which sends nothing by itself', async () => {
  const { world, mail, lookAt } = await somebody([
    QUESTION,
    { ...QUESTION, text: 'Here is the plan. Ann', threadId: 'other', messageId: '<other@x>' },
  ]);
  expect(await lookAt('2026-11-23T10:00:00Z')).toEqual([]);
  expect(await lookAt('2026-11-24T07:00:00Z')).toEqual([]); // before working hours
  expect(await lookAt('2026-11-24T10:00:00Z')).toEqual(['proposed']);
  expect(await lookAt('2026-11-24T11:00:00Z')).toEqual(['proposed']);
  const [row] = await world.ledger();
  expect(row?.args).toMatchObject({
    from: ACCOUNT,
    to: [{ address: BEN }],
    cc: [{ address: 'cyd@c.example' }],
    subject: 'Re: The plan',
    inReplyTo: { messageId: '<plan@me.example>', threadId: 'plan' },
  });
  expect(await lookAt('2026-11-25T09:30:00Z')).toEqual(['proposed']);
  expect(mail.journal).toEqual([]);
});

test('R26 a holiday in the calendar is no working day', async () => {
  const { lookAt } = await somebody([QUESTION], { holiday: '2026-11-23' });
  expect(await lookAt('2026-11-24T10:00:00Z')).toEqual([]);
  expect(await lookAt('2026-11-25T10:00:00Z')).toEqual(['proposed']);
});

test.each<[string, MailSeed]>([
  ['in its thread, of whomever', { from: 'dan@b.example', threadId: 'plan', at: '2026-11-19T15:00:00Z' }],
  ['under its subject, without a thread', { from: BEN, subject: 'AW: The plan', mailbox: 'archive', at: '2026-11-19T15:00:00Z' }],
])('R26 nothing is asked where an answer came %s', async (_, answer) => {
  const { lookAt } = await somebody([QUESTION, answer]);
  expect(await lookAt('2026-11-24T10:00:00Z')).toEqual([]);
});

test('R26 an answer that arrives meanwhile takes the card back, pressed or not', async () => {
  const { world, mail, arrive, lookAt } = await somebody([QUESTION]);
  await lookAt('2026-11-24T10:00:00Z');
  const [row] = await world.ledger();
  await world.approve(row?.id ?? '');
  await arrive({ from: BEN, threadId: 'plan', subject: 'Re: The plan', text: 'Here it is.' });
  expect(await world.ledger()).toMatchObject([{ state: 'expired', outcome: 'An answer came in meanwhile. Nothing was sent.' }]);
  await world.approve(row?.id ?? '');
  await world.dueActions.start();
  await world.clock.advance(3_600_000);
  await world.dueActions.settle();
  expect(mail.journal).toEqual([]);
});

test('R26 a conversation in which the person wants no follow-ups gets none any more', async () => {
  const { world, mail, lookAt, switchOff } = await somebody([QUESTION]);
  await lookAt('2026-11-24T10:00:00Z');
  const [row] = await world.ledger();
  expect((await switchOff(row?.id ?? '')).said).toContain('no more');
  mail.arrive({ ...QUESTION, at: '2026-11-24T15:00:00Z', messageId: '<again@me.example>' });
  mail.arrive({ ...QUESTION, at: '2026-11-24T15:00:00Z', messageId: '<new@me.example>', threadId: 'new' });
  expect(await lookAt('2026-12-01T10:00:00Z')).toEqual(['declined', 'proposed']);
});

test('R89 an account that can only be read gets no card of a mail that could not be sent', async () => {
  const { world, lookAt } = await somebody([QUESTION], { onlyRead: true });
  await lookAt('2026-11-24T10:00:00Z');
  expect(await world.ledger()).toEqual([]);
});
