import { and, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergedCalendars } from '../../src/calendar/merged.ts';
import { schedules } from '../../src/db/schema/planning.ts';
import { enqueue } from '../../src/outbox/outbox.ts';
import type { CalendarReader } from '../../src/ports/calendar.ts';
import { createEventWatch } from '../../src/proactive/event-reminders.ts';
import { createNotify } from '../../src/proactive/notify/notify.ts';
import { createAwayCalendar, createFakeCalendar } from '../fakes/calendar.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { addReachablePerson, button, preparationOf, runDue, said, withoutBrief } from './world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const ZONE = 'Europe/Berlin';
const { signal } = new AbortController();

/** A person whose calendar is watched from `start` on; every look is by a new instance, as after a kill. */
async function watched(start: string, calendar: { readonly reader: CalendarReader } | undefined) {
  const { db } = fixture;
  const person = await addReachablePerson(db, ZONE, withoutBrief);
  const clock = createFakeClock(start);
  const look = async () => {
    const eyesOf = async () => (calendar ? { calendar: calendar.reader } : {});
    const prepare = preparationOf({ db, clock, eyesOf });
    const watch = createEventWatch({ db, clock, log: silentLog, eyesOf, notify: createNotify({ enqueue }), prepare, button });
    await runDue(db, 'calendar', { personId: person, due: clock.now(), signal }, watch);
  };
  const next = async () => {
    const [row] = await db.asPerson(person, (tx) =>
      tx
        .select()
        .from(schedules)
        .where(and(eq(schedules.personId, person), eq(schedules.kind, 'calendar'))),
    );
    return row?.nextAt;
  };
  return {
    look,
    next,
    clock,
    until: async (end: string, between: (now: Temporal.Instant) => void = () => undefined) => {
      for (let count = 0; count < 2000; count += 1) {
        between(clock.now());
        await look();
        // A kill right after it: the same look once more.
        if (count % 3 === 0) await look();
        const at = await next();
        if (!at || Temporal.Instant.compare(at, Temporal.Instant.from(end)) > 0) return;
        await clock.advanceTo(at);
      }
      throw new Error('it goes on for ever');
    },
    said: async () => (await said(db, person)).map(({ message }) => message),
    told: async () =>
      (await said(db, person))
        .filter(({ text }) => text.includes('**Soon:**'))
        .map(({ text, createdAt }) => {
          const time = createdAt.toZonedDateTimeISO(ZONE).toPlainTime().toString({ smallestUnit: 'second' });
          return `${time} ${/\*\*Soon:\*\* (?:[\d:-]+ |All day: )?(\w+)/.exec(text)?.[1]}`;
        }),
  };
}

test('R32 each event is announced once, 15 minutes before: series, days, other zones; what was left out or cancelled never', async () => {
  const many = Array.from({ length: 40 }, (_, index) => {
    const start = Temporal.PlainDateTime.from('2026-03-27T12:00').add({ minutes: 7 * index });
    return { title: `M${index}`, start: start.toString(), end: start.add({ minutes: 5 }).toString() };
  });
  const calendar = createFakeCalendar({
    events: [
      {
        title: 'Daily',
        start: '2026-03-26T09:30',
        end: '2026-03-26T10:00',
        recurrence: ['RRULE:FREQ=DAILY;COUNT=9', 'EXDATE;TZID=Europe/Berlin:20260328T093000'],
      },
      { title: 'Holiday', start: '2026-03-27', end: '2026-03-28' },
      {
        title: 'Abroad',
        start: { at: '2026-03-27T15:00:00Z', zone: 'America/New_York' },
        end: { at: '2026-03-27T15:30:00Z', zone: 'America/New_York' },
      },
      { id: 'off', title: 'Cancelled', start: '2026-03-27T19:00', end: '2026-03-27T20:00' },
      { id: 'moves', title: 'Moved', start: '2026-03-27T18:00', end: '2026-03-27T18:30' },
      {
        title: 'Declined',
        start: '2026-03-27T18:00',
        end: '2026-03-27T18:30',
        own: false,
        guests: [{ name: '', address: 'ann@example.com', answer: 'declined' }],
      },
      ...many,
    ],
  });
  const person = await watched('2026-03-27T05:00:00Z', calendar);
  let isMoved = false;
  await person.until('2026-03-29T20:00:00Z', (now) => {
    if (isMoved || Temporal.Instant.compare(now, Temporal.Instant.from('2026-03-27T16:00:00Z')) < 0) return;
    isMoved = true;
    calendar.drop('off');
    calendar.put({ id: 'moves', title: 'Moved', start: '2026-03-27T21:00', end: '2026-03-27T21:30' });
  });
  const soon = many.map(
    ({ title, start }) => `${Temporal.PlainDateTime.from(start).subtract({ minutes: 15 }).toPlainTime()} ${title}`,
  );
  expect((await person.told()).sort()).toEqual(
    // On 29 March the clocks are put forward.
    [...soon, '08:45:00 Holiday', '09:15:00 Daily', '09:15:00 Daily', '15:45:00 Abroad', '20:45:00 Moved'].sort(),
  );
});

