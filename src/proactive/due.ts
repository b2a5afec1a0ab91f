import { and, asc, eq, gt, lte, min, notInArray } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { reminders, type ScheduleKind, schedules } from '../db/schema/planning.ts';
import type { DueReminder } from './fire-reminders.ts';

const BATCH = 200;

/** Everybody's reminders that are due, but for `paused` ids, the longest overdue first, one batch. Needs the system's transaction. */
export async function dueReminders(tx: Tx, now: Temporal.Instant, paused: readonly string[] = []): Promise<DueReminder[]> {
  const rows = await tx
    .select()
    .from(reminders)
    .where(and(eq(reminders.state, 'active'), lte(reminders.nextAt, now), notInArray(reminders.id, [...paused])))
    .orderBy(asc(reminders.nextAt), asc(reminders.number))
    .limit(BATCH);
  return rows.flatMap((reminder) => (reminder.nextAt ? [{ reminder, dueAt: reminder.nextAt }] : []));
}

export function byPerson(due: readonly DueReminder[]): ReadonlyMap<string, readonly DueReminder[]> {
  const persons = new Map<string, DueReminder[]>();
  for (const each of due) {
    const theirs = persons.get(each.reminder.personId);
    if (theirs) theirs.push(each);
    else persons.set(each.reminder.personId, [each]);
  }
  return persons;
}

export interface DueSchedule {
  readonly personId: string;
  readonly kind: ScheduleKind;
  readonly nextAt: Temporal.Instant;
}

/** Everybody's schedules that are due. Needs the system's transaction. */
export async function dueSchedules(tx: Tx, now: Temporal.Instant): Promise<DueSchedule[]> {
  return tx.select().from(schedules).where(lte(schedules.nextAt, now)).orderBy(asc(schedules.nextAt));
}

/** The next stored moment after `now` at which something is due for this person, or without one for anybody, in the system's transaction. */
export async function nextDue(tx: Tx, now: Temporal.Instant, personId?: string): Promise<Temporal.Instant | undefined> {
  const [reminder] = await tx
    .select({ at: min(reminders.nextAt) })
    .from(reminders)
    .where(and(of(reminders.personId, personId), eq(reminders.state, 'active'), gt(reminders.nextAt, now)));
  const [schedule] = await tx
    .select({ at: min(schedules.nextAt) })
    .from(schedules)
    .where(and(of(schedules.personId, personId), speaks(personId), gt(schedules.nextAt, now)));
  const times = [reminder?.at, schedule?.at].filter((at) => at !== null && at !== undefined);
  return times.sort(Temporal.Instant.compare)[0];
}

/** For one person only what they hear of counts: looks at their work, into their accounts, and at what they watch mostly end silently. */
function speaks(personId: string | undefined) {
  return personId === undefined ? undefined : notInArray(schedules.kind, ['break', 'calendar', 'mail', 'watch', 'tasks']);
}

function of(column: typeof reminders.personId | typeof schedules.personId, personId: string | undefined) {
  return personId === undefined ? undefined : eq(column, personId);
}
