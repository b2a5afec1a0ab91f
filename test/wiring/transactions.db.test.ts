import { expect, test } from 'vitest';
import type { Database } from '../../src/db/client.ts';
import { words } from '../agent/answers.ts';
import { openTestDatabase } from '../fixtures/database.ts';
import { openHouse } from './house.ts';

/** Store, look, begin, remember, keep the model's answer, conclude, claim, record. */
const OF_A_MESSAGE = 8;
/** The house settles by a look into the ledger, one into the workflows and two into the outbox. */
const OF_SETTLING = 4;

test('a message and its answer cost no more than eight transactions', async () => {
  const database = await openTestDatabase();
  let transactions = 0;
  const counted: Database = {
    ...database.db,
    asPerson: (personId, work) => {
      transactions += 1;
      return database.db.asPerson(personId, work);
    },
    asSystem: (work) => {
      transactions += 1;
      return database.db.asSystem(work);
    },
  };
  const house = await openHouse({ database: { ...database, db: counted } });
  await house.move('ann');
  house.play(() => words('Fine.'));
  await house.say('ann', 'hello');
  await house.texts('ann');
  const before = transactions;
  for (const text of ['how are you?', 'and your sister?', 'good night']) {
    await house.say('ann', text);
    await house.texts('ann');
  }
  expect((transactions - before) / 3).toBeLessThanOrEqual(OF_A_MESSAGE + OF_SETTLING);
  await house.close();
});
