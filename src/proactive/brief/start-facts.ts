import { dueText } from '../../tasks/due-text.ts';
import { doneTasks, openTasks, type Task } from '../../tasks/store.ts';
import { usualLead } from '../../tasks/usual-lead.ts';
import type { Fact, FactSource, Occasion } from './fact.ts';

/** Of the tasks that were done, so many of the latest tell. */
const MOST = 500;

/** Tasks that the person would begin today if they did as they usually do, each with how often they did so. */
export const startFacts: FactSource = {
  name: 'task history',
  area: 'task',
  async read(occasion, inDb) {
    const { personId } = occasion;
    return inDb(async (tx) => toStart(await openTasks(tx, personId), await doneTasks(tx, personId, MOST), occasion));
  },
};

/** Said on that one day only, and of nothing that is started already. */
export function toStart(
  open: readonly Task[],
  done: readonly Task[],
  { profile, now }: Pick<Occasion, 'profile' | 'now'>,
): Fact[] {
  const zone = profile.identity.timezone;
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  return open.flatMap((task) => {
    const lead = task.dueAt && !task.startedAt ? usualLead(task.title, done, zone) : undefined;
    if (!task.dueAt || !lead) return [];
    const left = today.until(task.dueAt.toZonedDateTimeISO(zone).toPlainDate()).days;
    if (left !== lead.days) return [];
    const ahead = lead.days === 1 ? '1 day' : `${lead.days} days`;
    const text = `${task.title}, ${dueText(task, now, zone)}: you started ${ahead} ahead on ${lead.count} of ${lead.of} like it (tasks ${lead.tasks.join(', ')})`;
    return { section: 'Start today', source: `history of task:${task.number}`, text, tainted: task.tainted };
  });
}
