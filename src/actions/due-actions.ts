import { and, asc, lte, notInArray, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import type { Clock } from '../ground/clock.ts';
import { createDueLoop, type Look } from '../ground/due-loop.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Executor } from './execute.ts';
import { type ActionRow, isBegun, isHeld } from './ledger.ts';

interface DueDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly executor: Executor;
}

export interface DueActions {
  /** Looks for what an earlier life had begun, then carries out whatever falls due, until `stop`. */
  start(): Promise<void>;
  /** A card was pressed: look now. */
  kick(): void;
  /** Resolves when nothing that is due now is left. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

const AFTER_FAILURE_MS = 1000;
/** So many at once reach outside; the others wait in the ledger. */
const MOST_AT_ONCE = 16;

/** The ledger is its own queue: running actions that reach outside and whose time has come. Different actions run side by side. */
export function createDueActions({ db, clock, log, executor }: DueDeps): DueActions {
  async function work(row: ActionRow, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    try {
      await executor.finish(row);
      return false;
    } catch (error) {
      if (signal.aborted) return false;
      log.error('action-waits', { kind: row.kind, action: row.id, ...describeError(error) });
      await clock.sleep(AFTER_FAILURE_MS, signal).catch(() => undefined);
      return true;
    }
  }

  const look = (now: Temporal.Instant, underWay: readonly ActionRow[]) => db.asSystem((tx) => whatIsDue(tx, now, underWay));
  const loop = createDueLoop({ clock, log, lookFailed: 'actions-wait', look, work });
  return {
    ...loop,
    async start() {
      const left = await db.asSystem((tx) => tx.select().from(actions).where(isBegun));
      if (left.length > 0) log.warn('actions-interrupted', { actions: left.length });
      loop.start(left);
    },
    async stop() {
      const stopped = loop.stop();
      await executor.stop();
      await stopped;
    },
  };
}

/** The next that are due, as many as there is room for. */
async function whatIsDue(tx: Tx, now: Temporal.Instant, underWay: readonly ActionRow[]): Promise<Look<ActionRow>> {
  const room = Math.max(0, MOST_AT_ONCE - underWay.length);
  const ids = underWay.map(({ id }) => id);
  const free = and(isHeld, notInArray(actions.id, ids));
  const waits = await tx
    .select()
    .from(actions)
    .where(and(free, lte(actions.runAt, now)))
    .orderBy(asc(actions.runAt))
    .limit(room + 1);
  const [row] = await tx
    .select({ next: sql<string | null>`min(${actions.runAt})` })
    .from(actions)
    .where(and(isHeld, sql`run_at > ${now.toString()}`));
  const next = row?.next ? Temporal.Instant.from(row.next) : undefined;
  return { due: waits.slice(0, room), next, crowded: waits.length > room };
}
