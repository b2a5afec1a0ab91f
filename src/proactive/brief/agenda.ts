import { Temporal } from 'temporal-polyfill';
import { shown } from '../../actions/card/shown.ts';
import type { Audit } from '../../audit/audit.ts';
import { type Stretch, stretchOf } from '../../calendar/event-time.ts';
import { eventsIn } from '../../calendar/look.ts';
import type { Database } from '../../db/client.ts';
import { isAppError } from '../../ground/errors.ts';
import { silenceText } from '../../ground/what-answers.ts';
import type { CalendarEvent, CalendarReader } from '../../ports/calendar.ts';
import type { EyesOf } from '../../ports/connections.ts';
import { clockText, dayText } from '../../reminders/moment-text.ts';
import { nextOccurrence } from '../../reminders/recurrence.ts';
import { activeReminders, type Reminder, recurrenceOf } from '../../reminders/store.ts';
import { openTasks, type Task } from '../../tasks/store.ts';
import { eventLine } from './calendar-facts.ts';
import type { Occasion } from './fact.ts';
import { END_MARK } from './template.ts';

const DAYS = 7;
const MOST_EVENTS = 200;
/** Every connector has a deadline of its own. */
const signal = new AbortController().signal;

export interface AgendaDay {
  readonly day: Temporal.PlainDate;
  /** Markdown, in the order of their hours. */
  readonly lines: readonly string[];
  readonly sources: readonly string[];
}

/** The days from today on that hold something with a date: every time a reminder comes, and each task that is due. */
export type Agenda = (occasion: Occasion) => Promise<readonly AgendaDay[]>;

interface AgendaDeps {
  readonly db: Database;
  readonly audit: Audit;
  readonly eyesOf: EyesOf;
}

export function createAgenda({ db, audit, eyesOf }: AgendaDeps): Agenda {
  return async ({ personId, profile, now }) => {
    const zone = profile.identity.timezone;
    const { calendar } = await eyesOf(personId);
    const span = { from: now, until: endOf(now, zone) };
    const { events, trouble } = await look(calendar, span, zone);
    return db.asPerson(personId, async (tx) => {
      const [reminders, tasks] = [await activeReminders(tx, personId), await openTasks(tx, personId)];
      await audit.record(
        tx,
        personId,
        ['reminder', 'task', ...(calendar ? ['calendar'] : [])].map((dataType) => ({
          at: now,
          dataType,
          access: 'read',
          action: 'command agenda',
          ref: 'next 7 days',
        })),
      );
      return agendaOf({ reminders, tasks, events, trouble }, now, zone);
    });
  };
}

/** What cannot be read is named, and takes nothing else along. */
async function look(
  calendar: CalendarReader | undefined,
  span: Stretch,
  zone: string,
): Promise<Pick<Dated, 'events' | 'trouble'>> {
  if (!calendar) return { events: [], trouble: [] };
  try {
    const { events, missing } = await eventsIn(calendar, { span, zone, limit: MOST_EVENTS }, signal);
    return { events, trouble: missing.map(silenceText) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { events: [], trouble: [`Your calendar could not be read: ${error.message}`] };
  }
}

function endOf(now: Temporal.Instant, zone: string): Temporal.Instant {
  return now.toZonedDateTimeISO(zone).toPlainDate().add({ days: DAYS }).toZonedDateTime(zone).toInstant();
}

export function agendaText(days: readonly AgendaDay[], span = 'in the next seven days'): string {
  if (days.length === 0) return `Nothing with a date ${span}. ${END_MARK}`;
  return [...days.map(({ day, lines }) => [`**${dayText(day)}**`, ...lines].join('\n')), END_MARK].join('\n\n');
}

interface Dated {
  readonly reminders: readonly Reminder[];
  readonly tasks: readonly Task[];
  readonly events: readonly CalendarEvent[];
  /** What of the calendars could not be read, and why. */
  readonly trouble: readonly string[];
}

interface Entry {
  readonly at: Temporal.ZonedDateTime;
  readonly line: string;
  readonly source: string;
}

/** The agenda of the days from `now` on by the clocks of `zone`. */
export function agendaOf(
  { reminders, tasks, events, trouble }: Dated,
  now: Temporal.Instant,
  zone: string,
): readonly AgendaDay[] {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const end = endOf(now, zone);
  const entries = [
    ...reminders.flatMap((reminder) => reminderEntries(reminder, end, zone)),
    ...tasks.flatMap((task) => taskEntries(task, now, end, zone)),
    ...events.map((event) => eventEntry(event, now, zone)),
    ...trouble.map((each) => troubleEntry(each, now, zone)),
  ].sort((a, b) => Temporal.ZonedDateTime.compare(a.at, b.at));
  return Array.from({ length: DAYS }, (_, index) => today.add({ days: index })).flatMap((day) => {
    const inside = entries.filter(({ at }) => at.toPlainDate().equals(day));
    return inside.length === 0
      ? []
      : [{ day, lines: inside.map(({ line }) => line), sources: inside.map(({ source }) => source) }];
  });
}

function troubleEntry(trouble: string, now: Temporal.Instant, zone: string): Entry {
  return { at: now.toZonedDateTimeISO(zone), line: `- ${shown(trouble)}`, source: 'calendar' };
}

/** What goes on already stands under today. */
function eventEntry(event: CalendarEvent, now: Temporal.Instant, zone: string): Entry {
  const { from } = stretchOf(event, zone);
  const at = (Temporal.Instant.compare(from, now) < 0 ? now : from).toZonedDateTimeISO(zone);
  return { at, line: `- ${shown(eventLine(event, zone))}`, source: `event:${event.id}` };
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
