import { and, asc, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailHandlers } from '../../../src/chat/presses/mail.ts';
import type { Database } from '../../../src/db/client.ts';
import { arrivedMails } from '../../../src/db/schema/mail.ts';
import { schedules } from '../../../src/db/schema/planning.ts';
import { lookingThrough } from '../../../src/mail/watch-store.ts';
import { enqueue } from '../../../src/outbox/outbox.ts';
import { load } from '../../../src/people/profile-store.ts';
import type { Eyes } from '../../../src/ports/connections.ts';
import { createGather } from '../../../src/proactive/brief/gather.ts';
import { mailFacts } from '../../../src/proactive/brief/mail-facts.ts';
import { createMailWatch } from '../../../src/proactive/mail/mail-watch.ts';
import { createNotify } from '../../../src/proactive/notify/notify.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createFakeMail, type MailSeed } from '../../fakes/mail.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { addReachablePerson, audit, button, runDue, said, silent, withoutBrief } from '../world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const ACCOUNT = 'me@me.example';
const ANN = { name: 'Ann Lee', address: 'Ann@a.example' };
const { signal } = new AbortController();
const urgent: MailSeed = { from: ANN, subject: 'Server', text: 'Hi,\n\nit is down. Can you come at once?\n-- \nAnn' };

/** A person whose inbox is watched by day; every look is by a new instance, as after a kill. */
async function watched(mails: readonly MailSeed[] = [], start = '2026-11-20T10:00:00Z') {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  const clock = createFakeClock(start);
  const mail = createFakeMail({ account: ACCOUNT, clock, mails });
  const eyes: Eyes = { mail: mail.reader };
  const deps = { db, clock, log: silent, button, notify: createNotify({ enqueue }), write: undefined, prepareReply: undefined };
  const look = () => {
    const watch = createMailWatch({ ...deps, eyesOf: async () => eyes });
    return runDue(db, 'mail', { personId: person, due: clock.now(), signal }, watch.look);
  };
  const handlers = new Map(
    mailHandlers({
      clock,
      writeReply: async () => true,
      buttons: { sign: ({ verb, id }) => `${verb}.${id}`, open: () => undefined },
    }),
  );
  return {
    db,
    person,
    clock,
    mail,
    look,
    next: async () => {
      const mine = and(eq(schedules.personId, person), eq(schedules.kind, 'mail'));
      const [row] = await db.asPerson(person, (tx) => tx.select().from(schedules).where(mine));
      return row?.nextAt.toString();
    },
    left: () => db.asPerson(person, (tx) => lookingThrough(tx, person)),
    told: async () => (await said(db, person)).filter(({ key }) => !key.startsWith('pressed:')).map(({ text }) => text),
    sorted: async () => {
      const rows = await db.asPerson(person, (tx) =>
        tx.select().from(arrivedMails).where(eq(arrivedMails.personId, person)).orderBy(asc(arrivedMails.seenAt)),
      );
      return rows.map(({ id, category, because }) => ({ id, category, because }));
    },
    press: async (verb: string, id: string) => {
      const press = {
        key: `press:${verb}:${clock.now()}`,
        platform: 'telegram',
        chat: `chat-${person}`,
        messageId: 'm',
        button: `${verb}.${id}`,
        user: { id: person },
      } as const;
      return db.asPerson(person, async (tx) => (await handlers.get(verb)?.({ tx, personId: person, verb, id, press }))?.said);
    },
    gather: async () => {
      const gather = createGather({ db, audit, log: silent, sources: [mailFacts(async () => eyes)] });
      const profile = await db.asPerson(person, (tx) => load(tx, person));
      return gather({ personId: person, profile, now: clock.now() }, 'test');
    },
    after: (duration: Temporal.DurationLike) => clock.advanceTo(clock.now().add(duration)),
  };
}

test('R21 an urgent mail is told once, within a look, by sender and ask, whatever is repeated', async () => {
  const person = await watched();
  await person.look();
  expect(await person.told()).toEqual([]); // that the inbox is watched comes with what else is said soon
  person.mail.arrive(urgent);
  await person.look();
  await person.look();
  expect(await person.told()).toEqual([
    '**Urgent mail** from Ann Lee (`Ann@a.example`)\n**Server**\nCan you come at once?\n_Because it says that it is urgent._',
  ]);
  expect(await person.next()).toBe('2026-11-20T10:05:00Z');
});

