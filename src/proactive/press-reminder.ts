import { and, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { shown } from '../actions/card/shown.ts';
import type { Tx } from '../db/client.ts';
import { reminders } from '../db/schema/planning.ts';
import type { OutgoingMessage } from '../ports/chat.ts';
import { nearText } from '../reminders/moment-text.ts';
import { addReminder, changeReminder, type Reminder, reminderById } from '../reminders/store.ts';

/** What the buttons under a reminder do. */
export const REMINDER_VERBS = ['rdone', 'rsnooze10', 'rsnooze60'] as const;

export type ReminderVerb = (typeof REMINDER_VERBS)[number];

export interface Pressed {
  /** One sentence for the person who pressed. */
  readonly said: string;
  /** The reminder's message as it is now to stand there; absent when it stays. */
  readonly message?: OutgoingMessage;
}

/** Does what a button under a reminder says; a second press finds it done. The clockwork wants a nudge afterwards. */
export async function pressReminder(
  tx: Tx,
  personId: string,
  verb: ReminderVerb,
  id: string,
  now: Temporal.Instant,
): Promise<Pressed> {
  const reminder = await reminderById(tx, personId, id);
  if (!reminder) return { said: 'This reminder is gone.' };
  if (reminder.state === 'cancelled') return { said: 'This reminder was cancelled.' };
  const snoozed = reminder.rrule === null ? reminder : await snoozedCopy(tx, reminder);
  switch (verb) {
    case 'rdone':
      return done(tx, reminder, snoozed);
    case 'rsnooze10':
      return snooze(tx, reminder, snoozed, now, 10);
    case 'rsnooze60':
      return snooze(tx, reminder, snoozed, now, 60);
  }
}

async function done(tx: Tx, reminder: Reminder, snoozed: Reminder | undefined): Promise<Pressed> {
  if (snoozed?.state === 'active') await changeReminder(tx, snoozed, { nextAt: null, state: 'done' });
  return { said: 'Done.', message: { text: `✓ ${shown(reminder.text)}\n_Done._` } };
}

async function snooze(
  tx: Tx,
  reminder: Reminder,
  snoozed: Reminder | undefined,
  now: Temporal.Instant,
  minutes: number,
): Promise<Pressed> {
  if (snoozed?.state === 'active' && snoozed.nextAt) return { said: `It comes again ${at(snoozed.nextAt, now, reminder)}.` };
  const nextAt = now.add({ minutes });
  if (snoozed) await changeReminder(tx, snoozed, { nextAt, state: 'active' });
  else await addCopy(tx, reminder, nextAt, now);
  const when = at(nextAt, now, reminder);
  return { said: `I remind you again ${when}.`, message: { text: `⏰ ${shown(reminder.text)}\n_Again ${when}._` } };
}

/** A reminder that repeats keeps its rule; what is snoozed is one more, that goes off once. */
async function addCopy(tx: Tx, { personId, text, zone, id, tainted }: Reminder, nextAt: Temporal.Instant, now: Temporal.Instant) {
  const startsLocal = nextAt.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
  await addReminder(tx, personId, { text, at: nextAt, zone, startsLocal, source: `snooze:${id}`, tainted }, now);
}

async function snoozedCopy(tx: Tx, { personId, id }: Reminder): Promise<Reminder | undefined> {
  const [row] = await tx
    .select()
    .from(reminders)
    .where(and(eq(reminders.personId, personId), eq(reminders.source, `snooze:${id}`), eq(reminders.state, 'active')));
  return row;
}

function at(instant: Temporal.Instant, now: Temporal.Instant, { zone }: Reminder): string {
  return `at ${nearText(instant, now, zone)}`;
}
