import { and, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { identities } from '../../src/db/schema/identities.ts';
import { reminders, schedules } from '../../src/db/schema/planning.ts';
import { AppError } from '../../src/ground/errors.ts';
import { enqueue } from '../../src/outbox/outbox.ts';
import { ensureSchedules } from '../../src/proactive/ensure-schedules.ts';
import { fireOne } from '../../src/proactive/fire-reminders.ts';
import { pressReminder } from '../../src/proactive/press-reminder.ts';
import { setSchedule } from '../../src/proactive/schedules.ts';
import { nextOccurrence } from '../../src/reminders/recurrence.ts';
import { addReminder, changeReminder, type NewReminder } from '../../src/reminders/store.ts';
import { createFakeCalendar } from '../fakes/calendar.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';
import { addReachablePerson, button, createWorld, said, silent, withoutBrief } from './world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const START = '2026-03-04T12:00:00Z';
const start = Temporal.Instant.from(START);

async function remind(personId: string, wish: Partial<NewReminder> & { readonly at: Temporal.Instant }) {
  const zone = wish.zone ?? 'Europe/Berlin';
  const startsLocal = wish.at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
  const { db } = fixture;
  return db.asPerson(personId, (tx) =>
    addReminder(tx, personId, { text: 'call Ana', zone, startsLocal, source: 'test:1', tainted: false, ...wish }, start),
  );
}

test('R32 a thousand reminders fire exactly once each at their times through restarts, and cancelled ones never', async () => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  const expected = new Map<string, number>();
  const end = start.add({ hours: 24 * 5 });
  await db.asPerson(person, async (tx) => {
    for (let index = 0; index < 1000; index += 1) {
      const at = start.add({ seconds: 7 + index * 331 });
      const zone = 'Europe/Berlin';
      const startsLocal = at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'second' });
      const rrule = index % 10 === 0 ? 'FREQ=DAILY' : undefined;
      const reminder = await addReminder(
        tx,
        person,
        { text: `number ${index}`, at, zone, startsLocal, rrule, source: 'test', tainted: false },
        start,
      );
      if (index % 7 === 3) {
        await changeReminder(tx, reminder, { nextAt: null, state: 'cancelled' });
        continue;
      }
      for (let due: Temporal.Instant | undefined = at; due && Temporal.Instant.compare(due, end) < 0; ) {
        expected.set(`reminder:${reminder.id}:${due}`, due.epochMilliseconds);
        due = rrule ? nextOccurrence({ rrule, startsLocal, zone }, due) : undefined;
      }
    }
  });
  const clock = createFakeClock(START);
  // Every tick is by a new instance: whatever is not in the database is lost each time.
  for (let next: Temporal.Instant | undefined = start; next && Temporal.Instant.compare(next, end) < 0; ) {
    if (Temporal.Instant.compare(next, clock.now()) > 0) await clock.advanceTo(next);
    next = await createWorld({ db, clock }).clockwork.tick();
  }
  const messages = await said(db, person);
  expect(messages.map(({ key }) => key).sort()).toEqual([...expected.keys()].sort());
  for (const { key, createdAt } of messages) expect(createdAt.epochMilliseconds).toBe(expected.get(key));
});

test('R32 two instances at once let a reminder fire once', async () => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  await remind(person, { at: start.add({ minutes: 1 }) });
  const clock = createFakeClock('2026-03-04T12:01:00Z');
  await Promise.all([createWorld({ db, clock }).clockwork.tick(), createWorld({ db, clock }).clockwork.tick()]);
  expect(await said(db, person)).toHaveLength(1);
});

test.each([
  ['moved', { nextAt: start.add({ hours: 1 }), state: 'active' }],
  ['cancelled', { nextAt: null, state: 'cancelled' }],
] as const)('R32 a reminder that was %s after the scheduler saw it due does not fire', async (_, change) => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  const seen = await remind(person, { at: start });
  await db.asPerson(person, (tx) => changeReminder(tx, seen, change));
  const fired = await db.asPerson(person, (tx) => fireOne(tx, { enqueue, button }, { reminder: seen, dueAt: start }, start));
  expect(fired).toBe(false);
  expect(await said(db, person)).toEqual([]);
});

test('a reminder on time says only what it is, with its buttons', async () => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  await remind(person, { at: start, text: 'buy *bread*' });
  await createWorld({ db, clock: createFakeClock('2026-03-04T12:04:59Z') }).clockwork.tick();
  expect((await said(db, person)).map(({ text }) => text)).toEqual(['⏰ buy \\*bread\\*']);
});

