import { and, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outbox } from '../../../src/db/schema/chat.ts';
import { schedules } from '../../../src/db/schema/planning.ts';
import { withField } from '../../../src/people/profile-path.ts';
import { load, save } from '../../../src/people/profile-store.ts';
import { calendarFacts } from '../../../src/proactive/brief/calendar-facts.ts';
import type { FactSource } from '../../../src/proactive/brief/fact.ts';
import type { Write } from '../../../src/proactive/brief/rewording.ts';
import { startFacts } from '../../../src/proactive/brief/start-facts.ts';
import { taskFacts } from '../../../src/proactive/brief/task-facts.ts';
import { createObserve } from '../../../src/proactive/observe.ts';
import { reschedule } from '../../../src/proactive/reschedule.ts';
import { addReminder } from '../../../src/reminders/store.ts';
import { addTask, changeTask, type NewTask } from '../../../src/tasks/store.ts';
import { createFakeCalendar } from '../../fakes/calendar.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { addReachablePerson, audit, createWorld, SOURCES, said, withoutBrief } from '../world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const ZONES = [
  'America/Los_Angeles',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Auckland',
];
const signal = new AbortController().signal;

async function addPersonAt(now: string, zone = 'Europe/Berlin') {
  const { db } = fixture;
  const person = await addReachablePerson(db, zone);
  await db.asPerson(person, async (tx) => reschedule(tx, person, await load(tx, person), Temporal.Instant.from(now)));
  return person;
}

async function nextAt(person: string) {
  const [row] = await fixture.db.asPerson(person, (tx) =>
    tx
      .select()
      .from(schedules)
      .where(and(eq(schedules.personId, person), eq(schedules.kind, 'brief'))),
  );
  return row?.nextAt.toString();
}

function addTo(person: string, task: Partial<NewTask>, now: string) {
  const open = { title: 'Pay rent', notes: '', dueAt: null, dueIsDay: false, tainted: false };
  const usual = { ...open, importance: 5, estimateMinutes: null, goal: null };
  return fixture.db.asPerson(person, (tx) => addTask(tx, person, { ...usual, ...task }, Temporal.Instant.from(now)));
}

async function giveTo(person: string, now: string, over: { write?: Write; sources?: readonly FactSource[] } = {}) {
  const due = Temporal.Instant.from((await nextAt(person)) ?? now);
  const clock = createFakeClock(now);
  await createWorld({ db: fixture.db, clock, ...over }).brief.give(person, due, signal);
}

test.each([
  ['2026-03-05T00:00:00Z', 'spring'],
  ['2026-10-01T00:00:00Z', 'autumn'],
])('R105 from %s six persons in six zones get exactly one brief a day at 07:30 through restarts', async (from) => {
  const { db } = fixture;
  const persons = await Promise.all(ZONES.map(async (zone) => [zone, await addPersonAt(from, zone)] as const));
  const clock = createFakeClock(from);
  const end = Temporal.Instant.from(from).add({ hours: 24 * 33 });
  while (Temporal.Instant.compare(clock.now(), end) < 0) {
    const { clockwork } = createWorld({ db, clock });
    const next = await clockwork.tick();
    await clockwork.stop();
    await clock.advanceTo(next && Temporal.Instant.compare(next, end) < 0 ? next : end);
  }
  for (const [zone, person] of persons) {
    const messages = await said(db, person);
    const times = messages.map(({ createdAt }) => createdAt.toZonedDateTimeISO(zone).toPlainDateTime());
    const first = times[0]?.toPlainDate() ?? Temporal.PlainDate.from('2000-01-01');
    const days = Array.from({ length: times.length }, (_, index) => `${first.add({ days: index })}T07:30:00`);
    expect(times.map(String)).toEqual(days);
    expect(times.length).toBeGreaterThanOrEqual(32);
    await db.asPerson(person, (tx) => tx.delete(schedules).where(eq(schedules.personId, person)));
  }
});

