import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergedCalendars } from '../../../src/calendar/merged.ts';
import { createDayCommands } from '../../../src/chat/commands/day.ts';
import type { Eyes } from '../../../src/ports/connections.ts';
import { createAgenda } from '../../../src/proactive/brief/agenda.ts';
import { calendarFacts } from '../../../src/proactive/brief/calendar-facts.ts';
import { createGather } from '../../../src/proactive/brief/gather.ts';
import { addReminder } from '../../../src/reminders/store.ts';
import { addTask } from '../../../src/tasks/store.ts';
import { createAwayCalendar, createFakeCalendar } from '../../fakes/calendar.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../../fixtures/database.ts';
import { addReachablePerson, audit, createWorld, said } from '../../proactive/world.ts';
import { context } from './planning-context.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

async function give(name: string, personId: string, eyes: Eyes = {}) {
  const { db } = fixture;
  const { gather: usual, brief, review } = createWorld({ db, clock: createFakeClock(context.now.toString()) });
  const gather = eyes.calendar ? createGather({ db, audit, log: silentLog, sources: [calendarFacts(async () => eyes)] }) : usual;
  const command = createDayCommands({
    gather,
    brief,
    review,
    agenda: createAgenda({ db, audit, eyesOf: async () => eyes }),
  }).find((each) => each.name === name);
  return (await command?.run({ ...context, personId }, ''))!;
}

async function addBusyPerson() {
  const { db } = fixture;
  const personId = await addReachablePerson(db, 'Europe/Berlin');
  const usual = { notes: '', importance: 5, estimateMinutes: null, goal: null, tainted: false };
  await db.asPerson(personId, async (tx) => {
    const zone = 'Europe/Berlin';
    const at = context.now.add({ hours: 2 });
    const set = { zone, startsLocal: '2026-03-04T15:00', source: 'x', tainted: false, at };
    await addReminder(tx, personId, { ...set, text: 'call Ana' }, context.now);
    await addReminder(tx, personId, { ...set, text: 'pills', rrule: 'FREQ=DAILY;INTERVAL=3' }, context.now);
    await addTask(
      tx,
      personId,
      { ...usual, title: 'Pay rent', dueAt: context.now.add({ hours: 35 }), dueIsDay: false },
      context.now,
    );
    await addTask(
      tx,
      personId,
      { ...usual, title: 'Old', dueAt: context.now.subtract({ hours: 35 }), dueIsDay: true },
      context.now,
    );
    await addTask(tx, personId, { ...usual, title: 'No date', dueAt: null, dueIsDay: false }, context.now);
  });
  return personId;
}

test('/agenda shows the next seven days of what has a date, overdue tasks under today', async () => {
  const { message, why } = await give('agenda', await addBusyPerson());
  expect(message.text).toBe(
    [
      '**Wednesday, 4 March 2026**\n- Old, overdue (task 2)\n- 15:00 call Ana (reminder 1)\n- 15:00 pills (reminder 2)',
      '**Friday, 6 March 2026**\n- Pay rent, due 00:00 (task 1)',
      '**Saturday, 7 March 2026**\n- 15:00 pills (reminder 2)',
      '**Tuesday, 10 March 2026**\n- 15:00 pills (reminder 2)',
      'That is all.',
    ].join('\n\n'),
  );
  expect(why?.sources).toContain('task:1');
});

test('/today shows reminders and tasks with their sources', async () => {
  const { message, why } = await give('today', await addBusyPerson());
  expect(message.text).toContain('**Today, Wednesday, 4 March 2026**');
  expect(message.text).toContain('- 15:00 call Ana (reminder 1)');
  expect(why?.sources).toEqual(['reminder:1', 'reminder:2', 'task:2', 'task:1', 'task:3', 'focus']);
});

test('/brief comes at any time and does not stand for the one of the morning', async () => {
  const { db } = fixture;
  const personId = await addBusyPerson();
  const { message } = await give('brief', personId);
  expect(message.text).toMatch(/^\*\*Your brief, Wednesday, 4 March 2026\*\*/);
  expect(message.text).toMatch(/That is all\.$/);
  const clock = createFakeClock('2026-03-05T06:30:00Z');
  await createWorld({ db, clock }).brief.give(personId, clock.now(), context.signal);
  expect((await said(db, personId)).map(({ key }) => key)).toEqual(['brief:2026-03-05']);
});

test('an empty agenda says so', async () => {
  const personId = await addReachablePerson(fixture.db, 'Europe/Berlin');
  expect((await give('agenda', personId)).message.text).toBe('Nothing with a date in the next seven days. That is all.');
});

test.each(['agenda', 'today'])('R63 /%s shows the calendars that answer, and says which does not', async (name) => {
  const at = context.now.add({ hours: 1 });
  const event = { title: 'Lunch', start: at.toString(), end: at.add({ hours: 1 }).toString() };
  const readers = [createAwayCalendar('old@away.example'), createFakeCalendar({ events: [event] }).reader];
  const calendar = mergedCalendars(readers, 'Europe/Berlin');
  const { message } = await give(name, await addReachablePerson(fixture.db, 'Europe/Berlin'), { calendar });
  expect(message.text).toContain('Lunch');
  expect(message.text).toMatch(/old@away\.example`? was not read: It cannot be reached\./);
});
