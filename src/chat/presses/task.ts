import type { Act } from '../../actions/act.ts';
import { taskListText } from '../../actions/kinds/task-text.ts';
import type { Database, Tx } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue, findPressed } from '../../outbox/outbox.ts';
import { load } from '../../people/profile-store.ts';
import type { Button, IncomingPress, OutgoingMessage } from '../../ports/chat.ts';
import { openTasks, taskById } from '../../tasks/store.ts';
import type { OutsidePress } from '../presses.ts';
import { focusButtons, TASK_VERBS, type TaskVerb } from '../task-buttons.ts';
import { undoButton } from '../undo-button.ts';

interface TaskPressDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly act: Act;
  readonly buttons: Buttons;
}

/** The buttons under a task list: the deed runs as any other, with Undo, and the list is shown anew in its place. */
export function createTaskPress(deps: TaskPressDeps): OutsidePress {
  return (personId, { verb, id }, press) => {
    const known = TASK_VERBS.find((each) => each === verb);
    return known && pressTask(deps, personId, known, id, press);
  };
}

async function pressTask(
  deps: TaskPressDeps,
  personId: string,
  verb: TaskVerb,
  id: string,
  press: IncomingPress,
): Promise<string> {
  const task = await deps.db.asPerson(personId, (tx) => taskById(tx, personId, id));
  if (task?.state !== 'open') return 'This task is not open any more.';
  const number = String(task.number);
  const wish =
    verb === 'tdone'
      ? { kind: 'task_complete', input: { task: number } }
      : { kind: 'task_update', input: { task: number, due: 'tomorrow' } };
  const outcome = await deps.act({
    ...wish,
    personId,
    key: `press:${press.key}`,
    source: press.key,
    tainted: false,
    unattended: false,
  });
  if (outcome.state !== 'done') return outcome.state === 'refused' ? outcome.said : 'I ask you first, in a card.';
  const { actionId, said, undoable } = outcome;
  if (!undoable) return said;
  const undo = undoButton(deps.buttons, personId, actionId);
  await deps.db.asPerson(personId, async (tx) => {
    const original = await findPressed(tx, personId, press);
    if (!original) return;
    const message = await listAnew(deps, tx, personId, said, undo);
    const why = { trigger: 'the button you pressed', by: 'rule', sources: [`task:${number}`], actions: [actionId] };
    await enqueue(tx, { personId, key: `pressed:${press.key}`, message, why, now: deps.clock.now(), edits: original.key });
  });
  return said;
}

async function listAnew(
  { clock, buttons }: TaskPressDeps,
  tx: Tx,
  personId: string,
  said: string,
  undo: Button,
): Promise<OutgoingMessage> {
  const now = clock.now();
  const profile = await load(tx, personId);
  const layout = profile.preferences.productivity.taskPrioritization === 'score' ? 'score' : 'matrix';
  const list = taskListText(await openTasks(tx, personId), layout, profile, now);
  return { text: `✓ ${said}\n\n${list}`, buttons: [[undo], ...(await focusButtons(tx, personId, profile, now, buttons))] };
}