test('the brief holds what is due, the focus list and the sources, and says that it is all', async () => {
  const now = '2026-03-04T06:30:00Z';
  const person = await addPersonAt('2026-03-03T12:00:00Z');
  await addTo(person, { dueAt: Temporal.Instant.from('2026-03-04T16:00:00Z'), estimateMinutes: 30 }, now);
  await addTo(person, { title: 'Old', importance: 1, dueAt: Temporal.Instant.from('2026-03-01T22:59:00Z'), dueIsDay: true }, now);
  await addTo(person, { title: 'Write', importance: 9 }, now);
  await addTo(
    person,
    { title: 'Tidy', importance: 0, dueAt: Temporal.Instant.from('2026-03-04T22:59:00Z'), dueIsDay: true },
    now,
  );
  await addTo(person, { title: 'Some day', importance: 0 }, now);
  await fixture.db.asPerson(person, (tx) =>
    addReminder(
      tx,
      person,
      {
        text: 'call Ana',
        at: Temporal.Instant.from('2026-03-04T10:00:00Z'),
        zone: 'Europe/Berlin',
        startsLocal: '2026-03-04T11:00',
        source: 'x',
        tainted: false,
      },
      Temporal.Instant.from(now),
    ),
  );
  await giveTo(person, now);
  const [message] = await said(fixture.db, person);
  expect(message?.key).toBe('brief:2026-03-04');
  expect(message?.text).toBe(
    [
      '**Your brief for Wednesday, 4 March 2026**',
      '**Reminders**\n- 11:00 call Ana (reminder 1)',
      [
        '**Focus**',
        '- Pay rent, due today 17:00, 30 min (task 1)',
        '- Write (task 3)',
        '- Old, overdue since Sunday, 1 March 2026 (task 2)',
        '- About 30 minutes in all, 2 without an estimate. Start with task 1: it is due within a day. (focus)',
      ].join('\n'),
      '**Also due**\n- Tidy, due today (task 4)',
      'That is all.',
    ].join('\n\n'),
  );
  expect(await nextAt(person)).toBe('2026-03-05T06:30:00Z');
});

test('two instances at once give one brief', async () => {
  const person = await addPersonAt('2026-03-03T12:00:00Z');
  await Promise.all([giveTo(person, '2026-03-04T06:30:00Z'), giveTo(person, '2026-03-04T06:30:00Z')]);
  await giveTo(person, '2026-03-04T06:31:00Z');
  expect(await said(fixture.db, person)).toHaveLength(1);
});

test('a brief that dies while the model words it is given after the restart, once', async () => {
  const { db } = fixture;
  const person = await addPersonAt('2026-03-03T12:00:00Z');
  await addTo(person, {}, '2026-03-03T12:00:00Z');
  const clock = createFakeClock('2026-03-04T06:30:00Z');
  let asked = () => {};
  const started = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const write: Write = (_, stopped) =>
    new Promise((_resolve, reject) => {
      stopped.addEventListener('abort', () => reject(stopped.reason));
      asked();
    });
  const dying = createWorld({ db, clock, write }).clockwork;
  await dying.tick();
  await started;
  await dying.stop();
  expect(await said(db, person)).toHaveLength(0);
  expect(await nextAt(person)).toBe('2026-03-04T06:30:00Z');
  await giveTo(person, '2026-03-04T06:31:00Z');
  expect(await said(db, person)).toHaveLength(1);
});

test('a brief that was given meanwhile by another process is not given again, even when its message is cleared away', async () => {
  const { db } = fixture;
  const person = await addPersonAt('2026-03-03T12:00:00Z');
  await addTo(person, {}, '2026-03-03T12:00:00Z');
  const write: Write = async () => {
    await giveTo(person, '2026-03-04T06:30:00Z');
    await db.asPerson(person, (tx) => tx.delete(outbox).where(eq(outbox.personId, person)));
    return undefined;
  };
  await giveTo(person, '2026-03-04T06:30:00Z', { write });
  expect(await said(db, person)).toEqual([]);
});

