import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../db/client.ts';
import { files } from '../db/schema/chat.ts';
import { claims, episodes, facts } from '../db/schema/memory.ts';
import { persons } from '../db/schema/people.ts';
import { asidesNamed, eraseAsides, standingAsides } from './asides.ts';
import { dropSteps } from './blank.ts';
import { cutForgotten } from './cut-ended.ts';
import { eraseExpired } from './erase.ts';
import { asCut, HOURS_TO_UNDO } from './forgetting.ts';
import { messagesTelling } from './held.ts';
import { unpack } from './postings.ts';
import { workOut } from './slots/learn.ts';
import type { Tombstones } from './tombstones.ts';

/** Erases what a restored backup or an import has brought back although it was forgotten, with all that was made of it. Returns how many memories. */
export async function stayForgotten(db: Database, tombstones: Tombstones, now: Temporal.Instant): Promise<number> {
  if (await tombstones.isEmpty()) return 0;
  const everybody = await db.asSystem((tx) => tx.select({ id: persons.id }).from(persons));
  let count = 0;
  for (const { id } of everybody) {
    const returned = await tombstones.among(await db.asPerson(id, (tx) => standing(tx, id)));
    const cut = new Set(await tombstones.among(returned.map(asCut)));
    if (returned.length > 0) await db.asPerson(id, (tx) => eraseReturned(tx, id, returned, cut, now));
    count += returned.length;
  }
  return count;
}

async function standing(tx: Tx, personId: string): Promise<string[]> {
  const all = [];
  for (const table of [facts, episodes, claims, files]) {
    const mine = and(eq(table.personId, personId), isNull(table.forgottenAt));
    all.push(...(await tx.select({ id: table.id }).from(table).where(mine)));
  }
  return [...all.map(({ id }) => id), ...(await standingAsides(tx, personId))];
}

/** As if the time to undo were over. */
async function eraseReturned(
  tx: Tx,
  personId: string,
  returned: readonly string[],
  cut: ReadonlySet<string>,
  now: Temporal.Instant,
): Promise<void> {
  const asides = returned.filter((id) => id.includes(':'));
  const ids = returned.filter((id) => !id.includes(':'));
  const forgottenAt = now.subtract({ hours: HOURS_TO_UNDO });
  await cutReturned(
    tx,
    personId,
    ids.filter((id) => cut.has(asCut(id))),
    forgottenAt,
  );
  const slots: string[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    for (const table of [facts, episodes, files]) {
      await tx
        .update(table)
        .set({ forgottenAt })
        .where(and(eq(table.personId, personId), inArray(table.id, some)));
    }
    const said = and(eq(claims.personId, personId), inArray(claims.id, some));
    const hidden = await tx.update(claims).set({ forgottenAt }).where(said).returning({ slot: claims.slot });
    slots.push(...hidden.map(({ slot }) => slot));
  }
  await eraseAsides(tx, personId, asidesNamed(asides));
  await dropSteps(tx, personId);
  await unpack(tx, personId, ids);
  await workOut(tx, personId, [...new Set(slots)]);
  await eraseExpired(tx, personId, now);
}

/** A message that stayed without a sentence has come back with it. */
async function cutReturned(tx: Tx, personId: string, ids: readonly string[], forgottenAt: Temporal.Instant): Promise<void> {
  const told = await messagesTelling(tx, personId, ids);
  await cutForgotten(
    tx,
    personId,
    told.map((one) => ({ ...one, left: one.left ?? '' })),
    forgottenAt,
  );
}

const AT_ONCE = 1_000;
