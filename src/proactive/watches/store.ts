import { and, asc, eq, inArray, lte, min } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../../db/client.ts';
import { watches } from '../../db/schema/watches.ts';
import { AppError } from '../../ground/errors.ts';
import { takeNumber } from '../../reminders/numbering.ts';
import { pickOne } from '../../reminders/pick.ts';
import { setSchedule } from '../schedules.ts';
import { type Source, sourceSchema } from './source.ts';

type WatchRow = typeof watches.$inferSelect;

export type Watch = Omit<WatchRow, 'sources'> & { readonly sources: readonly Source[] };
export type NewWatch = Pick<Watch, 'about' | 'sources' | 'everyMinutes' | 'until' | 'modelCallsLeft' | 'tainted'>;

/** It is looked at for the first time as soon as the transaction is committed. */
export async function addWatch(tx: Tx, personId: string, wish: NewWatch, now: Temporal.Instant): Promise<Watch> {
  const number = await takeNumber(tx, watches, personId);
  const [row] = await tx
    .insert(watches)
    .values({ ...wish, personId, number, nextAt: now, createdAt: now })
    .returning();
  if (!row) throw new Error('the watch was not stored');
  await scheduleNext(tx, personId);
  return toWatch(row);
}

/** All that are not over, in the order in which they were made. */
export async function watchesOf(tx: Tx, personId: string): Promise<Watch[]> {
  const rows = await tx
    .select()
    .from(watches)
    .where(and(eq(watches.personId, personId), inArray(watches.state, ['active', 'paused'])))
    .orderBy(asc(watches.number));
  return rows.map(toWatch);
}

/** The one that the words mean, by its number or by what it is about. Rejects with `not-found`, or `invalid` where there are several. */
export async function pickWatch(tx: Tx, personId: string, said: string): Promise<Watch> {
  return pickOne(await watchesOf(tx, personId), said, { noun: 'watch', titleOf: ({ about }) => about });
}

/** Also one that is over. */
export async function watchById(tx: Tx, personId: string, id: string): Promise<Watch> {
  const [row] = await tx
    .select()
    .from(watches)
    .where(and(eq(watches.personId, personId), eq(watches.id, id)));
  if (!row) throw new AppError('not-found', 'There is no such watch any more.');
  return toWatch(row);
}

/** Those that are to be looked at now. */
export async function dueWatches(tx: Tx, personId: string, now: Temporal.Instant): Promise<Watch[]> {
  const rows = await tx
    .select()
    .from(watches)
    .where(and(eq(watches.personId, personId), eq(watches.state, 'active'), lte(watches.nextAt, now)))
    .orderBy(asc(watches.number));
  return rows.map(toWatch);
}

export async function changeWatch(tx: Tx, personId: string, id: string, change: Partial<WatchRow>): Promise<void> {
  await tx
    .update(watches)
    .set(change)
    .where(and(eq(watches.personId, personId), eq(watches.id, id)));
  await scheduleNext(tx, personId);
}

/** Stores what a look came to; false where the watch was changed meanwhile: then the look counts for nothing. */
export async function keepLook(tx: Tx, { personId, id, nextAt }: Watch, change: Partial<WatchRow>): Promise<boolean> {
  const asSeen = and(eq(watches.state, 'active'), eq(watches.nextAt, nextAt));
  const kept = await tx
    .update(watches)
    .set(change)
    .where(and(eq(watches.personId, personId), eq(watches.id, id), asSeen))
    .returning({ id: watches.id });
  await scheduleNext(tx, personId);
  return kept.length > 0;
}

async function scheduleNext(tx: Tx, personId: string): Promise<void> {
  const [row] = await tx
    .select({ next: min(watches.nextAt) })
    .from(watches)
    .where(and(eq(watches.personId, personId), eq(watches.state, 'active')));
  await setSchedule(tx, personId, 'watch', row?.next ?? undefined);
}

function toWatch(row: WatchRow): Watch {
  return { ...row, sources: z.array(sourceSchema).parse(row.sources) };
}