test('a reminder that is late says for when it was', async () => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  await remind(person, { at: start });
  await createWorld({ db, clock: createFakeClock('2026-03-04T13:10:00Z') }).clockwork.tick();
  expect((await said(db, person)).map(({ text }) => text)).toEqual(['⏰ call Ana\n_Late: it was for 13:00._']);
});

test('R32 what is more than twelve hours late is told in one message, a daily one once', async () => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  await remind(person, { at: start, text: 'one' });
  await remind(person, { at: start.add({ hours: 1 }), text: 'two' });
  const daily = await remind(person, { at: start, text: 'pills', rrule: 'FREQ=DAILY' });
  const clock = createFakeClock('2026-03-07T06:00:00Z');
  const next = await createWorld({ db, clock }).clockwork.tick();
  const messages = await said(db, person);
  expect(messages.map(({ text }) => text)).toEqual([
    [
      '**While I was away**',
      '- one (reminder 1): it was for Wednesday, 4 March 2026, 13:00',
      '- pills (reminder 3): it was for, 3 times, last Friday, 6 March 2026, 13:00; next 13:00',
      '- two (reminder 2): it was for Wednesday, 4 March 2026, 14:00',
    ].join('\n'),
  ]);
  expect(next?.toString()).toBe('2026-03-07T12:00:00Z');
  await clock.advanceTo('2026-03-07T12:00:00Z');
  await createWorld({ db, clock }).clockwork.tick();
  expect((await said(db, person)).at(-1)?.key).toBe(`reminder:${daily.id}:2026-03-07T12:00:00Z`);
});

test('a daily one that was missed for days but is on time today fires once and says how often it came up', async () => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  await remind(person, { at: start, rrule: 'FREQ=DAILY' });
  await createWorld({ db, clock: createFakeClock('2026-03-07T12:02:00Z') }).clockwork.tick();
  expect((await said(db, person)).map(({ text }) => text)).toEqual([
    '⏰ call Ana\n_It came up 4 times while I was away; this stands for all of them._',
  ]);
});

test('after a restored backup nothing overdue goes off again: one message lists it', async () => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin');
  await remind(person, { at: start, text: 'one' });
  await remind(person, { at: start.add({ minutes: 50 }), text: 'pills', rrule: 'FREQ=DAILY' });
  await db.asPerson(person, (tx) => tx.insert(schedules).values({ personId: person, kind: 'brief', nextAt: start }));
  const clock = createFakeClock('2026-03-04T13:00:00Z');
  const { clockwork } = createWorld({ db, clock });
  const asleep = clock.untilAsleep(1);
  await clockwork.start({ kind: 'restored', id: 'one' });
  await asleep;
  await clockwork.stop();
  const messages = await said(db, person);
  expect(messages.map(({ key }) => key.split(':')[0])).toEqual(['reminders-away']);
  expect(messages[0]?.text).toContain('restored from a backup');
  const [schedule] = await db.asPerson(person, (tx) =>
    tx
      .select()
      .from(schedules)
      .where(and(eq(schedules.personId, person), eq(schedules.kind, 'brief'))),
  );
  expect(schedule?.nextAt.toString()).toBe('2026-03-05T06:30:00Z');
});

test('after a restored backup a reminder of a person without any chat does not hold up the start', async () => {
  const { db } = fixture;
  const silent = await addPerson(db);
  await remind(silent, { at: start, text: 'nobody hears this' });
  const clock = createFakeClock('2026-03-04T13:00:00Z');
  const { clockwork } = createWorld({ db, clock });
  await clockwork.start({ kind: 'restored', id: 'two' });
  await clockwork.stop();
  expect(await said(db, silent)).toEqual([]);
});

test('the running loop sleeps at most a minute, wakes for what is due and at a nudge, and stops', async () => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  const clock = createFakeClock('2026-03-10T12:00:00Z');
  const { clockwork } = createWorld({ db, clock });
  await clockwork.start();
  await clock.untilAsleep(1);
  await remind(person, { at: Temporal.Instant.from('2026-03-10T12:00:30Z') });
  clockwork.nudge();
  await clock.advance(0);
  await clock.untilAsleep(1);
  while ((await said(db, person)).length === 0 && clock.now().epochMilliseconds < Date.UTC(2026, 2, 10, 12, 2)) {
    await clock.untilAsleep(1);
    await clock.advance(1000);
  }
  const [message] = await said(db, person);
  expect(message?.createdAt.toString()).toMatch(/^2026-03-10T12:00:3[0-2]/);
  await clockwork.stop();
});

