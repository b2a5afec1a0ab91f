import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveFact } from '../../../src/memory/facts.ts';
import type { Profile } from '../../../src/people/profile.ts';
import { withField } from '../../../src/people/profile-path.ts';
import { load } from '../../../src/people/profile-store.ts';
import { reschedule } from '../../../src/proactive/reschedule.ts';
import { addReminder } from '../../../src/reminders/store.ts';
import { addTask, changeTask, type NewTask } from '../../../src/tasks/store.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { addReachablePerson, createWorld, said, withoutBrief } from '../world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const instant = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime('Europe/Berlin').toInstant();
const reviewing = (profile: Profile) => withField(withoutBrief(profile), 'settings.review', '18:00');
const TASK: NewTask = {
  title: 'Pay rent',
  notes: '',
  dueAt: null,
  dueIsDay: false,
  importance: 5,
  estimateMinutes: null,
  goal: null,
  tainted: false,
};

async function begin(change = reviewing) {
  const { db } = fixture;
  const personId = await addReachablePerson(db, 'Europe/Berlin', change);
  const clock = createFakeClock(instant('2026-03-04T08:00').toString());
  await db.asPerson(personId, async (tx) => reschedule(tx, personId, await load(tx, personId), clock.now()));
  return {
    personId,
    clock,
    async passUntil(local: string) {
      for (let next: Temporal.Instant | undefined = clock.now(); next && Temporal.Instant.compare(next, instant(local)) <= 0; ) {
        if (Temporal.Instant.compare(next, clock.now()) > 0) await clock.advanceTo(next);
        next = await createWorld({ db, clock }).live();
      }
    },
    heard: async () => (await said(db, personId)).map(({ text }) => text),
  };
}

test('R105 R109 the review tells what was done, remembered, left over and what comes tomorrow, each with its source, and ends', async () => {
  const { personId, passUntil, heard } = await begin();
  await fixture.db.asPerson(personId, async (tx) => {
    const done = await addTask(tx, personId, { ...TASK, title: 'Write the report' }, instant('2026-03-04T08:00'));
    await changeTask(tx, personId, done.number, { state: 'done', finishedAt: instant('2026-03-04T11:15') });
    const yesterday = await addTask(tx, personId, { ...TASK, title: 'Old matter' }, instant('2026-03-03T08:00'));
    await changeTask(tx, personId, yesterday.number, { state: 'done', finishedAt: instant('2026-03-03T11:15') });
    await addTask(tx, personId, { ...TASK, dueAt: instant('2026-03-04T15:00') }, instant('2026-03-04T08:00'));
    await addTask(tx, personId, { ...TASK, title: 'Call Ben', dueAt: instant('2026-03-05T15:00') }, instant('2026-03-04T08:00'));
    await saveFact(tx, { personId, text: 'Ana likes tea', trust: 'owner', source: 'x', recordedAt: instant('2026-03-04T10:00') });
    const reminder = { text: 'stretch', at: instant('2026-03-05T09:00'), zone: 'Europe/Berlin', startsLocal: '2026-03-05T09:00' };
    await addReminder(tx, personId, { ...reminder, source: 'x', tainted: false }, instant('2026-03-04T08:00'));
  });
  await passUntil('2026-03-04T20:00');
  const [review, ...others] = await heard();
  expect(others).toEqual([]);
  expect(review?.split('\n\n')).toEqual([
    '**Your review of Wednesday, 4 March 2026**',
    '**Done today**\n- 11:15 Write the report (task 1)',
    expect.stringMatching(/^\*\*Remembered today\*\*\n- Ana likes tea \(fact [0-9a-f]{8}\)$/),
    expect.stringMatching(/^\*\*Left over\*\*\n- Pay rent, .*\(task 3\)$/),
    '**Tomorrow**\n- 09:00 stretch (reminder 1)\n- Call Ben, due tomorrow (task 4)',
    'That is all.',
  ]);
});

test('R105 the review comes once a day at its hour, over a clock change, and not where it is off', async () => {
  const { clock, passUntil, personId } = await begin();
  await clock.advanceTo(instant('2026-03-27T12:00'));
  await passUntil('2026-03-31T20:00');
  const times = (await said(fixture.db, personId)).map(({ key, createdAt }) => [
    key,
    createdAt.toZonedDateTimeISO('Europe/Berlin').toPlainDateTime().toString({ smallestUnit: 'minute' }),
  ]);
  expect(times).toEqual(
    ['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30', '2026-03-31'].map((day) => [`review:${day}`, `${day}T18:00`]),
  );
  const off = await begin(withoutBrief);
  await off.passUntil('2026-03-06T20:00');
  expect(await off.heard()).toEqual([]);
});

test('R109 a day without events on record says so and makes nothing up', async () => {
  const { passUntil, heard } = await begin();
  await passUntil('2026-03-04T20:00');
  expect((await heard())[0]).toContain('Nothing is on record for today, and nothing stands for tomorrow.');
});
