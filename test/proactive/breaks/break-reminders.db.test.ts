import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inbox } from '../../../src/db/schema/chat.ts';
import type { Profile } from '../../../src/people/profile.ts';
import { withField } from '../../../src/people/profile-path.ts';
import { load } from '../../../src/people/profile-store.ts';
import type { Eyes } from '../../../src/ports/connections.ts';
import { reschedule } from '../../../src/proactive/reschedule.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { openTestDatabase, type TestDatabase } from '../../fixtures/database.ts';
import { addReachablePerson, createWorld, said, withoutBrief } from '../world.ts';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

const withBreaks = (profile: Profile) => withField(withoutBrief(profile), 'preferences.productivity.breakReminders', '90');
const instant = (time: string) => Temporal.PlainDateTime.from(`2026-03-04T${time}`).toZonedDateTime('Europe/Berlin').toInstant();

/** A day in Berlin in which the person writes at these times; says what reminded them of a break, and when. */
async function live({ from = '08:00', until, writes, eyes }: { from?: string; until: string; writes: string[]; eyes?: Eyes }) {
  const { db } = fixture;
  const personId = await addReachablePerson(db, 'Europe/Berlin', withBreaks);
  const clock = createFakeClock(instant(from).toString());
  await db.asPerson(personId, async (tx) => reschedule(tx, personId, await load(tx, personId), clock.now()));
  for (const [index, time] of writes.entries()) {
    const message = {
      platform: 'telegram',
      chat: 'c',
      messageId: `${index}`,
      kind: 'message',
      payload: {},
      state: 'done',
    } as const;
    const row = { ...message, personId, key: `${personId}:${index}`, receivedAt: instant(time) };
    await db.asPerson(personId, (tx) => tx.insert(inbox).values(row));
  }
  let looks = 0;
  for (let next = instant(from); Temporal.Instant.compare(next, instant(until)) <= 0; looks += 1) {
    if (Temporal.Instant.compare(next, clock.now()) > 0) await clock.advanceTo(next);
    next = (await createWorld({ db, clock, ...(eyes && { eyes }) }).live()) ?? instant(until).add({ seconds: 1 });
  }
  const messages = await said(db, personId);
  const local = (at: Temporal.Instant) =>
    at.toZonedDateTimeISO('Europe/Berlin').toPlainTime().toString({ smallestUnit: 'minute' });
  return { looks, heard: messages.map(({ text, createdAt }) => `${local(createdAt)} ${text}`) };
}

/** Every ten minutes. */
const busy = (from: string, minutes: number) =>
  Array.from({ length: minutes / 10 + 1 }, (_, index) =>
    Temporal.PlainTime.from(from)
      .add({ minutes: index * 10 })
      .toString(),
  );

test('R106 a break is due after ninety minutes of work, whenever that began, and after ninety more', async () => {
  const { heard } = await live({ until: '13:30', writes: busy('09:10', 200) });
  expect(heard).toEqual([
    '10:40 You have been at it since 09:10: time for a break.',
    '12:10 You have been at it since 09:10: time for a break.',
  ]);
});

test('R106 minutes before a pause do not count, and an idle day is looked at a few times only', async () => {
  expect((await live({ until: '13:00', writes: [...busy('09:00', 60), ...busy('10:30', 60)] })).heard).toEqual([]);
  const idle = await live({ from: '00:00', until: '23:59', writes: [] });
  expect(idle).toEqual({ heard: [], looks: expect.toSatisfy((looks: number) => looks <= 40) });
});

test('R106 none comes in quiet hours', async () => {
  expect((await live({ from: '20:00', until: '23:59', writes: busy('21:00', 120) })).heard).toEqual([]);
});

test('R106 none comes in a meeting: it waits for its end', async () => {
  const event = { start: { at: instant('10:30').toString() }, end: { at: instant('10:55').toString() } };
  const eyes = { calendar: { events: async () => [event] } } as unknown as Eyes;
  expect((await live({ until: '11:30', writes: busy('09:10', 120), eyes })).heard).toEqual([
    '10:55 You have been at it since 09:10: time for a break.',
  ]);
});
