import { Temporal } from 'temporal-polyfill';
import { clockText, nearDayText } from '../reminders/moment-text.ts';

interface Due {
  readonly dueAt: Temporal.Instant | null;
  readonly dueIsDay: boolean;
}

/** `due today`, `due tomorrow 17:00`, `overdue since yesterday`; undefined without a due date. */
export function dueText({ dueAt, dueIsDay }: Due, now: Temporal.Instant, zone: string): string | undefined {
  if (!dueAt) return undefined;
  const due = dueAt.toZonedDateTimeISO(zone);
  const day = nearDayText(due.toPlainDate(), now.toZonedDateTimeISO(zone).toPlainDate());
  const hour = dueIsDay ? '' : ` ${clockText(due)}`;
  return `${Temporal.Instant.compare(dueAt, now) < 0 ? 'overdue since' : 'due'} ${day}${hour}`;
}
