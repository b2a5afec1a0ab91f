import { cardKey } from '../actions/card/card.ts';
import type { Kind } from '../actions/kind.ts';
import { type ActionRow, byId } from '../actions/ledger.ts';
import type { Tx } from '../db/client.ts';
import { DatabaseAway } from '../db/failure.ts';
import type { Clock } from '../ground/clock.ts';
import { isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import type { Utterance } from '../outbox/outbox.ts';
import { load } from '../people/profile-store.ts';
import type { Notify } from '../proactive/notify/notify.ts';
import type { Sealing } from '../vault/sealing.ts';
import type { StoredFiles } from '../vault/stored-files.ts';
import { MOST_TRIES, pauseMs } from './backoff.ts';
import type { Holds } from './conditions.ts';
import { type Came, type DoStepDeps, doStep, type Failed, failedBy, type Scene } from './do-step.ts';
import { giveUp } from './give-up.ts';
import { momentBefore } from './moments.ts';
import { endOf, newsOfEnd, newsOfStep } from './news.ts';
import { replan } from './replan.ts';
import { addStep, stepsOf } from './step-store.ts';
import { moveRun, type Run, runById, workflowById } from './store.ts';
import { conditionText } from './wording.ts';

export interface RunDeps extends DoStepDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly storedFiles: StoredFiles;
  readonly sealing: Sealing;
  readonly holds: Holds;
  readonly notify: Notify;
  readonly enqueue: (tx: Tx, utterance: Utterance) => Promise<unknown>;
}

/** More than any plan has, those that were planned anew among them. */
const MOST_AT_ONCE = 60;
const BUG: Failed = { came: 'failed', problem: 'Something went wrong on my side.', passing: true, tainted: false };

/**
 * Lets a run go on until it is over, waits for a press, or a step is to be tried later. What a step came to is stored before the next one
 * begins, so a process killed anywhere goes on where it was. Rejects when the database is away; then nothing of it counts.
 */
export async function goOn(deps: RunDeps, personId: string, runId: string, signal: AbortSignal): Promise<void> {
  try {
    for (let step = 0; step < MOST_AT_ONCE && !signal.aborted; step += 1) {
      const scene = await sceneOf(deps, personId, runId);
      if (!scene || !(await oneStep(deps, scene, signal))) return;
    }
  } catch (error) {
    if (signal.aborted || !isAppError(error) || error instanceof DatabaseAway) throw error;
    await giveUp(deps, personId, runId, error.message);
  }
}

async function sceneOf({ db, sealing }: RunDeps, personId: string, runId: string): Promise<Scene | undefined> {
  return db.asPerson(personId, async (tx) => {
    const run = await runById(tx, personId, runId);
    if (!run || (run.state !== 'running' && run.state !== 'waiting')) return undefined;
    const workflow = await workflowById(tx, personId, run.workflowId);
    const rows = await stepsOf(sealing, tx, personId, runId);
    const tainted = run.tainted || rows.some((row) => row.tainted);
    return { run: { ...run, tainted }, workflow, rows, profile: await load(tx, personId) };
  });
}

/** True when there may be more to do at once. */
async function oneStep(deps: RunDeps, scene: Scene, signal: AbortSignal): Promise<boolean> {
  const { run } = scene;
  if (run.state === 'waiting') return afterCard(deps, scene, signal);
  if (run.position < 0) return begin(deps, scene, signal);
  const step = run.steps[run.position];
  if (!step) return finish(deps, scene);
  const came = await doStep(deps, scene, step, signal).catch((error: unknown): Failed => {
    if (error instanceof DatabaseAway) throw error;
    deps.log.error('workflow-step-failed', describeError(error));
    return BUG;
  });
  // What was cut off by a stop or a shutdown counts as not tried.
  if (signal.aborted) return false;
  return settle(deps, scene, came, signal);
}

/** Looks at the conditions; a run whose conditions do not hold is over. */
async function begin(deps: RunDeps, scene: Scene, signal: AbortSignal): Promise<boolean> {
  const { run, workflow } = scene;
  const { plan, zone } = workflow;
  const at = { at: run.dueAt, since: momentBefore(plan.trigger, zone, run.dueAt), zone };
  try {
    for (const condition of plan.conditions) {
      if (await deps.holds(run.personId, condition, at, signal)) continue;
      const outcome = `Not begun: it was not so that ${conditionText(condition)}.`;
      await move(deps, run, { state: 'skipped', outcome, wakeAt: null, finishedAt: deps.clock.now() });
      return false;
    }
  } catch (error) {
    if (signal.aborted) return false;
    if (!isAppError(error) || error instanceof DatabaseAway) throw error;
    const failed = failedBy(error);
    // What cannot be looked at for good does not keep the work from being done.
    if (failed.passing && run.attempts + 1 < MOST_TRIES) return tryLater(deps, run, failed);
  }
  return move(deps, run, { position: 0, attempts: 0 });
}

async function settle(deps: RunDeps, scene: Scene, came: Came, signal: AbortSignal): Promise<boolean> {
  switch (came.came) {
    case 'asks':
      return ask(deps, scene, came);
    case 'failed':
      return fail(deps, scene, came, signal);
    default:
      return store(deps, scene, came);
  }
}

