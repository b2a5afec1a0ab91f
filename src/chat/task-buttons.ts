import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import type { Buttons } from '../outbox/buttons.ts';
import type { Profile } from '../people/profile.ts';
import type { Button } from '../ports/chat.ts';
import { focusList } from '../tasks/priority.ts';
import { openTasks } from '../tasks/store.ts';
import { viewOf } from '../tasks/view.ts';

export const TASK_VERBS = ['tdone', 'tsnooze'] as const;
export type TaskVerb = (typeof TASK_VERBS)[number];

/** Done and Tomorrow for each of the tasks to focus on, a row a task. */
export async function focusButtons(
  tx: Tx,
  personId: string,
  profile: Profile,
  now: Temporal.Instant,
  { sign }: Buttons,
): Promise<Button[][]> {
  const { tasks } = focusList(await openTasks(tx, personId), viewOf(profile, now));
  return tasks.map(({ id, number }) => {
    const button = (verb: TaskVerb, label: string): Button => ({ id: sign({ verb, id }, personId), label, style: 'plain' });
    return [button('tdone', `Task ${number} is done`), button('tsnooze', `Task ${number}: tomorrow`)];
  });
}
