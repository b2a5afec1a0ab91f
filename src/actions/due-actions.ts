import { and, asc, lte, notInArray, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Database } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { createAlarm } from '../ground/alarm.ts';
import type { Clock } from '../ground/clock.ts';
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

const LONGEST_SLEEP_MS = 60_000;
const AFTER_FAILURE_MS = 1000;
/** So many at once reach outside; the others wait in the ledger. */
const MOST_AT_ONCE = 16;

/** The ledger is its own queue: running actions that reach outside and whose time has come. Different actions run side by side. */
export function createDueActions({ db, clock, log, executor }: DueDeps): DueActions {
  const alarm = createAlarm(clock);
  const stopping = new AbortController();
  const inFlight = new Map<string, Promise<void>>();
  let running: Promise<void> = Promise.resolve();

  async function carryOut(row: ActionRow): Promise<void> {
    try {
      await executor.finish(row);
    } catch (error) {
      if (stopping.signal.aborted) return;
      log.error('action-waits', { kind: row.kind, action: row.id, ...describeError(error) });
      await clock.sleep(AFTER_FAILURE_MS, stopping.signal).catch(() => undefined);
    }
  }

  function launch(row: ActionRow) {
    const work = carryOut(row).finally(() => {
      inFlight.delete(row.id);
      alarm.ring();
    });
    inFlight.set(row.id, work);
  }

  /** The next that are due, as many as there is room for. */
  async function due(now: Temporal.Instant): Promise<ActionRow[]> {
    const room = MOST_AT_ONCE - inFlight.size;
    if (room <= 0) return [];
    const waits = and(isHeld, lte(actions.runAt, now), notInArray(actions.id, [...inFlight.keys()]));
    return db.asSystem((tx) => tx.select().from(actions).where(waits).orderBy(asc(actions.runAt)).limit(room));
  }

  async function run() {
    while (!stopping.signal.aborted) {
      try {
        const now = clock.now();
        for (const row of await due(now)) launch(row);
        await alarm.wait(await msUntilNext(db, now), stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.warn('actions-wait', describeError(error));
        await clock.sleep(AFTER_FAILURE_MS, stopping.signal).catch(() => undefined);
      }
    }
  }

  return {
    async start() {
      const left = await db.asSystem((tx) => tx.select().from(actions).where(isBegun));
      if (left.length > 0) log.warn('actions-interrupted', { actions: left.length });
      for (const row of left) launch(row);
      running = run();
    },
    kick: alarm.ring,
    async settle() {
      for (;;) {
        await Promise.all(inFlight.values());
        // In this order: what is launched meanwhile is in flight by then.
        const left = (await due(clock.now())).length;
        if (left === 0 && inFlight.size === 0) return;
        alarm.ring();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async stop() {
      stopping.abort();
      await running;
      await executor.stop();
      await Promise.all(inFlight.values());
    },
  };
}

async function msUntilNext(db: Database, now: Temporal.Instant): Promise<number> {
  const [row] = await db.asSystem((tx) =>
    tx
      .select({ next: sql<string | null>`min(${actions.runAt})` })
      .from(actions)
      .where(and(isHeld, sql`run_at > ${now.toString()}`)),
  );
  if (!row?.next) return LONGEST_SLEEP_MS;
  return Math.min(LONGEST_SLEEP_MS, Math.max(1, Temporal.Instant.from(row.next).epochMilliseconds - now.epochMilliseconds));
}
