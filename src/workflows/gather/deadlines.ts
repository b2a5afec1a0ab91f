import { Temporal } from 'temporal-polyfill';
import { shown } from '../../actions/card/shown.ts';
import { dueText } from '../../tasks/due-text.ts';
import { openTasks } from '../../tasks/store.ts';
import { section } from './section.ts';
import type { Found, GatherDeed, Sight } from './sight.ts';

/** Open tasks that are overdue or due within so many days, the most pressing first. */
export async function deadlines({ personId, profile, now, inDb }: Sight, { days }: GatherDeed): Promise<Found> {
  const zone = profile.identity.timezone;
  const end = now
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .add({ days: days + 1 })
    .toZonedDateTime(zone)
    .toInstant();
  const due = (await inDb((tx) => openTasks(tx, personId)))
    .flatMap((task) => (task.dueAt && Temporal.Instant.compare(task.dueAt, end) <= 0 ? [{ ...task, dueAt: task.dueAt }] : []))
    .sort((a, b) => Temporal.Instant.compare(a.dueAt, b.dueAt));
  const lines = due.map((task) => `- ${shown(task.title)}: ${dueText(task, now, zone)} (task ${task.number})`);
  return { text: section('Deadlines', lines, 'Nothing is due.'), tainted: due.some(({ tainted }) => tainted) };
}
