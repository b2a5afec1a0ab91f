import { and, asc, eq, lt } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import { reminders } from '../db/schema/planning.ts';
import { AppError } from '../ground/errors.ts';
import { takeNumber } from './numbering.ts';
import type { Recurrence } from './recurrence.ts';

export type Reminder = typeof reminders.$inferSelect;

export interface NewReminder {
  readonly text: string;
  readonly at: Temporal.Instant;
  /** IANA. */
  readonly zone: string;
  readonly rrule?: string | undefined;
  /** RFC 5545 DTSTART, local time without zone. */
  readonly startsLocal: string;
  /** The inbox key of the wish. */
  readonly source: string;
  readonly tainted: boolean;
}

export async function addReminder(tx: Tx, personId: string, wish: NewReminder, now: Temporal.Instant): Promise<Reminder> {
  const { text, at, zone, rrule, startsLocal, source, tainted } = wish;
  const number = await takeNumber(tx, reminders, personId);
  const [row] = await tx
    .insert(reminders)
    .values({ personId, number, text, nextAt: at, zone, rrule: rrule ?? null, startsLocal, source, tainted, createdAt: now })
    .returning();
  if (!row) throw new Error('the reminder was not stored');
  return row;
}

/** What is still to come, the next one first; only what comes before `before` when it is given. */
export async function activeReminders(tx: Tx, personId: string, before?: Temporal.Instant): Promise<Reminder[]> {
  const mine = and(eq(reminders.personId, personId), eq(reminders.state, 'active'));
  return tx
    .select()
    .from(reminders)
    .where(before ? and(mine, lt(reminders.nextAt, before)) : mine)
    .orderBy(asc(reminders.nextAt), asc(reminders.number));
}

export async function reminderById(tx: Tx, personId: string, id: string): Promise<Reminder | undefined> {
  const [row] = await tx
    .select()
    .from(reminders)
    .where(and(eq(reminders.personId, personId), eq(reminders.id, id)));
  return row;
}

/** What a reminder was when somebody looked: its next time and whether it still goes off. */
export const reminderState = z.object({
  id: z.string(),
  nextAt: z.string().nullable(),
  state: z.enum(['active', 'done', 'cancelled']),
});

export type ReminderState = z.infer<typeof reminderState>;

export function stateOf({ id, nextAt, state }: Reminder): ReminderState {
  return { id, nextAt: nextAt?.toString() ?? null, state };
}

/** Rejects with `invalid` unless the reminder still is as `seen`: what happened to it since must not be overwritten. */
export async function requireUnchanged(tx: Tx, personId: string, seen: ReminderState): Promise<Reminder> {
  const row = await reminderById(tx, personId, seen.id);
  const now = row && stateOf(row);
  if (row && now?.nextAt === seen.nextAt && now.state === seen.state) return row;
  throw new AppError('invalid', 'This reminder has gone off or changed since, so there is nothing to take back.');
}

export async function changeReminder(
  tx: Tx,
  { id, personId }: Reminder,
  change: { readonly nextAt: Temporal.Instant | null; readonly state: Reminder['state'] },
): Promise<Reminder> {
  const [row] = await tx
    .update(reminders)
    .set(change)
    .where(and(eq(reminders.personId, personId), eq(reminders.id, id)))
    .returning();
  if (!row) throw new Error('a reminder went away while it was being changed');
  return row;
}

/** The rule of a reminder that goes off more than once. */
export function recurrenceOf({ rrule, startsLocal, zone }: Reminder): Recurrence | undefined {
  return rrule === null ? undefined : { rrule, startsLocal, zone };
}