test('what begins while nobody looked is announced late, what has begun not at all', async () => {
  const calendar = createFakeCalendar({
    events: [
      { title: 'Late', start: '2026-03-27T10:10', end: '2026-03-27T11:00' },
      { title: 'Over', start: '2026-03-27T10:00', end: '2026-03-27T11:00' },
    ],
  });
  const person = await watched('2026-03-27T09:05:00Z', calendar);
  await person.look();
  expect(await person.told()).toEqual(['10:05:00 Late']);
});

test('without a calendar nobody looks again', async () => {
  const person = await watched('2026-03-27T09:05:00Z', undefined);
  await person.look();
  expect(await person.next()).toBeUndefined();
});

test('R31 two events that overlap are told once with what can be done, and again only when they move', async () => {
  const calendar = createFakeCalendar({
    events: [
      { id: 'a', title: 'Budget', start: '2026-03-27T11:00', end: '2026-03-27T12:00' },
      {
        id: 'b',
        title: 'Talk',
        start: '2026-03-27T11:30',
        end: '2026-03-27T12:30',
        own: false,
        organizer: 'eve@e.example',
        guests: ['ann@example.com'],
      },
    ],
  });
  const person = await watched('2026-03-27T09:00:00Z', calendar);
  const looks = async (count: number) => {
    for (let look = 0; look < count; look += 1) {
      await person.look();
      await person.clock.advanceTo(person.clock.now().add({ minutes: 5 }));
    }
  };
  await looks(3);
  const [message, another] = await person.said();
  expect(another).toBeUndefined();
  expect(message?.text.split('\n')).toEqual([
    '**Two events at the same time**',
    'A: Budget, Friday, 27 March 2026, 11:00 to 12:00 (Europe/Berlin, UTC+01:00)',
    'B: Talk, Friday, 27 March 2026, 11:30 to 12:30 (Europe/Berlin, UTC+01:00), organized by `eve@e.example`',
    '',
    '- Move A to Friday, 27 March 2026, 10:15 to 11:15 (Europe/Berlin, UTC+01:00): Nobody is told, and Undo takes it back.',
    '- Decline B: `eve@e.example` is told; a card asks you first.',
    '- Keep both: nothing changes, and I do not speak of these two again.',
  ]);
  expect(message?.buttons?.map((row) => row.map(({ label }) => label))).toEqual([
    ['Move A to Fri 27 Mar, 10:15', 'Decline B', 'Keep both'],
  ]);
  expect(calendar.journal).toEqual([]);
  calendar.put({ id: 'a', title: 'Budget', start: '2026-03-27T11:45', end: '2026-03-27T12:45' });
  await looks(3);
  expect((await person.said()).map(({ text }) => text.split(',')[0])).toEqual([
    '**Two events at the same time**\nA: Budget',
    '**Two events at the same time**\nA: Talk',
  ]);
});

test('R63 one calendar that does not answer keeps no other from its reminders', async () => {
  const events = [{ title: 'Lunch', start: '2026-11-23T12:00', end: '2026-11-23T13:00' }];
  const healthy = createFakeCalendar({ zone: ZONE, events });
  const reader = mergedCalendars([createAwayCalendar('old@away.example'), healthy.reader], ZONE);
  const person = await watched('2026-11-23T10:46:00Z', { reader });
  await person.look();
  expect(await person.told()).toHaveLength(1);
  expect(await person.next()).toBeDefined();
});
