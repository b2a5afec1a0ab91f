import { and, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSeeded } from '../../bench/seeded.ts';
import type { Database } from '../../src/db/client.ts';
import { schedules } from '../../src/db/schema/planning.ts';
import { enqueue } from '../../src/outbox/outbox.ts';
import { createEventWatch } from '../../src/proactive/event-reminders.ts';
import { createNotify } from '../../src/proactive/notify/notify.ts';
import { createFakeCalendar, type SeedEvent } from '../fakes/calendar.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { addReachablePerson, button, preparationOf, runDue, said, withoutBrief } from './world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const { signal } = new AbortController();
const ZONE = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';
/** The clocks are put forward on the third day. */
const DAYS = ['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30'].map((day) => Temporal.PlainDate.from(day));
const NOON = at(1, '12:00');
const COUNT = 1000;
/** One every five minutes of four mornings. */
const FEWEST_LOOKS = 200;

function at(day: number, time: string): Temporal.Instant {
  return (DAYS[day] ?? Temporal.PlainDate.from('2026-03-31')).toZonedDateTime({ timeZone: ZONE, plainTime: time }).toInstant();
}

function timed(title: string, from: Temporal.Instant, zone = ZONE): SeedEvent {
  const until = from.add({ minutes: 5 });
  const times = { start: { at: from.toString(), zone }, end: { at: until.toString(), zone } };
  return { id: title, title, own: false, ...times };
}

/** A thousand events by day, with what is to be told of each and when. Those of the second list come in the place of others at noon of the second day. */
function generate(seed: number) {
  const random = createSeeded(seed);
  const pick = (most: number) => Math.floor(random() * most);
  const events: SeedEvent[] = [];
  const later: SeedEvent[] = [];
  const cancelled: string[] = [];
  const expected: string[] = [];
  const tell = (title: string, begins: Temporal.Instant) => void expected.push(`${begins.subtract({ minutes: 15 })} ${title}`);
  for (let index = 0; index < COUNT; index += 1) {
    const title = `E${index}`;
    const day = index % DAYS.length;
    const begins = at(day, '10:00').add({ minutes: 5 * pick(24) });
    switch (pick(8)) {
      case 0: {
        const date = DAYS[day] ?? DAYS[0];
        events.push({ id: title, title, own: false, start: `${date}`, end: `${date?.add({ days: 1 })}` });
        tell(title, at(day, '09:00'));
        break;
      }
      case 1: {
        // The second of its days is left out.
        const local = at(0, '10:00')
          .add({ minutes: 5 * pick(24) })
          .toZonedDateTimeISO(ZONE);
        const left = local.add({ days: 1 }).toPlainDateTime().toString({ smallestUnit: 'second' }).replace(/[-:]/g, '');
        const recurrence = ['RRULE:FREQ=DAILY;COUNT=4', `EXDATE;TZID=${ZONE}:${left}`];
        events.push({ ...timed(title, local.toInstant()), recurrence });
        for (const days of [0, 2, 3]) tell(title, local.add({ days }).toInstant());
        break;
      }
      case 2:
        events.push(timed(title, begins, NEW_YORK));
        tell(title, begins);
        break;
      case 3: {
        const odd = begins.add({ minutes: 2, seconds: 12 });
        events.push(timed(title, odd));
        tell(title, odd);
        break;
      }
      case 4: {
        const gone = at(2 + (index % 2), '10:00').add({ minutes: 5 * pick(24) });
        events.push(timed(title, gone));
        cancelled.push(title);
        break;
      }
      case 5: {
        const moved = at(2 + (index % 2), '10:00').add({ minutes: 5 * pick(24) });
        events.push(timed(title, at(3, '12:00')));
        later.push(timed(title, moved, NEW_YORK));
        tell(title, moved);
        break;
      }
      default:
        events.push(timed(title, begins));
        tell(title, begins);
    }
  }
  return { random, events, later, cancelled, expected };
}

/** Ends at one of its transactions: before it is committed, or right behind. */
function dying(db: Database, random: () => number): Database {
  let left = 1 + Math.floor(random() * 2);
  const isBefore = random() < 0.5;
  const die = () => {
    throw new Error('killed');
  };
  return {
    ...db,
    async asPerson(id, work) {
      left -= 1;
      if (left > 0) return db.asPerson(id, work);
      const done = await db.asPerson(id, async (tx) => {
        const result = await work(tx);
        return isBefore ? die() : result;
      });
      return isBefore ? done : die();
    },
  };
}

test('R32 of 1,000 generated events each is announced once, 15 minutes before, across three kills at random; what is cancelled never', async () => {
  const { db } = fixture;
  const { random, events, later, cancelled, expected } = generate(20_260_327);
  const calendar = createFakeCalendar({ calendars: [{ id: 'team', shared: true }], events });
  const person = await addReachablePerson(db, ZONE, withoutBrief);
  const clock = createFakeClock(at(0, '08:40').toString());
  const eyesOf = async () => ({ calendar: calendar.reader });
  const next = async () => {
    const mine = and(eq(schedules.personId, person), eq(schedules.kind, 'calendar'));
    const [row] = await db.asPerson(person, (tx) => tx.select().from(schedules).where(mine));
    if (!row) throw new Error('nobody looks any more');
    return row.nextAt;
  };
  const look = (database: Database) => {
    const deps = { db: database, clock, log: silentLog, eyesOf, notify: createNotify({ enqueue }), button };
    const watch = createEventWatch({ ...deps, prepare: preparationOf({ db, clock, eyesOf }) });
    return runDue(db, 'calendar', { personId: person, due: clock.now(), signal }, watch);
  };
  const kills = new Set(Array.from({ length: 3 }, () => Math.floor(random() * FEWEST_LOOKS)));
  let [looks, isChanged] = [0, false];
  for (let now = clock.now(); Temporal.Instant.compare(now, at(3, '12:00')) < 0; looks += 1) {
    await clock.advanceTo(now);
    if (!isChanged && Temporal.Instant.compare(now, NOON) > 0) {
      isChanged = true;
      for (const id of cancelled) calendar.drop(id);
      for (const event of later) calendar.put(event);
    }
    if (kills.has(looks)) await expect(look(dying(db, random))).rejects.toThrow('killed');
    await look(db);
    now = await next();
    const local = now.toZonedDateTimeISO(ZONE);
    // Nothing begins then, so nobody needs to look.
    if (local.hour >= 12 || local.hour < 8)
      now = at(
        DAYS.findIndex((day) => Temporal.PlainDate.compare(day, local.toPlainDate()) > 0),
        '08:40',
      );
  }
  expect([kills.size, events.length, isChanged]).toEqual([3, COUNT, true]);
  expect(looks).toBeGreaterThan(FEWEST_LOOKS);
  const told = (await said(db, person)).flatMap(({ text, createdAt }) => {
    const [, title] = /\*\*Soon:\*\* .*(E\d+)/.exec(text) ?? [];
    return title ? [`${createdAt} ${title}`] : [];
  });
  expect(told.sort()).toEqual(expected.sort());
}, 300_000);
