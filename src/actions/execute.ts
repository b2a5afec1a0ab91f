import type { Audit } from '../audit/audit.ts';
import type { Database } from '../db/client.ts';
import type { Clock } from '../ground/clock.ts';
import { AppError, isAppError } from '../ground/errors.ts';
import { describeError, type Log } from '../ground/log.ts';
import { atStep } from '../ground/steps.ts';
import type { Buttons } from '../outbox/buttons.ts';
import type { Address } from '../outbox/outbox.ts';
import type { EyesOf, HandsOf } from '../ports/connections.ts';
import type { Sealing } from '../vault/sealing.ts';
import { type Attempt, attempt, contextOf, outsideKind, type Try } from './attempt.ts';
import { conclude } from './conclude.ts';
import { flawOf } from './flaw.ts';
import type { Kind } from './kind.ts';
import { type ActionRow, byId, claim, isBegun, isHeld } from './ledger.ts';
import { createWatch, TOO_LATE } from './watch.ts';

export interface ExecutorDeps {
  readonly db: Database;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly audit: Audit;
  readonly buttons: Buttons;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly log: Log;
  readonly eyesOf: EyesOf;
  readonly handsOf: HandsOf;
  /** A card's outcome waits in the outbox. */
  readonly onQueued: () => void;
  /** A look that was pressed is done: the conversation goes on there with what it found. Absent where nobody would go on. */
  readonly onGoOn?: ((address: Address) => void) | undefined;
}

/** Carries out what reaches outside. It alone is given hands. */
export interface Executor {
  /**
   * Carries a running action out and settles it; one that was begun in an earlier life is looked for outside first and never repeated
   * blindly. Several callers share one run. Resolves with the row as it stands then.
   */
  finish(row: ActionRow): Promise<ActionRow>;
  /** Restores what the action changed and says so; rejects with `invalid` when it cannot. */
  undo(row: ActionRow): Promise<string>;
  /** Runs `work` with a signal that STOP, a shutdown and the deadline abort. */
  watched<T>(personId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** STOP: ends what is under way for the person, between two steps. Gives what becomes of the cards among it, within a second. */
  interrupt(personId: string): Promise<ActionRow>[];
  stop(): Promise<void>;
}

const SHUTTING_DOWN = new AppError('unavailable', 'I am being shut down.');
const CUT_OFF = { unknown: 'I was cut off in the middle of it' };
const UNSEEN = { unknown: 'I was cut off in the middle of it, and could not look there since' };
const AFTER_FAILURE_MS = 1000;

export function createExecutor(deps: ExecutorDeps): Executor {
  const watch = createWatch(deps.clock);
  const inFlight = new Map<string, { readonly row: ActionRow; readonly run: Promise<ActionRow> }>();
  const stopping = new AbortController();

  async function carryOut(asked: ActionRow): Promise<ActionRow> {
    // Who asks may have looked before another run of it was settled.
    const row = asked.startedAt === null ? asked : await current(deps, asked);
    if (row.state !== 'running') return row;
    const flaw = flawOf(deps, row);
    if (flaw) return conclude(deps, row, flaw);
    return watch.over(row.personId, (signal) => (row.startedAt === null ? begin(row, signal) : takeUp(row, signal)));
  }

  /** Runs it, its beginning on record before. */
  async function begin(row: ActionRow, signal: AbortSignal): Promise<ActionRow> {
    const { personId, id } = row;
    const startedAt = deps.clock.now();
    const begun = await deps.db.asPerson(personId, (tx) => claim(tx, personId, id, isHeld, { startedAt }));
    if (!begun) return current(deps, row);
    const run: Try = (kind, context) => atStep('action-sent', () => watch.heed(signal, kind.run(context, begun.args)));
    const came = signal.aborted ? unbegun(signal) : await attempt(deps, begun, signal, run);
    return atStep('action-answered', () => write(begun, came));
  }

  /** Begun in an earlier life: what has become of it. A look is simply repeated. */
  async function takeUp(row: ActionRow, signal: AbortSignal): Promise<ActionRow> {
    const find: Try = (kind, context) => watch.heed(signal, kind.find(context, row.args));
    const came = row.effect === 'read' ? 'nothing' : await attempt(deps, row, signal, find);
    return write(row, came instanceof AppError ? UNSEEN : came);
  }

  const write = (row: ActionRow, came: Attempt) => patiently(deps, row, stopping.signal, () => settleBy(row, came));

  async function settleBy(row: ActionRow, came: Attempt): Promise<ActionRow> {
    switch (came) {
      case 'cut off':
        // At a shutdown it stays as it is: the next life looks for what became of it.
        stopping.signal.throwIfAborted();
        return conclude(deps, row, CUT_OFF);
      case 'unbegun':
        return stopping.signal.aborted ? release(row) : conclude(deps, row, 'stopped');
      case 'nothing':
        // Without a time it is not wanted any more: STOP came in between.
        return row.runAt === null ? conclude(deps, row, 'stopped') : release(row);
      default:
        return conclude(deps, row, came);
    }
  }

  /** Surely nothing has happened yet: it may begin anew, in this life or the next. */
  async function release(row: ActionRow): Promise<ActionRow> {
    const { personId, id } = row;
    const free = await deps.db.asPerson(personId, (tx) => claim(tx, personId, id, isBegun, { startedAt: null }));
    stopping.signal.throwIfAborted();
    return free ? carryOut(free) : current(deps, row);
  }

  return {
    finish(row) {
      const under = inFlight.get(row.id);
      if (under) return under.run;
      const run = carryOut(row).finally(() => inFlight.delete(row.id));
      inFlight.set(row.id, { row, run });
      return run;
    },
    undo: (row) =>
      watch.over(row.personId, async (signal) =>
        watch.heed(signal, outsideKind(deps, row).undo(await contextOf(deps, row, signal), row.undo)),
      ),
    watched: (personId, work) => watch.over(personId, (signal) => watch.heed(signal, work(signal))),
    interrupt(personId) {
      watch.interrupt(personId);
      const own = [...inFlight.values()].filter(({ row }) => row.personId === personId && row.expiresAt !== null);
      return own.map(({ run }) => run);
    },
    async stop() {
      stopping.abort(SHUTTING_DOWN);
      watch.end(SHUTTING_DOWN);
      await Promise.allSettled([...inFlight.values()].map(({ run }) => run));
    },
  };
}

/** However long the database is away, what came of the action is not lost while we live. */
async function patiently<T>(
  deps: ExecutorDeps,
  { kind, id }: ActionRow,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isAppError(error, 'unavailable') || signal.aborted) throw error;
      deps.log.warn('outcome-waits', { kind, action: id, ...describeError(error) });
      await deps.clock.sleep(AFTER_FAILURE_MS, signal);
    }
  }
}

/** Nobody stopped what only waited too long for its turn: it surely did not happen. */
function unbegun({ reason }: AbortSignal): Attempt {
  return reason === TOO_LATE ? TOO_LATE : 'unbegun';
}

async function current({ db }: ExecutorDeps, { personId, id }: ActionRow): Promise<ActionRow> {
  const row = await db.asPerson(personId, (tx) => byId(tx, personId, id));
  if (!row) throw new Error(`action ${id} is gone from the ledger`);
  return row;
}