/** Stores what the step came to and what it makes, in one transaction; false when the run was stopped meanwhile. */
async function store(deps: RunDeps, scene: Scene, came: Exclude<Came, { came: 'asks' } | Failed>): Promise<boolean> {
  const { run } = scene;
  const { personId, id: runId, position } = run;
  const now = deps.clock.now();
  return deps.db.asPerson(personId, async (tx) => {
    const forward = { position: position + 1, attempts: 0, state: 'running', actionId: null, wakeAt: now } as const;
    if (!(await moveRun(tx, run, forward))) return false;
    const row = { personId, runId, position, tainted: run.tainted, at: now };
    switch (came.came) {
      case 'done':
        await addStep(deps.sealing, tx, {
          ...row,
          text: came.text,
          files: [...(came.files ?? [])],
          tainted: run.tainted || came.tainted,
        });
        break;
      case 'document': {
        const file = { name: `${came.name}.md`, mime: 'text/markdown', bytes: Buffer.from(came.text) };
        await addStep(deps.sealing, tx, { ...row, text: '', files: [await deps.storedFiles.keep(tx, personId, file)] });
        break;
      }
      case 'words':
        await deps.notify(tx, newsOfStep(scene, came.text), now);
        await addStep(deps.sealing, tx, { ...row, text: '', files: [] });
    }
    return true;
  });
}

/** The card goes out, and the run waits for its press. */
async function ask(deps: RunDeps, { run, workflow }: Scene, came: Extract<Came, { came: 'asks' }>): Promise<boolean> {
  const { personId } = run;
  const { actionId, card: message } = came;
  const why = {
    trigger: `your workflow ${workflow.number}`,
    by: 'rule',
    sources: [`workflow:${workflow.number}`],
    actions: [actionId],
  };
  await deps.db.asPerson(personId, async (tx) => {
    if (!(await moveRun(tx, run, { state: 'waiting', actionId, wakeAt: null }))) return;
    await deps.enqueue(tx, { personId, key: cardKey(actionId), message, why, now: deps.clock.now() });
  });
  return false;
}

/** The card was pressed or closed: the run goes on with what came of it. */
async function afterCard(deps: RunDeps, scene: Scene, signal: AbortSignal): Promise<boolean> {
  const { run } = scene;
  const { personId, actionId } = run;
  const row = actionId === null ? undefined : await deps.db.asPerson(personId, (tx) => byId(tx, personId, actionId));
  if (!row) return fail(deps, scene, { ...BUG, passing: false }, signal);
  const text = row.outcome ?? '';
  switch (row.state) {
    case 'proposed':
    case 'running':
    case 'unknown':
      return false;
    case 'done':
    case 'undone':
      return store(deps, scene, { came: 'done', text, tainted: row.tainted, files: filesOf(deps, row) });
    case 'superseded':
      return store(deps, scene, { came: 'done', text: 'You changed this step: its new card stands for itself.', tainted: false });
    case 'failed':
      return fail(deps, scene, { came: 'failed', problem: text, passing: false, tainted: row.tainted }, signal);
    default: {
      const outcome = `Ended at step ${run.position + 1}: its card was ${row.state}.`;
      return finish(deps, scene, { state: 'stopped', outcome });
    }
  }
}

function filesOf({ kinds }: RunDeps, { kind, undo }: ActionRow): readonly string[] {
  return kinds.get(kind)?.files(undo) ?? [];
}

/** Tried again later while that may help; after that what is to come is planned anew. */
async function fail(deps: RunDeps, scene: Scene, failed: Failed, signal: AbortSignal): Promise<boolean> {
  const { run } = scene;
  if (failed.passing && run.attempts + 1 < MOST_TRIES) return tryLater(deps, run, failed);
  const { rest, instead } = await replan(deps, scene, failed.problem, signal);
  if (signal.aborted) return false;
  const { personId, id: runId, position } = run;
  const now = deps.clock.now();
  return deps.db.asPerson(personId, async (tx) => {
    const steps = [...run.steps.slice(0, position + 1), ...rest];
    const forward = { position: position + 1, attempts: 0, state: 'running', actionId: null, wakeAt: now } as const;
    if (!(await moveRun(tx, run, { ...forward, steps, replanned: true }))) return false;
    const tainted = run.tainted || failed.tainted;
    await addStep(deps.sealing, tx, {
      personId,
      runId,
      position,
      text: '',
      files: [],
      problem: failed.problem,
      instead,
      tainted,
      at: now,
    });
    return true;
  });
}

async function tryLater(deps: RunDeps, run: Run, { retryAfterMs }: Failed): Promise<false> {
  const attempts = run.attempts + 1;
  const milliseconds = pauseMs(attempts, deps.random.fraction(), retryAfterMs);
  await move(deps, run, { attempts, wakeAt: deps.clock.now().add({ milliseconds }) });
  return false;
}

/** The run is over; what did not work and was not told yet is told now, once. */
async function finish(deps: RunDeps, scene: Scene, end: Pick<Run, 'state' | 'outcome'> = endOf(scene)): Promise<false> {
  const { run } = scene;
  const now = deps.clock.now();
  await deps.db.asPerson(run.personId, async (tx) => {
    if (!(await moveRun(tx, run, { ...end, wakeAt: null, finishedAt: now }))) return;
    const news = newsOfEnd(scene);
    if (news) await deps.notify(tx, news, now);
  });
  return false;
}

function move({ db }: RunDeps, run: Run, change: Parameters<typeof moveRun>[2]): Promise<boolean> {
  return db.asPerson(run.personId, (tx) => moveRun(tx, run, change));
}