test('a person without any chat keeps the reminder due and holds up nobody else', async () => {
  const { db } = fixture;
  const unreachable = await addPerson(db);
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  const stuck = await remind(unreachable, { at: start });
  await remind(person, { at: start.add({ seconds: 1 }) });
  const clock = createFakeClock('2026-03-04T12:00:02Z');
  const { clockwork } = createWorld({ db, clock });
  await clockwork.tick();
  expect(await said(db, person)).toHaveLength(1);
  await db.asPerson(unreachable, (tx) =>
    tx.insert(identities).values({
      platform: 'telegram',
      userId: 'late',
      personId: unreachable,
      chat: 'late',
      name: 'Late',
      lastSeenAt: start,
    }),
  );
  await clockwork.tick();
  expect(await said(db, unreachable)).toHaveLength(0);
  await clock.advance(60_000);
  await clockwork.tick();
  expect((await said(db, unreachable)).map(({ key }) => key)).toEqual([`reminder:${stuck.id}:${start}`]);
});

test('a calendar that does not answer keeps no reminder waiting, not of anybody', async () => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  await db.asPerson(person, (tx) => setSchedule(tx, person, 'calendar', start));
  await remind(person, { at: start.add({ seconds: 1 }) });
  const clock = createFakeClock(START);
  const { reader } = createFakeCalendar();
  const calendar = { ...reader, calendars: () => Promise.reject(new AppError('unavailable', 'The calendar does not answer.')) };
  const failed: string[] = [];
  const log = { ...silent, error: (event: string) => failed.push(event) };
  const { clockwork } = createWorld({ db, clock, log, eyes: { calendar } });
  await clockwork.tick();
  await vi.waitUntil(() => failed.includes('schedule-failed'), { timeout: 30_000 });
  await clock.advance(1000);
  await clockwork.tick();
  expect(await said(db, person)).toHaveLength(1);
});

test('snoozing sets it again once, however often it is pressed, and done ends it', async () => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  const reminder = await remind(person, { at: start });
  const clock = createFakeClock(START);
  const { clockwork } = createWorld({ db, clock });
  await clockwork.tick();
  const press = (verb: 'rdone' | 'rsnooze10' | 'rsnooze60') =>
    db.asPerson(person, (tx) => pressReminder(tx, person, verb, reminder.id, clock.now()));
  expect(await press('rsnooze10')).toEqual({
    said: 'I remind you again at 13:10.',
    message: { text: '⏰ call Ana\n_Again at 13:10._' },
  });
  expect((await press('rsnooze60')).said).toBe('It comes again at 13:10.');
  await clock.advance(10 * 60_000);
  await clockwork.tick();
  expect(await said(db, person)).toHaveLength(2);
  await press('rsnooze60');
  expect((await press('rdone')).message?.text).toBe('✓ call Ana\n_Done._');
  await clock.advance(2 * 60 * 60_000);
  await clockwork.tick();
  expect(await said(db, person)).toHaveLength(2);
});

test('snoozing one of a series adds one more and leaves the series as it is', async () => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  const daily = await remind(person, { at: start, rrule: 'FREQ=DAILY' });
  const clock = createFakeClock(START);
  const { clockwork } = createWorld({ db, clock });
  await clockwork.tick();
  const snooze = () => db.asPerson(person, (tx) => pressReminder(tx, person, 'rsnooze60', daily.id, clock.now()));
  await snooze();
  await snooze();
  const rows = await db.asPerson(person, (tx) => tx.select().from(reminders).orderBy(reminders.number));
  expect(rows.map(({ nextAt, rrule }) => [nextAt?.toString(), rrule])).toEqual([
    ['2026-03-05T12:00:00Z', 'FREQ=DAILY'],
    ['2026-03-04T13:00:00Z', null],
  ]);
});

test('nobody can press the button of another person', async () => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  const other = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  const reminder = await remind(person, { at: start.add({ hours: 100_000 }) });
  const pressed = await db.asPerson(other, (tx) => pressReminder(tx, other, 'rdone', reminder.id, start));
  expect(pressed).toEqual({ said: 'This reminder is gone.' });
});

test('at a start mail is looked at at once, since nobody has listened meanwhile, and all else at its stored time', async () => {
  const { db } = fixture;
  const person = await addReachablePerson(db, 'Europe/Berlin', withoutBrief);
  const later = start.add({ minutes: 5 });
  await db.asPerson(person, async (tx) => {
    for (const kind of ['mail', 'calendar'] as const) await setSchedule(tx, person, kind, later);
  });
  await ensureSchedules(db, start);
  const standing = await db.asPerson(person, (tx) => tx.select().from(schedules).where(eq(schedules.personId, person)));
  const nextOf = (kind: string) => standing.find((one) => one.kind === kind)?.nextAt.toString();
  expect(nextOf('mail')).toBe(start.toString());
  expect(nextOf('calendar')).toBe(later.toString());
});
