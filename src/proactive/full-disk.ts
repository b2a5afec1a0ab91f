import type { Temporal } from 'temporal-polyfill';
import type { Database } from '../db/client.ts';
import { enqueue } from '../outbox/outbox.ts';
import { operatorId } from '../people/persons.ts';
import { load } from '../people/profile-store.ts';
import { nearText } from '../reminders/moment-text.ts';

/** Tells whoever runs it, once there is room again, that nothing could be stored from `since` to `now`. */
export async function tellOfFullDisk(db: Database, since: Temporal.Instant, now: Temporal.Instant): Promise<void> {
  const personId = await db.asSystem(operatorId);
  if (personId === undefined) return;
  await db.asPerson(personId, async (tx) => {
    const zone = (await load(tx, personId)).identity.timezone;
    const from = nearText(since, now, zone);
    const text = `The disk I run on was full from ${from} until now, so I could not take anything in. What you wrote meanwhile is worked on now; reminders may be late. Please keep some room free.`;
    const why = { trigger: 'the disk was full', by: 'rule', sources: [], actions: [] };
    await enqueue(tx, { personId, key: `full-disk:${since.toString()}`, message: { text }, why, now });
  });
}
