import { and, asc, eq, gte, isNull, ne, notInArray, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { entities, entityNames } from '../../db/schema/graph.ts';
import { episodes } from '../../db/schema/memory.ts';
import { observations, shortForms } from '../../db/schema/observations.ts';
import { load } from '../../people/profile-store.ts';
import { workOutGraph } from '../graph/work-out-graph.ts';
import { holdingsOf } from '../holdings.ts';
import { lockSlots } from '../slots/learn.ts';
import { allSlots } from '../slots/read-slots.ts';
import { joinDuplicates } from './duplicates.ts';
import { changing, LOOK_BACK_DAYS, type Named, type Observation, recurring } from './observe.ts';
import { droppedFrom, shortForm } from './short-form.ts';

/** Works out what a person's memory shows as a whole: notes that say the same, observations, and the short form. A repeat changes nothing. */
export async function consolidate(tx: Tx, personId: string, now: Temporal.Instant): Promise<void> {
  await lockSlots(tx, personId);
  // What was told before there was a graph joins it here.
  await workOutGraph(tx, personId);
  await workOutWhole(tx, personId, now, { madeAt: now, dropped: [] });
}

/** The same after something was forgotten or came back, for whoever has been through a night: as if it had never been there. */
export async function consolidateAnew(tx: Tx, personId: string, now: Temporal.Instant): Promise<void> {
  const [night] = await tx
    .select({ madeAt: shortForms.madeAt, dropped: shortForms.dropped })
    .from(shortForms)
    .where(eq(shortForms.personId, personId));
  if (night) await workOutWhole(tx, personId, now, night);
}

/** When it was night, and the lines that it has dropped already. */
type LastNight = Pick<typeof shortForms.$inferSelect, 'madeAt' | 'dropped'>;

async function workOutWhole(tx: Tx, personId: string, now: Temporal.Instant, night: LastNight): Promise<void> {
  await joinDuplicates(tx, personId, now);
  const zone = (await load(tx, personId)).identity.timezone;
  const observed = [
    ...recurring(await everybodyNamed(tx, personId), await saidLately(tx, personId, now), zone),
    ...changing(await allSlots(tx, personId), zone),
  ];
  await storeObservations(tx, personId, observed, now);
  await writeShortForm(tx, personId, night);
}

async function everybodyNamed(tx: Tx, personId: string): Promise<Named[]> {
  const rows = await tx
    .select({ name: entities.name, names: sql<string[]>`array_agg(${entityNames.name} order by ${entityNames.name})` })
    .from(entities)
    .innerJoin(entityNames, and(eq(entityNames.personId, personId), eq(entityNames.entity, entities.id)))
    .where(and(eq(entities.personId, personId), ne(entities.name, 'me')))
    .groupBy(entities.id, entities.name)
    .orderBy(asc(entities.name));
  return rows;
}

/** What the person said themselves, oldest first. */
function saidLately(tx: Tx, personId: string, now: Temporal.Instant) {
  return tx
    .select({ id: episodes.id, at: episodes.at, text: episodes.text })
    .from(episodes)
    .where(
      and(
        eq(episodes.personId, personId),
        isNull(episodes.forgottenAt),
        eq(episodes.role, 'person'),
        eq(episodes.tainted, false),
        gte(episodes.at, now.subtract({ hours: 24 * LOOK_BACK_DAYS })),
      ),
    )
    .orderBy(asc(episodes.seq))
    .limit(MOST_SAID);
}

const MOST_SAID = 5_000;

async function storeObservations(tx: Tx, personId: string, all: readonly Observation[], now: Temporal.Instant): Promise<void> {
  const ids = all.map(({ id }) => id);
  const gone = ids.length === 0 ? undefined : notInArray(observations.id, ids);
  await tx.delete(observations).where(and(eq(observations.personId, personId), gone));
  for (const one of all) {
    const row = { ...one, inputs: [...one.inputs] };
    await tx
      .insert(observations)
      .values({ ...row, personId, madeAt: now })
      .onConflictDoUpdate({ target: [observations.personId, observations.id], set: { text: row.text, inputs: row.inputs } });
  }
}

async function writeShortForm(tx: Tx, personId: string, night: LastNight): Promise<void> {
  const [before] = await tx.select().from(shortForms).where(eq(shortForms.personId, personId));
  const all = await holdingsOf(tx, personId);
  const lines = shortForm(all);
  const dropped = droppedFrom([...(before?.lines ?? []), ...night.dropped], lines, all);
  const row = { lines, dropped, madeAt: night.madeAt };
  await tx
    .insert(shortForms)
    .values({ personId, ...row })
    .onConflictDoUpdate({ target: shortForms.personId, set: row });
}
