import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '../../src/db/client.ts';
import { words } from '../agent/answers.ts';
import { openTestDatabase } from '../fixtures/database.ts';
import { openHouse } from './house.ts';

/** Store, look, begin, remember, keep the model's answer, conclude, claim, record. */
const OF_A_MESSAGE = 8;

test('a message and its answer cost no more than eight transactions', async () => {
  const database = await openTestDatabase();
  let transactions = 0;
  const counted: Database = {
    ...database.db,
    asPerson: (personId, work) => {
      transactions += 1;
      return database.db.asPerson(personId, work);
    },
    async asSystem(work, options) {
      const found = await database.db.asSystem(work, options);
      if (!isIdle(found)) transactions += 1;
      return found;
    },
  };
  const house = await openHouse({ database: { ...database, db: counted } });
  await house.move('ann');
  house.play(() => words('Fine.'));
  await house.say('ann', 'hello');
  await house.texts('ann');
  const counts: number[] = [];
  for (const text of ['how are you?', 'and your sister?', 'is it late?', 'so it is', 'good night']) {
    const before = transactions;
    await house.say('ann', text);
    await house.texts('ann');
    counts.push(transactions - before);
  }
  // The round of a start may fall among them and only adds: the least is what a message costs.
  expect(Math.min(...counts)).toBe(OF_A_MESSAGE);
  await house.close();
});

/** True for the look of a loop into its queue that found nothing to do: how many of them there are depends on the moment. */
function isIdle(found: unknown): boolean {
  const { success, data } = look.safeParse(found);
  return success && data.due.length === 0;
}

const look = z.object({ due: z.array(z.unknown()) });
