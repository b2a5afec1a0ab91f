import type { Database } from '../src/db/client.ts';
import { systemClock } from '../src/ground/clock.ts';
import { bindIdentity } from '../src/people/identities.ts';
import { createPerson } from '../src/people/persons.ts';

/** Lets that many more persons in, each with an own Telegram account; the accounts are 1 to `count`. */
export async function seedPeople(db: Database, count: number): Promise<void> {
  const now = systemClock.now();
  await db.asSystem(async (tx) => {
    for (let account = 1; account <= count; account += 1) {
      const name = `Person ${account}`;
      const person = await createPerson(tx, { zone: 'UTC', name, operator: false }, now);
      await bindIdentity(tx, person, { platform: 'telegram', userId: String(account), chat: String(account), name }, now);
    }
  });
}