test('a day that has its brief asks no model for another', async () => {
  const person = await addPersonAt('2026-03-03T12:00:00Z');
  await addTo(person, {}, '2026-03-03T12:00:00Z');
  await giveTo(person, '2026-03-04T06:30:00Z');
  let calls = 0;
  const write: Write = async () => {
    calls += 1;
    return undefined;
  };
  const clock = createFakeClock('2026-03-04T06:40:00Z');
  await createWorld({ db: fixture.db, clock, write }).brief.give(person, Temporal.Instant.from('2026-03-04T06:30:00Z'), signal);
  expect(calls).toBe(0);
});

test('a late brief says so; one after noon is left out and the next one tells of it', async () => {
  const { db } = fixture;
  const person = await addPersonAt('2026-03-02T12:00:00Z');
  await giveTo(person, '2026-03-03T10:59:00Z');
  await giveTo(person, '2026-03-04T11:00:00Z');
  await giveTo(person, '2026-03-05T06:30:00Z');
  const texts = (await said(db, person)).map(({ text }) => text);
  expect(texts).toHaveLength(2);
  expect(texts[0]).toContain('_Late: it was for 07:30._');
  expect(texts[1]).toContain('- The brief of Wednesday, 4 March 2026 (brief 2026-03-04)');
});

test('after a week of downtime one brief is given, not seven', async () => {
  const person = await addPersonAt('2026-03-02T12:00:00Z');
  await giveTo(person, '2026-03-10T07:00:00Z');
  expect((await said(fixture.db, person)).map(({ key }) => key)).toEqual(['brief:2026-03-10']);
});

test('changing the zone or the hour moves the brief, and never gives a second one that day', async () => {
  const { db } = fixture;
  const person = await addPersonAt('2026-03-03T12:00:00Z');
  await giveTo(person, '2026-03-04T06:30:00Z');
  const change = (timezone: string, at: string, now: string) =>
    db.asPerson(person, async (tx) => {
      const profile = await load(tx, person);
      const changed = {
        ...profile,
        identity: { ...profile.identity, timezone },
        settings: { ...profile.settings, brief: { on: true, at } },
      };
      await save(tx, person, changed);
      await reschedule(tx, person, changed, Temporal.Instant.from(now));
    });
  await change('Europe/Berlin', '09:00', '2026-03-04T07:00:00Z');
  expect(await nextAt(person)).toBe('2026-03-04T08:00:00Z');
  await giveTo(person, '2026-03-04T08:00:00Z');
  await change('America/New_York', '09:00', '2026-03-04T08:30:00Z');
  expect(await nextAt(person)).toBe('2026-03-04T14:00:00Z');
  await giveTo(person, '2026-03-04T14:00:00Z');
  expect(await said(db, person)).toHaveLength(1);
  expect(await nextAt(person)).toBe('2026-03-05T14:00:00Z');
});

test('turning the brief off takes it from the schedule', async () => {
  const { db } = fixture;
  const person = await addPersonAt('2026-03-03T12:00:00Z');
  await db.asPerson(person, async (tx) => {
    const profile = withoutBrief(await load(tx, person));
    await save(tx, person, profile);
    await reschedule(tx, person, profile, Temporal.Instant.from('2026-03-03T12:00:00Z'));
  });
  expect(await nextAt(person)).toBeUndefined();
});

test('R105 the model words the lines, and a sentence that it made up never reaches the person', async () => {
  const words = async (text: string) => {
    const person = await addPersonAt('2026-03-03T12:00:00Z');
    await addTo(person, { estimateMinutes: 30 }, '2026-03-03T12:00:00Z');
    const write: Write = async () => ({ text, by: 'Ollama llama3.2' });
    await giveTo(person, '2026-03-04T06:30:00Z', { write });
    const rows = await fixture.db.asPerson(person, (tx) => tx.select().from(outbox));
    return rows.map(({ message, why }) => [(message as { text: string }).text, (why as { by: string }).by]);
  };
  const faithful = '[task:1] The rent is waiting (30 min).\n[focus] Some 30 minutes; task 1 has the highest score.';
  expect(await words(faithful)).toEqual([[expect.stringContaining('The rent is waiting (30 min). (task 1)'), 'Ollama llama3.2']]);
  const madeUp = await words(
    faithful.replace('waiting (30 min).', 'waiting (30 min). Your landlord has cancelled the contract.'),
  );
  expect(madeUp).toEqual([[expect.stringContaining('- The rent is waiting (30 min). (task 1)'), 'Ollama llama3.2']]);
  expect(await words(faithful.replace('waiting', 'waiting, 900 euros'))).toEqual([
    [expect.stringContaining('Pay rent, 30 min (task 1)'), expect.any(String)],
  ]);
});

