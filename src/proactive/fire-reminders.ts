import { and, eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { reminders } from '../db/schema/planning.ts';
import type { Utterance } from '../outbox/outbox.ts';
import type { Reminder } from '../reminders/store.ts';
import { type Firing, toFiring } from './firing.ts';
import { awayMessage, reminderMessage, type SignButton } from './reminder-message.ts';

export interface FireDeps {
  readonly enqueue: (tx: Tx, utterance: Utterance) => Promise<unknown>;
  readonly button: SignButton;
}

/** A reminder as the scheduler saw it, with the time at which it is due. */
export interface DueReminder {
  readonly reminder: Reminder;
  readonly dueAt: Temporal.Instant;
}

/** Lets one reminder go off in the person's transaction: it is claimed, moved on and said, or nothing of that. */
export async function fireOne(tx: Tx, { enqueue, button }: FireDeps, seen: DueReminder, now: Temporal.Instant): Promise<boolean> {
  const firing = toFiring(seen.reminder, seen.dueAt, now);
  if (!(await claim(tx, firing, seen.dueAt))) return false;
  const { id, personId, number } = seen.reminder;
  await enqueue(tx, {
    personId,
    key: `reminder:${id}:${firing.due}`,
    message: reminderMessage(firing, now, button),
    why: { trigger: `reminder ${number}`, by: 'rule', sources: [`reminder:${number}`], actions: [] },
    now,
  });
  return true;
}

/** Lets several go off as one message under `heading`, without anything to press: they are told of, not replayed. */
export async function fireTogether(
  tx: Tx,
  { enqueue }: FireDeps,
  seen: readonly DueReminder[],
  now: Temporal.Instant,
  heading: string,
): Promise<boolean> {
  const claimed: Firing[] = [];
  for (const { reminder, dueAt } of seen) {
    const firing = toFiring(reminder, dueAt, now);
    if (await claim(tx, firing, dueAt)) claimed.push(firing);
  }
  const [first] = claimed;
  if (!first) return false;
  await enqueue(tx, {
    personId: first.reminder.personId,
    key: `reminders-away:${first.reminder.id}:${first.due}`,
    message: awayMessage(heading, claimed, now),
    why: {
      trigger: 'reminders that were due while I was away',
      by: 'rule',
      sources: claimed.map(({ reminder }) => `reminder:${reminder.number}`),
      actions: [],
    },
    now,
  });
  return true;
}

/** Moves the reminder on; false when it has been cancelled, moved or fired since it was seen: each of them changes `nextAt`. */
async function claim(tx: Tx, { reminder, nextAt }: Firing, dueAt: Temporal.Instant): Promise<boolean> {
  const claimed = await tx
    .update(reminders)
    .set({ nextAt, state: nextAt ? 'active' : 'done' })
    .where(and(eq(reminders.personId, reminder.personId), eq(reminders.id, reminder.id), eq(reminders.nextAt, dueAt)))
    .returning({ id: reminders.id });
  return claimed.length > 0;
}
