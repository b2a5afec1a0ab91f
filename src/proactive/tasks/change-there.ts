import type { EarlierBytes } from '../../db/schema/planning.ts';
import type { ListedTask, TaskList } from '../../ports/task-list.ts';
import { bodyToKeep, hashOf, toGiveBack, withChange } from '../../tasks/mirror/earlier.ts';
import type { Step } from '../../tasks/mirror/reconcile.ts';
import { printOf, saidHere, saidThere, type Terms } from '../../tasks/mirror/same.ts';

interface There {
  readonly list: TaskList;
  readonly terms: Terms;
  readonly signal: AbortSignal;
}

interface Changed {
  readonly theirs: ListedTask;
  /** What can be given back from now on. */
  readonly earlier: readonly EarlierBytes[];
}

type ChangeThere = Extract<Step, { readonly step: 'change-there' }>;

/** Brings over what is said otherwise here. What the list has said once before, as after an undo, is given back to the byte where it can be. */
export async function changeThere({ list, terms, signal }: There, step: ChangeThere): Promise<Changed> {
  const { theirs: seen, task, earlier, change } = step;
  if (!list.bytes) return { theirs: await list.change(seen, change, signal), earlier: [] };
  const before = await list.bytes.of(seen, signal);
  const again = toGiveBack(earlier, printOf(saidHere(task, terms)), before);
  if (again) return { theirs: await list.bytes.giveBack(seen, again.body, signal), earlier: again.left };
  const theirs = await list.change(seen, change, signal);
  const behind = hashOf(await list.bytes.of(theirs, signal));
  return { theirs, earlier: withChange(earlier, { print: printOf(saidThere(seen, terms)), body: bodyToKeep(before), behind }) };
}
