import { and, eq, exists, lte, notInArray, or, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { workflowRuns, workflows } from '../db/schema/workflows.ts';
import { createDueLoop, type Look } from '../ground/due-loop.ts';
import { describeError } from '../ground/log.ts';
import type { EyesOf } from '../ports/connections.ts';
import { nextMoment } from './moments.ts';
import { newsOfSetback } from './news.ts';
import { goOn, type RunDeps } from './run.ts';
import { changeWorkflow, stopRuns, toWorkflow, type Workflow } from './store.ts';
import { tick } from './tick.ts';

export interface Engine {
  /** After a setback nothing that was under way or due is done again by itself. */
  start(afterSetback: boolean): Promise<void>;
  /** A run was begun, a card was pressed, or a workflow was changed: look now. */
  kick(): void;
  /** STOP: ends every run of the person, and says how many there were. */
  stopAll(tx: Tx, personId: string): Promise<number>;
  /** STOP: lets go of what is under way for the person. */
  interrupt(personId: string): void;
  /** Resolves when nothing that is due now is left. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

interface EngineDeps extends RunDeps {
  readonly eyesOf: EyesOf;
  /** Something was put into the outbox, or waits as news. */
  readonly onQueued: () => void;
}

/** A workflow whose time has come, or a run that goes on. */
interface Item {
  readonly does: 'tick' | 'run';
  readonly id: string;
  readonly personId: string;
}

/** So many at once; the others wait their turn. */
const MOST_AT_ONCE = 8;
const AFTER_FAILURE_MS = 15_000;
const CLOSED = 'Closed: my data may have lost its latest part, so nothing of it was done again by itself.';

/** Lets workflows begin at their times and their runs go on, through restarts and downtime. The two tables are their own queue. */
export function createEngine(deps: EngineDeps): Engine {
  const { db, clock, log } = deps;
  const underWay = new Map<Item, AbortController>();

  async function work(item: Item, stopping: AbortSignal): Promise<boolean> {
    const halt = new AbortController();
    underWay.set(item, halt);
    const signal = AbortSignal.any([stopping, halt.signal]);
    try {
      await (item.does === 'tick' ? tick(deps, item.personId, item.id, signal) : goOn(deps, item.personId, item.id, signal));
    } catch (error) {
      if (!signal.aborted) {
        log.error('workflow-waits', { does: item.does, ...describeError(error) });
        await clock.sleep(AFTER_FAILURE_MS, signal).catch(() => undefined);
      }
    } finally {
      underWay.delete(item);
      deps.onQueued();
    }
    return !stopping.aborted;
  }

  const look = (now: Temporal.Instant, busy: readonly Item[]) => db.asSystem((tx) => whatIsDue(tx, now, busy));
  const loop = createDueLoop<Item>({ clock, log, lookFailed: 'workflows-wait', look, work });

  return {
    async start(afterSetback) {
      if (afterSetback) await leaveBehind(deps);
      loop.start();
    },
    kick: loop.kick,
    stopAll: (tx, personId) => stopRuns(tx, personId, 'Stopped by you.', clock.now()),
    interrupt(personId) {
      for (const [item, halt] of underWay) if (item.personId === personId && item.does === 'run') halt.abort();
    },
    settle: loop.settle,
    stop: loop.stop,
  };
}

/** The ticks and runs that are due, as many as there is room for. Needs the system's transaction. */
async function whatIsDue(tx: Tx, now: Temporal.Instant, busy: readonly Item[]): Promise<Look<Item>> {
  const room = Math.max(0, MOST_AT_ONCE - busy.length);
  const ids = busy.map(({ id }) => id);
  const ticks = await tx
    .select({ id: workflows.id, personId: workflows.personId })
    .from(workflows)
    .where(and(eq(workflows.state, 'active'), lte(workflows.nextAt, now), notInArray(workflows.id, ids)))
    .limit(room + 1);
  const runs = await tx
    .select({ id: workflowRuns.id, personId: workflowRuns.personId })
    .from(workflowRuns)
    .where(and(or(isToGoOn(now), isAnswered(tx)), notInArray(workflowRuns.id, ids)))
    .limit(room + 1);
  const items: Item[] = [
    ...ticks.map((each) => ({ ...each, does: 'tick' as const })),
    ...runs.map((each) => ({ ...each, does: 'run' as const })),
  ];
  return { due: items.slice(0, room), next: await nextLook(tx, now), crowded: items.length > room };
}

function isToGoOn(now: Temporal.Instant) {
  return and(eq(workflowRuns.state, 'running'), lte(workflowRuns.wakeAt, now));
}

/** Its card was pressed or closed, and what came of it is settled. */
function isAnswered(tx: Tx) {
  const settled = and(
    eq(actions.personId, workflowRuns.personId),
    eq(actions.id, workflowRuns.actionId),
    notInArray(actions.state, ['proposed', 'running', 'unknown']),
  );
  return and(eq(workflowRuns.state, 'waiting'), exists(tx.select({ id: actions.id }).from(actions).where(settled)));
}

async function nextLook(tx: Tx, now: Temporal.Instant): Promise<Temporal.Instant | undefined> {
  const { rows } = await tx.execute<{ next: string | null }>(sql`
    select least(
      (select min(next_at) from workflows where state = 'active' and next_at > ${now.toString()}),
      (select min(wake_at) from workflow_runs where state = 'running' and wake_at > ${now.toString()})
    )::text as next`);
  const next = rows[0]?.next;
  return next ? Temporal.Instant.from(next) : undefined;
}

/** Ends what was under way, leaves out what is due, and tells whoever that concerns. */
async function leaveBehind({ db, clock, notify }: EngineDeps): Promise<void> {
  const now = clock.now();
  const rows = await db.asSystem((tx) => tx.select().from(workflows));
  for (const personId of new Set(rows.map((row) => row.personId))) {
    await db.asPerson(personId, async (tx) => {
      const ended = await stopRuns(tx, personId, CLOSED, now);
      const standing = rows.filter((each) => each.personId === personId && each.nextAt !== null).map(toWorkflow);
      for (const { id, plan, zone } of standing)
        await changeWorkflow(tx, personId, id, { nextAt: nextMoment(plan.trigger, zone, now) ?? null });
      const leftOut = standing.filter((workflow) => wasDue(workflow, now));
      if (ended > 0 || leftOut.length > 0) await notify(tx, newsOfSetback(personId, ended, leftOut, now), now);
    });
  }
}

/** What is only looked at now and again misses nothing by itself. */
function wasDue({ plan: { trigger }, nextAt }: Workflow, now: Temporal.Instant): boolean {
  const byClock = trigger.kind === 'schedule' || trigger.kind === 'once';
  return byClock && nextAt !== null && Temporal.Instant.compare(nextAt, now) <= 0;
}
