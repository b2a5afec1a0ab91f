import { and, eq, isNull } from 'drizzle-orm';
import type { Audit } from '../audit/audit.ts';
import type { Database, Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import type { Clock } from '../ground/clock.ts';
import { AppError, isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Buttons } from '../outbox/buttons.ts';
import { load } from '../people/profile-store.ts';
import type { EyesOf, HandsOf } from '../ports/connections.ts';
import { accessOf } from './act.ts';
import { hashOf } from './canonical.ts';
import type { ActionResult, HandsContext, Kind, OutsideKind, Unanswered } from './kind.ts';
import { type ActionRow, byId, settle } from './ledger.ts';
import { showOutcome } from './outcome.ts';
import { createWatch } from './watch.ts';

export interface ExecutorDeps {
  readonly db: Database;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly audit: Audit;
  readonly buttons: Buttons;
  readonly clock: Clock;
  readonly log: Log;
  readonly eyesOf: EyesOf;
  readonly handsOf: HandsOf;
  /** A card's outcome waits in the outbox. */
  readonly onQueued: () => void;
}

/** Carries out what reaches outside. It alone is given hands. */
export interface Executor {
  /**
   * Carries a running action out and settles it; one that was begun in an earlier life is looked for outside first and never repeated
   * blindly. Several callers share one run. Resolves with the settled row.
   */
  finish(row: ActionRow): Promise<ActionRow>;
  /** Restores what the action changed and says so; rejects with `invalid` when it cannot. The caller has claimed the row. */
  undo(row: ActionRow): Promise<string>;
  /** Runs `work` with a signal that STOP, a shutdown and the deadline abort. */
  watched<T>(personId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** STOP: ends what is under way for the person, between two steps, and says how much that was. */
  interrupt(personId: string): number;
  stop(): Promise<void>;
}

const SHUTTING_DOWN = new AppError('unavailable', 'I am being shut down.');

type Result = ActionResult<unknown> | Unanswered;

export function createExecutor(deps: ExecutorDeps): Executor {
  const watch = createWatch(deps.clock);
  const inFlight = new Map<string, Promise<ActionRow>>();
  let stopping = false;

  async function carryOut(row: ActionRow): Promise<ActionRow> {
    if (hashOf(row.args) !== row.argsHash) throw new Error(`the arguments of action ${row.id} are not the ones that were shown`);
    if (row.startedAt === null && !(await begin(deps, row))) return current(deps, row);
    const result = await watch.over(row.personId, (signal) => attempt(deps, row, signal));
    // At a shutdown the row stays as it is: the next life looks for what became of it.
    if (stopping) throw SHUTTING_DOWN;
    if (result !== 'nothing') return conclude(deps, row, result);
    await deps.db.asPerson(row.personId, (tx) => settle(tx, row, { startedAt: null }));
    return carryOut({ ...row, startedAt: null });
  }

  return {
    finish(row) {
      const under = inFlight.get(row.id);
      if (under) return under;
      const run = carryOut(row).finally(() => inFlight.delete(row.id));
      inFlight.set(row.id, run);
      return run;
    },
    undo: (row) =>
      watch.over(row.personId, async (signal) => outsideKind(deps, row).undo(await contextOf(deps, row, signal), row.undo)),
    watched: watch.over,
    interrupt: watch.interrupt,
    async stop() {
      stopping = true;
      watch.interruptAll(SHUTTING_DOWN);
      await Promise.allSettled(inFlight.values());
    },
  };
}

/** What the action came to, how it surely failed, or `nothing` when one that was begun in an earlier life surely has not happened. */
async function attempt(deps: ExecutorDeps, row: ActionRow, signal: AbortSignal): Promise<Result | AppError | 'nothing'> {
  const kind = outsideKind(deps, row);
  try {
    const context = await contextOf(deps, row, signal);
    if (row.startedAt === null) return await kind.run(context, row.args);
    return row.effect === 'read' ? 'nothing' : await kind.find(context, row.args);
  } catch (error) {
    if (!signal.aborted && isAppError(error)) return error;
    if (!signal.aborted) deps.log.error('action-failed', { kind: row.kind, action: row.id, ...describeError(error) });
    return row.effect === 'read' ? endOfLook(signal) : { unknown: 'I was cut off in the middle of it' };
  }
}

function endOfLook({ reason }: AbortSignal): AppError {
  return isAppError(reason) ? reason : new AppError('unavailable', 'Something went wrong on my side. Please try again.');
}

async function contextOf(deps: ExecutorDeps, row: ActionRow, signal: AbortSignal): Promise<HandsContext> {
  const { personId, origin: source, tainted, id: actionId } = row;
  const inDb = <T>(work: (tx: Tx) => Promise<T>) => deps.db.asPerson(personId, work);
  const profile = await inDb((tx) => load(tx, personId));
  const [eyes, hands] = await Promise.all([deps.eyesOf(personId), deps.handsOf(personId)]);
  return { personId, profile, now: deps.clock.now(), source, tainted, ownWords: '', eyes, hands, inDb, signal, actionId };
}

function outsideKind({ kinds }: ExecutorDeps, row: ActionRow): OutsideKind {
  const kind = kinds.get(row.kind);
  if (kind?.where !== 'outside') throw new Error(`the ledger names the kind ${row.kind}, which reaches nothing outside`);
  return kind;
}

/** Writes down that it begins; false when it is not to begin any more. */
async function begin({ db, clock }: ExecutorDeps, row: ActionRow): Promise<boolean> {
  const waits = and(
    eq(actions.id, row.id),
    eq(actions.personId, row.personId),
    eq(actions.state, 'running'),
    isNull(actions.startedAt),
  );
  const rows = await db.asPerson(row.personId, (tx) =>
    tx.update(actions).set({ startedAt: clock.now() }).where(waits).returning({ id: actions.id }),
  );
  return rows.length > 0;
}

async function current({ db }: ExecutorDeps, { personId, id }: ActionRow): Promise<ActionRow> {
  const row = await db.asPerson(personId, (tx) => byId(tx, personId, id));
  if (!row) throw new Error(`action ${id} is gone from the ledger`);
  return row;
}

/** Settles a row by what came of it; where a card stands, the outcome takes its place. */
async function conclude(deps: ExecutorDeps, row: ActionRow, result: Result | AppError): Promise<ActionRow> {
  const now = deps.clock.now();
  const kind = deps.kinds.get(row.kind);
  if (!kind) throw new Error(`the ledger names the kind ${row.kind}, which does not exist`);
  const change = { ...changeBy(result), finishedAt: now };
  const settled = { ...row, ...change, tainted: row.tainted || ('tainted' in result && result.tainted === true) };
  await deps.db.asPerson(row.personId, async (tx) => {
    await settle(tx, row, { ...change, tainted: settled.tainted });
    const entry = { at: now, dataType: kind.area, access: accessOf(row.effect), ref: row.id };
    await deps.audit.record(tx, row.personId, [
      { ...entry, action: change.state === 'done' ? kind.name : `${kind.name} ${change.state}` },
    ]);
    if (row.expiresAt) await showOutcome(deps, tx, kind, settled, now);
  });
  if (row.expiresAt) deps.onQueued();
  return settled;
}

function changeBy(result: Result | AppError) {
  if (result instanceof AppError) return { state: 'failed', outcome: result.message } as const;
  if ('unknown' in result)
    return {
      state: 'unknown',
      outcome: `I cannot tell whether it happened: ${result.unknown}. Look there before you try again.`,
    } as const;
  return { state: 'done', outcome: result.said, undo: result.undo ?? null } as const;
}
