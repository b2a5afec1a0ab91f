import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tx } from '../../src/db/client.ts';
import { createAccounts } from '../../src/vault/accounts.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { testCredentials } from '../fixtures/credentials.ts';
import { addPerson, openTestDatabase, type TestDatabase } from '../fixtures/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const clock = createFakeClock('2026-11-21T08:00:00Z');
const accounts = createAccounts({ credentials: testCredentials(), clock });
const as = <T>(personId: string, work: (tx: Tx) => Promise<T>) => database.db.asPerson(personId, work);
const ID = 'a6f1';

async function connected(): Promise<string> {
  const ann = await addPerson(database.db);
  const entered = { id: ID, kind: 'mail', name: 'ann@me.example', values: { refreshToken: 'one' } };
  await as(ann, (tx) => accounts.add(tx, ann, entered));
  await as(ann, (tx) => accounts.confirm(tx, ann, ID));
  return ann;
}

/** Two transactions of one person: the second begins when the first has done its work, and the first ends when the second waits for it. */
async function beside(
  personId: string,
  first: (tx: Tx) => Promise<unknown>,
  second: (tx: Tx) => Promise<unknown>,
): Promise<void> {
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const other = begun.then(() => as(personId, second));
  await as(personId, async (tx) => {
    await first(tx);
    begin();
    // Where there is one connection only, nothing is seen to wait.
    for (let looks = 0; looks < 500; looks += 1) if ((await tx.execute(WAITING)).rows.length > 0) break;
  });
  await other;
}

const WAITING = sql`select 1 from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())`;

test('R91 what opens an account is changed, and all else of it stays', async () => {
  const ann = await connected();
  const [before] = await as(ann, (tx) => accounts.all(tx, ann));
  await as(ann, (tx) => accounts.change(tx, ann, ID, { refreshToken: 'two' }));
  expect(await as(ann, (tx) => accounts.all(tx, ann))).toEqual([{ ...before, values: { refreshToken: 'two' } }]);
});

test('R91 an account that is disconnected while what opens it is changed stays disconnected, and is left by what opened it last', async () => {
  const ann = await connected();
  const change = (personId: string) => (tx: Tx) => accounts.change(tx, personId, ID, { refreshToken: 'two' });
  const remove = (personId: string) => (tx: Tx) => accounts.remove(tx, personId, ID, true);
  await beside(ann, remove(ann), change(ann));
  expect(await as(ann, (tx) => accounts.all(tx, ann))).toEqual([]);
  const ben = await connected();
  await beside(ben, change(ben), remove(ben));
  expect(await as(ben, (tx) => accounts.leaving(tx, ben))).toMatchObject([{ values: { refreshToken: 'two' } }]);
});
