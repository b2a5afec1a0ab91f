import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFarewell } from '../../src/chat/farewell.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { AccountKind } from '../../src/ports/connect.ts';
import { createAccounts } from '../../src/vault/accounts.ts';
import { fakeConnections } from '../fakes/connections.ts';
import { testCredentials } from '../fixtures/credentials.ts';
import { silentLog } from '../fixtures/database.ts';
import { type House, openHouse } from '../wiring/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse({ connections: fakeConnections(), model: false });
});
afterAll(() => house.close());

test('R86 a service that cannot be told for a week is told no more, nothing is kept, and the person hears of it at the first and the last try', async () => {
  const { db, clock } = house;
  const ann = await house.move('ann');
  const accounts = createAccounts({ credentials: testCredentials(), clock });
  const kind: AccountKind = {
    kind: 'google',
    about: '',
    form: { title: '', intro: [], fields: [] },
    check: () => Promise.reject(new Error('unused')),
    leave: () => Promise.reject(new AppError('unavailable', 'no')),
  };
  const farewell = createFarewell({ db, clock, log: silentLog, accounts, kinds: [kind], onQueued: () => undefined });
  const id = '00000000-0000-4000-8000-000000000001';
  await db.asPerson(ann, async (tx) => {
    await accounts.add(tx, ann, { id, kind: 'google', name: 'ann@example.com', values: { token: 't' } });
    await accounts.remove(tx, ann, id, true);
  });
  const { signal } = new AbortController();
  for (let day = 0; day < 9; day += 1) {
    await farewell.toAll(signal);
    await clock.advance(24 * 3_600_000);
  }
  const said = await house.texts('ann');
  expect(said.filter((text) => text.includes('could not be told yet'))).toHaveLength(1);
  expect(said.filter((text) => text.includes('I have stopped trying'))).toHaveLength(1);
  expect(await db.asPerson(ann, (tx) => accounts.leaving(tx, ann))).toEqual([]);
});
