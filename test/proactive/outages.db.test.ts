import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../src/ground/errors.ts';
import { enqueue } from '../../src/outbox/outbox.ts';
import { createNotify } from '../../src/proactive/notify/notify.ts';
import { createOutages, type HearOfLook, type LookedAt } from '../../src/proactive/outages.ts';
import type { Account } from '../../src/vault/accounts.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { openTestDatabase, silentLog, type TestDatabase } from '../fixtures/database.ts';
import { addReachablePerson, button, said } from './world.ts';

const REFUSED = new AppError('denied', 'The password is wrong.');

let database: TestDatabase;
let personId: string;
let clock: FakeClock;
let used: Pick<Account, 'id'>[];
let hear: (part: LookedAt['part'], error?: unknown) => Promise<void>;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  const { db } = database;
  personId = await addReachablePerson(db, 'UTC');
  clock = createFakeClock('2026-11-30T10:00:00Z');
  used = [{ id: 'one' }];
  const hearOf = life();
  hear = (part, error) => hearOf({ personId, id: 'one', kind: 'mail', name: 'ann@example.com', part }, error);
});

/** What a new life of the process hears by. */
function life(): HearOfLook {
  const accounts = { all: async () => used } as never;
  const notify = createNotify({ enqueue });
  const rest = { onQueued: () => undefined, nudge: () => undefined };
  return createOutages({ db: database.db, clock, log: silentLog, notify, button, accounts, ...rest });
}

const told = async () => (await said(database.db, personId)).length;

test('R86 an account that refuses is told of once, and again only after it had let in what it refused', async () => {
  await hear('mail', REFUSED);
  await hear('mail', REFUSED);
  await hear('calendar', REFUSED);
  expect(await told()).toBe(1);
  await life()({ personId, id: 'one', kind: 'mail', name: 'ann@example.com', part: 'mail' }, REFUSED);
  expect(await told()).toBe(1);

  await hear('calendar');
  await hear('mail', REFUSED);
  expect(await told()).toBe(1);

  await hear('mail');
  await clock.advance(3_600_000);
  await hear('mail', REFUSED);
  expect(await told()).toBe(2);
});

test('an account that only does not answer is not told of, nor is one that was disconnected meanwhile', async () => {
  await hear('mail', new AppError('unavailable', 'no answer'));
  await hear('mail', new Error('a bug'));
  used = [];
  await hear('mail', REFUSED);
  expect(await told()).toBe(0);
});