test('R63 a look at an inbox where nothing came fetches nothing, and the first goes back two days', async () => {
  const old = { ...urgent, at: '2026-11-17T10:00:00Z' };
  const person = await watched([old, { ...urgent, at: '2026-11-19T10:00:00Z' }]);
  await person.look();
  expect(await person.sorted()).toMatchObject([{ category: 'urgent' }]);
  await person.after({ minutes: 15 });
  expect(await person.told()).toEqual([]);
  const before = new Map(person.mail.calls);
  await person.look();
  before.set('arrivedSince', 2);
  expect(person.mail.calls).toEqual(before);
});

test('R63 many mails at once are taken in small parts, each once, and so are those that a kill repeats', async () => {
  const person = await watched();
  await person.look();
  for (let count = 0; count < 120; count += 1)
    person.mail.arrive({ subject: `News ${count}`, text: 'Read on.', bulk: 'list', messageId: `<${count}@l.example>` });
  await person.look();
  expect(await person.next()).toBe('2026-11-20T10:00:00Z');
  expect(await person.left()).toEqual([{ account: ACCOUNT, waiting: 70 }]);
  await person.look();
  await person.look();
  expect(await person.sorted()).toHaveLength(120);
  expect(await person.left()).toEqual([]);
  expect(await person.next()).toBe('2026-11-20T10:05:00Z');
  person.mail.arrive({ subject: 'News 3', messageId: '<3@l.example>' });
  await person.look();
  expect(await person.sorted()).toHaveLength(120);
  expect(await person.told()).toEqual([]);
});

test('R13 an inbox that cannot be read is named with the time of the last look and the reason, and looked at again', async () => {
  const person = await watched([], '2026-11-20T06:10:00Z');
  await person.look();
  await person.after({ minutes: 40 });
  person.mail.fault('arrivedSince', { kind: 'reject' });
  person.mail.fault('search', { kind: 'reject' });
  await person.look();
  expect(await person.next()).toBe('2026-11-20T06:55:00Z');
  expect((await person.gather()).notRead).toEqual(['mail since 07:10: The mail server refused. Try again later']);
  person.mail.arrive(urgent);
  await person.look();
  expect(await person.told()).toHaveLength(1);
});

test('quiet hours hold it, and the reason stands with the category', async () => {
  const person = await watched([], '2026-11-20T22:00:00Z');
  await person.look();
  person.mail.arrive(urgent);
  person.mail.arrive({ from: 'news@b.example', subject: 'Five stories', text: 'Read on.', bulk: 'list' });
  await person.look();
  expect(await person.told()).toEqual([]);
  expect(await person.sorted()).toEqual([
    { id: expect.any(String), category: 'urgent', because: 'it says that it is urgent' },
    { id: expect.any(String), category: 'informational', because: 'no person wrote it to you alone' },
  ]);
});

test('R21 what is quoted or stands in a signature makes no mail urgent', async () => {
  const person = await watched();
  await person.look();
  person.mail.arrive({ ...urgent, text: 'Thanks!\n\nOn Friday, Ben wrote:\n> It is urgent, call me now.\n-- \nUrgent Care' });
  await person.look();
  expect(await person.sorted()).toMatchObject([{ category: 'action_required' }]);
});

test('R21 a snoozed one comes again in an hour as long as it lies in the inbox', async () => {
  const person = await watched();
  await person.look();
  const mailId = person.mail.arrive(urgent);
  await person.look();
  const [row] = await person.sorted();
  expect(await person.press('mlater', row?.id ?? '')).toBe('It comes again at 12:00, if it still lies in the inbox.');
  await person.look();
  expect(await person.told()).toHaveLength(1);
  await person.after({ hours: 1 });
  await person.look();
  await person.look();
  expect(await person.told()).toHaveLength(2);
  await person.press('mlater', row?.id ?? '');
  await person.mail.writer.move(mailId, 'archive', signal);
  await person.after({ hours: 1 });
  await person.look();
  expect(await person.told()).toHaveLength(2);
});