test('a model that stays silent for twenty seconds is not waited for', async () => {
  const { db } = fixture;
  const person = await addPersonAt('2026-03-03T12:00:00Z');
  await addTo(person, {}, '2026-03-03T12:00:00Z');
  const clock = createFakeClock('2026-03-04T06:30:00Z');
  const write: Write = (_, stopped) =>
    new Promise((_resolve, reject) => stopped.addEventListener('abort', () => reject(new Error('gave up'))));
  const given = createWorld({ db, clock, write }).brief.give(person, clock.now(), signal);
  await clock.untilAsleep(1);
  await clock.advance(20_000);
  await given;
  expect((await said(db, person))[0]?.text).toContain('Pay rent');
});

test('R13 a source that fails is named with since when, and stops none of the others', async () => {
  const person = await addPersonAt('2026-03-03T12:00:00Z');
  await addTo(person, {}, '2026-03-03T12:00:00Z');
  const broken: FactSource = {
    name: 'mail',
    area: 'mail',
    read: () => Promise.reject(new Error('connection refused')),
  };
  const clock = createFakeClock('2026-03-04T06:10:00Z');
  const { gather } = createWorld({ db: fixture.db, clock, sources: [broken, ...SOURCES] });
  const observe = createObserve({ db: fixture.db, gather });
  await observe(person, Temporal.Instant.from('2026-03-04T06:10:00Z'));
  const snapshot = await observe(person, Temporal.Instant.from('2026-03-04T07:00:00Z'));
  expect(snapshot.notRead).toEqual(['mail since 07:10']);
  expect(snapshot.facts.map(({ source }) => source)).toEqual(['task:1', 'focus']);
  expect(snapshot.at.toString()).toBe('2026-03-04T08:00:00+01:00[Europe/Berlin]');
  const later = await observe(person, Temporal.Instant.from('2026-03-05T07:00:00Z'));
  expect(later.notRead).toEqual(['mail since Wednesday, 4 March 2026, 07:10']);
});

test('R92 every source that is read leaves a line in the audit', async () => {
  const person = await addPersonAt('2026-03-03T12:00:00Z');
  await giveTo(person, '2026-03-04T06:30:00Z');
  const entries = await fixture.db.asPerson(person, (tx) => audit.latest(tx, person, 10));
  expect(entries.map(({ dataType, access, action }) => [dataType, access, action])).toEqual([
    ['news', 'read', 'brief'],
    ['task', 'read', 'brief'],
    ['reminder', 'read', 'brief'],
    ['message', 'read', 'brief'],
  ]);
});

test('R12 an idle day asks no model, and the next wake time is stored', async () => {
  const { db } = fixture;
  await db.asSystem((tx) => tx.delete(schedules));
  const person = await addPersonAt('2026-03-03T12:00:00Z');
  let calls = 0;
  const write: Write = async () => {
    calls += 1;
    return undefined;
  };
  const clock = createFakeClock('2026-03-03T12:00:00Z');
  const { clockwork, gather } = createWorld({ db, clock, write });
  const observe = createObserve({ db, gather });
  for (let hour = 0; hour < 24; hour += 1) {
    await clockwork.tick();
    await observe(person, clock.now());
    await clock.advance(60 * 60_000);
  }
  await clockwork.stop();
  expect(calls).toBe(0);
  expect((await said(db, person)).map(({ key }) => key)).toEqual(['brief:2026-03-04']);
  expect((await observe(person, clock.now())).wakesAt?.toString()).toBe('2026-03-05T06:30:00Z');
});

