import type { Temporal } from 'temporal-polyfill';
import type { Audit } from '../../audit/audit.ts';
import type { Database, Tx } from '../../db/client.ts';
import type { EarlierBytes } from '../../db/schema/planning.ts';
import type { Clock } from '../../ground/clock.ts';
import { isAppError } from '../../ground/errors.ts';
import { describeError, type Log } from '../../ground/log.ts';
import { load } from '../../people/profile-store.ts';
import type { ListedTask, TaskList } from '../../ports/task-list.ts';
import { keepLink, sidesOf } from '../../tasks/mirror/link-store.ts';
import { reconcile, type Step } from '../../tasks/mirror/reconcile.ts';
import { printOf, saidHere, saidThere, type Terms } from '../../tasks/mirror/same.ts';
import type { Task } from '../../tasks/store.ts';
import type { Run } from '../clockwork.ts';
import type { Notify } from '../notify/notify.ts';
import { setNext, setSchedule } from '../schedules.ts';
import { changeHere, takeOver } from './change-here.ts';
import { changeThere } from './change-there.ts';
import { conflictNews, deletedNews } from './mirror-news.ts';

interface MirrorDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: Audit;
  /** The list that the person lets be kept in step; undefined without one. */
  readonly taskListOf?: ((personId: string, signal: AbortSignal) => Promise<TaskList | undefined>) | undefined;
  readonly notify: Notify;
}

/** How long a change there may stay unseen; one here is seen to at once. */
const LOOK_MINUTES = 15;
/** At one look; what is left comes with the next one, right behind it. */
const MOST_STEPS = 100;

/** Keeps the person's tasks and their list elsewhere in step. Each step stands by itself, so that a kill in between costs a repeated look. */
export function createTaskMirror(deps: MirrorDeps): Run {
  const { db, clock, log, taskListOf } = deps;
  const lookAgain = (personId: string, at: Temporal.Instant) =>
    db.asPerson(personId, (tx) => setSchedule(tx, personId, 'tasks', at));
  return async (personId, _due, signal) => {
    // Before the look: what is changed here meanwhile asks for another one.
    const next = clock.now().add({ minutes: LOOK_MINUTES });
    await lookAgain(personId, next);
    try {
      const list = await taskListOf?.(personId, signal);
      if (!list) await db.asPerson(personId, (tx) => setNext(tx, personId, 'tasks', next, undefined));
      else if (!(await mirror(deps, personId, list, signal))) await lookAgain(personId, clock.now());
    } catch (error) {
      if (signal.aborted || !isAppError(error)) throw error;
      log.warn('tasks-not-in-step', describeError(error));
    }
  };
}

interface Look {
  readonly personId: string;
  readonly list: TaskList;
  readonly terms: Terms;
  readonly now: Temporal.Instant;
  readonly signal: AbortSignal;
}

/** False where there is more to do, and some of it could be done. */
async function mirror(deps: MirrorDeps, personId: string, list: TaskList, signal: AbortSignal): Promise<boolean> {
  const { db, clock } = deps;
  const now = clock.now();
  const { sides, zone } = await db.asPerson(personId, async (tx) => ({
    sides: await sidesOf(tx, personId, list.name, now),
    zone: (await load(tx, personId)).identity.timezone,
  }));
  const terms = { zone, knowsHours: list.knowsHours };
  const listed = await withJoined(list, sides, signal);
  const steps = reconcile({ ...sides, listed }, terms);
  let refused = 0;
  for (const step of steps.slice(0, MOST_STEPS)) {
    signal.throwIfAborted();
    await carryOut(deps, { personId, list, terms, now, signal }, step).catch((error: unknown) => {
      // What has changed meanwhile is looked at anew the next time, and holds up nothing else.
      if (!isAppError(error, 'invalid') && !isAppError(error, 'not-found')) throw error;
      deps.log.warn('task-not-in-step', describeError(error));
      refused += 1;
    });
  }
  return steps.length <= MOST_STEPS || refused === MOST_STEPS;
}

/** A joined task that does not come by itself was deleted, or finished long ago. */
async function withJoined(
  list: TaskList,
  { tasks, links }: Awaited<ReturnType<typeof sidesOf>>,
  signal: AbortSignal,
): Promise<readonly ListedTask[]> {
  const listed = [...(await list.all(signal))];
  const there = new Set(listed.map(({ id }) => id));
  const wanted = new Set(tasks.map(({ id }) => id));
  const missing = links.filter(({ taskId, remoteId }) => remoteId !== null && !there.has(remoteId) && wanted.has(taskId));
  for (const { remoteId } of missing) {
    const one = remoteId && (await list.one(remoteId, signal));
    if (one) listed.push(one);
  }
  return listed;
}

async function carryOut(deps: MirrorDeps, look: Look, step: Step): Promise<void> {
  const { list, terms, signal } = look;
  switch (step.step) {
    case 'add-here':
      return here(deps, look, step, (tx) => takeOver(tx, look, step.theirs));
    case 'change-here':
      return here(deps, look, step, (tx) => changeHere(tx, look, step.task, step.theirs));
    case 'join':
      return here(deps, look, step, (tx) => join(tx, look, step.task, step.theirs));
    case 'part':
      return here(deps, look, step, (tx) => part(tx, look, step.task));
    case 'add-there': {
      const theirs = await list.add(saidHere(step.task, terms), signal);
      return here(deps, look, step, (tx) => join(tx, look, step.task, theirs));
    }
    case 'change-there': {
      const { theirs, earlier } = await changeThere(look, step);
      return here(deps, look, step, (tx) => join(tx, look, step.task, theirs, earlier));
    }
    case 'remove-there':
      await list.remove(step.theirs, signal);
      return here(deps, look, step, (tx) => part(tx, look, step.task));
  }
}

/** What a step changes here, what is told of it, and its place in the record, in one transaction. */
async function here(
  { db, audit, notify }: MirrorDeps,
  { personId, list, now, terms }: Look,
  step: Step,
  work: (tx: Tx) => Promise<unknown>,
): Promise<void> {
  await db.asPerson(personId, async (tx) => {
    await work(tx);
    const ref = 'task' in step ? step.task.id : step.theirs.id;
    const access = step.step.endsWith('-there') ? 'send' : 'write';
    await audit.record(tx, personId, [{ at: now, dataType: 'task', access, action: `task list: ${step.step}`, ref }]);
    if (step.step === 'part' && step.task.state === 'open') await notify(tx, deletedNews(personId, step.task, list.name), now);
    if ('lost' in step && step.lost) await notify(tx, conflictNews(personId, step, list.name, terms), now);
  });
}

/** The print is of what stands there: where the list has made something else of it, the next look sees that. */
async function join(
  tx: Tx,
  { personId, list, terms }: Look,
  { id }: Task,
  theirs: ListedTask,
  earlier: readonly EarlierBytes[] = [],
): Promise<void> {
  const link = { taskId: id, remoteId: theirs.id, print: printOf(saidThere(theirs, terms)), earlier };
  await keepLink(tx, personId, list.name, link);
}

async function part(tx: Tx, { personId, list, terms }: Look, task: Task): Promise<void> {
  const link = { taskId: task.id, remoteId: null, print: printOf(saidHere(task, terms)), earlier: [] };
  await keepLink(tx, personId, list.name, link);
}