test('R21 a sender of whom the person says that nothing is urgent is not told of again, until that is undone', async () => {
  const person = await watched();
  await person.look();
  person.mail.arrive(urgent);
  await person.look();
  const [row] = await person.sorted();
  expect(await person.press('mcalm', row?.id ?? '')).toContain('not urgent');
  person.mail.arrive({ ...urgent, from: 'ann@A.example', subject: 'Again' });
  await person.look();
  expect(await person.told()).toHaveLength(1);
  await person.press('murgent', row?.id ?? '');
  person.mail.arrive({ ...urgent, subject: 'Once more' });
  await person.look();
  expect(await person.told()).toHaveLength(2);
});

test('R63 every account is watched, and one that does not answer keeps nobody from the others', async () => {
  const { db, person, clock, mail, told, next } = await watched();
  const other = createFakeMail({ account: 'me@work.example', clock });
  const eyes: Eyes = { mail: mail.reader, mails: [mail.reader, other.reader] };
  const deps = { db, clock, log: silent, button, notify: createNotify({ enqueue }), write: undefined, prepareReply: undefined };
  const look = () => {
    const watch = createMailWatch({ ...deps, eyesOf: async () => eyes });
    return runDue(db, 'mail', { personId: person, due: clock.now(), signal }, watch.look);
  };
  await look();
  mail.arrive(urgent);
  other.arrive({ ...urgent, subject: 'Roof' });
  mail.fault('arrivedSince', { kind: 'reject' });
  await look();
  expect(await told()).toMatchObject([expect.stringContaining('**Roof**')]);
  expect(await next()).toBe('2026-11-20T10:05:00Z');
  await look();
  expect(await told()).toMatchObject([expect.stringContaining('**Roof**'), expect.stringContaining('**Server**')]);
});

test('R21 what rings while a look notes when to look again brings the next one at once', async () => {
  const { db, person, clock, mail, look, after, next } = await watched();
  await look();
  await after({ minutes: 5 });
  const mine = and(eq(schedules.personId, person), eq(schedules.kind, 'mail'));
  const ringing: Database = {
    ...db,
    asPerson: (id, work) =>
      db.asPerson(id, async (tx) => {
        const result = await work(tx);
        const [row] = await tx.select().from(schedules).where(mine);
        if (row?.nextAt.toString() === '2026-11-20T10:10:00Z') watch.rang(person);
        return result;
      }),
  };
  const watch = createMailWatch({
    ...{ db: ringing, clock, log: silent, button, notify: createNotify({ enqueue }) },
    ...{ write: undefined, prepareReply: undefined, eyesOf: async () => ({ mail: mail.reader }) },
  });
  await runDue(db, 'mail', { personId: person, due: clock.now(), signal }, watch.look);
  expect(await next()).toBe('2026-11-20T10:05:00Z');
});

test('nobody looks again without an account', async () => {
  const { db, person, clock } = await watched();
  const deps = {
    ...{ db, clock, log: silent, button, notify: createNotify({ enqueue }) },
    ...{ write: undefined, prepareReply: undefined, eyesOf: async () => ({}) },
  };
  await runDue(db, 'mail', { personId: person, due: clock.now(), signal }, createMailWatch(deps).look);
  const rows = await db.asPerson(person, (tx) => tx.select().from(schedules).where(eq(schedules.personId, person)));
  expect(rows.filter(({ kind }) => kind === 'mail')).toEqual([]);
});

test('R89 of an account that can only be read the urgent is told without an answer to draft, and none is prepared', async () => {
  const { db, person, clock, mail } = await watched();
  const prepared: unknown[] = [];
  const prepareReply = async (_tx: unknown, wish: unknown) => {
    prepared.push(wish);
    return true;
  };
  const deps = { db, clock, log: silent, button, notify: createNotify({ enqueue }), write: undefined, prepareReply };
  const lookInto = (onlyRead: boolean) =>
    createMailWatch({ ...deps, eyesOf: async () => ({ mail: { ...mail.reader, onlyRead } }) }).look(person, clock.now(), signal);
  await lookInto(true);
  const labels = async () =>
    (await said(db, person))
      .at(-1)
      ?.message.buttons?.flat()
      .map(({ label }) => label);
  mail.arrive(urgent);
  mail.arrive({ from: ANN, subject: 'Boxes', text: 'When do they come?' });
  await lookInto(true);
  expect([prepared, await labels()]).toEqual([[], ['Snooze 1 h', 'Not urgent']]);
  mail.arrive({ from: ANN, subject: 'Chairs', text: 'When do they come?' });
  await lookInto(false);
  expect(prepared).toHaveLength(1);
});
