import { Temporal } from 'temporal-polyfill';
import { shown } from '../../actions/card/shown.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Database } from '../../db/client.ts';
import { clockText, dayText } from '../../reminders/moment-text.ts';
import { nextOccurrence } from '../../reminders/recurrence.ts';
import { activeReminders, type Reminder, recurrenceOf } from '../../reminders/store.ts';
import { openTasks, type Task } from '../../tasks/store.ts';
import type { Occasion } from './fact.ts';
import { END_MARK } from './template.ts';

const DAYS = 7;

export interface AgendaDay {
  readonly day: Temporal.PlainDate;
  /** Markdown, in the order of their hours. */
  readonly lines: readonly string[];
  readonly sources: readonly string[];
}

/** The days from today on that hold something with a date: every time a reminder comes, and each task that is due. */
export type Agenda = (occasion: Occasion) => Promise<readonly AgendaDay[]>;

export function createAgenda({ db, audit }: { readonly db: Database; readonly audit: Audit }): Agenda {
  return ({ personId, profile, now }) =>
    db.asPerson(personId, async (tx) => {
      const [reminders, tasks] = [await activeReminders(tx, personId), await openTasks(tx, personId)];
      await audit.record(
        tx,
        personId,
        ['reminder', 'task'].map((dataType) => ({
          at: now,
          dataType,
          access: 'read',
          action: 'command agenda',
          ref: 'next 7 days',
        })),
      );
      return agendaOf(reminders, tasks, now, profile.identity.timezone);
    });
}

export function agendaText(days: readonly AgendaDay[]): string {
  if (days.length === 0) return `Nothing with a date in the next seven days. ${END_MARK}`;
  return [...days.map(({ day, lines }) => [`**${dayText(day)}**`, ...lines].join('\n')), END_MARK].join('\n\n');
}

interface Entry {
  readonly at: Temporal.ZonedDateTime;
  readonly line: string;
  readonly source: string;
}

/** The agenda of the days from `now` on by the clocks of `zone`. */
export function agendaOf(
  reminders: readonly Reminder[],
  tasks: readonly Task[],
  now: Temporal.Instant,
  zone: string,
): readonly AgendaDay[] {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const end = today.add({ days: DAYS }).toZonedDateTime(zone).toInstant();
  const entries = [
    ...reminders.flatMap((reminder) => reminderEntries(reminder, end, zone)),
    ...tasks.flatMap((task) => taskEntries(task, now, end, zone)),
  ].sort((a, b) => Temporal.ZonedDateTime.compare(a.at, b.at));
  return Array.from({ length: DAYS }, (_, index) => today.add({ days: index })).flatMap((day) => {
    const inside = entries.filter(({ at }) => at.toPlainDate().equals(day));
    return inside.length === 0
      ? []
      : [{ day, lines: inside.map(({ line }) => line), sources: inside.map(({ source }) => source) }];
  });
}

function reminderEntries(reminder: Reminder, end: Temporal.Instant, zone: string): Entry[] {
  const entries: Entry[] = [];
  const recurrence = recurrenceOf(reminder);
  let next: Temporal.Instant | null | undefined = reminder.nextAt;
  while (next && Temporal.Instant.compare(next, end) < 0) {
    const at = next.toZonedDateTimeISO(zone);
    const line = `- ${clockText(at)} ${shown(reminder.text)} (reminder ${reminder.number})`;
    entries.push({ at, line, source: `reminder:${reminder.number}` });
    next = recurrence && nextOccurrence(recurrence, next);
  }
  return entries;
}

/** What is overdue stands under today. */
function taskEntries(
  { number, title, dueAt, dueIsDay }: Task,
  now: Temporal.Instant,
  end: Temporal.Instant,
  zone: string,
): Entry[] {
  if (!dueAt || Temporal.Instant.compare(dueAt, end) >= 0) return [];
  const overdue = Temporal.Instant.compare(dueAt, now) < 0;
  const at = (overdue ? now : dueAt).toZonedDateTimeISO(zone);
  const when = overdue ? 'overdue' : dueIsDay ? 'due' : `due ${clockText(at)}`;
  return [{ at, line: `- ${shown(title)}, ${when} (task ${number})`, source: `task:${number}` }];
}
