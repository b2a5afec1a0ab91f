import { dueText } from '../../tasks/due-text.ts';
import { rank } from '../../tasks/priority.ts';
import { openTasks } from '../../tasks/store.ts';
import { viewOf } from '../../tasks/view.ts';
import type { FactSource } from '../brief/fact.ts';
import type { MeetingOccasion } from './meeting.ts';
import { isAbout } from './named-in.ts';

const MOST = 5;

/** Open tasks that name somebody who will be there, or the subject; the most pressing first. */
export const namedTaskFacts: FactSource<MeetingOccasion> = {
  name: 'tasks',
  area: 'task',
  async read({ personId, profile, now, meeting }, inDb) {
    const open = await inDb((tx) => openTasks(tx, personId));
    const named = open.filter(({ title, notes }) => isAbout(`${title}\n${notes}`, meeting));
    return rank(named, viewOf(profile, now))
      .slice(0, MOST)
      .map((task) => ({
        section: 'Open tasks',
        source: `task:${task.number}`,
        text: [task.title, dueText(task, now, profile.identity.timezone)].filter(Boolean).join(', '),
        tainted: task.tainted,
      }));
  },
};