test('a message that never arrived is told of the next morning', async () => {
  const { db } = fixture;
  const person = await addPersonAt('2026-03-03T12:00:00Z');
  const at = Temporal.Instant.from('2026-03-03T15:00:00Z');
  const why = { trigger: 'x', by: 'rule', sources: [], actions: [] };
  const row = { personId: person, platform: 'telegram' as const, chat: 'c', why, nextAt: at, createdAt: at };
  await db.asPerson(person, (tx) =>
    tx.insert(outbox).values([
      { ...row, key: 'a', message: { text: 'lost one\nsecond line' }, state: 'dead' as const },
      { ...row, key: 'b', message: { text: 'arrived' }, state: 'sent' as const },
    ]),
  );
  await giveTo(person, '2026-03-04T06:30:00Z');
  const text = (await said(db, person)).at(-1)?.text;
  expect(text).toContain('- Not delivered Tuesday, 3 March 2026, 16:00: lost one (message');
  expect(text).not.toContain('arrived');
});

test('R10 a report due on Friday is suggested on Tuesday, where five of six were begun three days ahead', async () => {
  const { db } = fixture;
  const person = await addPersonAt('2026-02-27T00:00:00Z');
  for (const [index, ahead] of [3, 3, 3, 1, 3, 3].entries()) {
    const dueAt = Temporal.Instant.from('2025-09-19T21:59:59Z').add({ hours: 24 * 28 * index });
    const { number } = await addTo(person, { title: `Write report ${index + 1}`, dueAt, dueIsDay: true }, '2025-09-01T08:00:00Z');
    const done = { state: 'done', startedAt: dueAt.subtract({ hours: 24 * ahead }), finishedAt: dueAt } as const;
    await db.asPerson(person, (tx) => changeTask(tx, person, number, done));
  }
  await addTo(
    person,
    { title: 'Write the report', dueAt: Temporal.Instant.from('2026-03-06T22:59:59Z'), dueIsDay: true },
    '2026-02-27T08:00:00Z',
  );
  const briefOf = async (day: string) => {
    await giveTo(person, `${day}T06:30:00Z`, { sources: [...SOURCES, startFacts] });
    return (await said(db, person)).at(-1)?.text ?? '';
  };
  expect(await briefOf('2026-03-02')).not.toContain('Start today');
  expect(await briefOf('2026-03-03')).toContain(
    '**Start today**\n- Write the report, due Friday, 6 March 2026: you started 3 days ahead on 5 of 6 like it (tasks 1, 2, 3, 5, 6) (history of task 7)',
  );
  await db.asPerson(person, (tx) => changeTask(tx, person, 7, { startedAt: Temporal.Instant.from('2026-03-03T06:00:00Z') }));
  expect(await briefOf('2026-03-04')).not.toContain('Start today');
});

test('R105 a brief with a meeting in it has a picture of the day, until the person wants none', async () => {
  const { db } = fixture;
  const person = await addPersonAt('2026-03-05T12:00:00Z');
  await addTo(person, { title: 'Pay rent', dueAt: Temporal.Instant.from('2026-03-06T16:00:00Z') }, '2026-03-05T12:00:00Z');
  const events = [
    { title: 'Budget', start: '2026-03-06T10:00', end: '2026-03-06T11:00' },
    { title: 'Fair', start: '2026-03-06', end: '2026-03-07' },
  ];
  const { reader } = createFakeCalendar({ zone: 'Europe/Berlin', events });
  const sources = [calendarFacts(async () => ({ calendar: reader })), taskFacts];
  const pictureOn = async (now: string) => {
    const world = createWorld({ db, clock: createFakeClock(now), sources });
    return (await world.brief.compose(person, '**Your brief**', signal)).message.picture;
  };
  expect(await pictureOn('2026-03-06T06:30:00Z')).toMatchObject({
    wholeDay: ['Fair'],
    blocks: [{ title: 'Budget', time: '10:00-11:00' }],
    below: ['Due 17:00: Pay rent'],
  });
  expect(await pictureOn('2026-03-07T06:30:00Z')).toBeUndefined();
  await db.asPerson(person, async (tx) =>
    save(tx, person, withField(await load(tx, person), 'settings.briefWithout', 'Picture')),
  );
  expect(await pictureOn('2026-03-06T06:30:00Z')).toBeUndefined();
});
