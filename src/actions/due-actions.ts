import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Database } from '../db/client.ts';
import { actions } from '../db/schema/actions.ts';
import { createAlarm } from '../ground/alarm.ts';
import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { Executor } from './execute.ts';
import type { ActionRow } from './ledger.ts';

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

/** The ledger is its own queue: running actions that reach outside and whose time has come. Different actions run side by side. */
export function createDueActions({ db, clock, log, executor }: DueDeps): DueActions {
  const alarm = createAlarm(clock);
  const stopping = new AbortController();
  const inFlight = new Set<Promise<void>>();
  let running: Promise<void> = Promise.resolve();

  function launch(row: ActionRow) {
    const work: Promise<void> = executor
      .finish(row)
      .then(
        () => undefined,
        async (error: unknown) => {
          if (stopping.signal.aborted) return;
          log.error('action-waits', { kind: row.kind, action: row.id, ...describeError(error) });
          await clock.sleep(AFTER_FAILURE_MS, stopping.signal).catch(() => undefined);
        },
      )
      .finally(() => {
        inFlight.delete(work);
        alarm.ring();
      });
    inFlight.add(work);
  }

  async function run() {
    while (!stopping.signal.aborted) {
      try {
        for (const row of await due(db, clock.now())) launch(row);
        await alarm.wait(await msUntilNext(db, clock.now()), stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.warn('actions-wait', describeError(error));
        await clock.sleep(AFTER_FAILURE_MS, stopping.signal).catch(() => undefined);
      }
    }
  }

  return {
    async start() {
      const left = await db.asSystem((tx) =>
        tx
          .select()
          .from(actions)
          .where(and(eq(actions.state, 'running'), sql`started_at is not null`)),
      );
      if (left.length > 0) log.warn('actions-interrupted', { actions: left.length });
      for (const row of left) launch(row);
      running = run();
    },
    kick: alarm.ring,
    async settle() {
      for (;;) {
        await Promise.all(inFlight);
        if (inFlight.size === 0 && (await due(db, clock.now())).length === 0) return;
        alarm.ring();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async stop() {
      stopping.abort();
      await running;
      await executor.stop();
      await Promise.all(inFlight);
    },
  };
}

function due(db: Database, now: Temporal.Instant): Promise<ActionRow[]> {
  const waits = and(eq(actions.state, 'running'), isNull(actions.startedAt), lte(actions.runAt, now));
  return db.asSystem((tx) => tx.select().from(actions).where(waits));
}

async function msUntilNext(db: Database, now: Temporal.Instant): Promise<number> {
  const [row] = await db.asSystem((tx) =>
    tx
      .select({ next: sql<string | null>`min(${actions.runAt})` })
      .from(actions)
      .where(and(eq(actions.state, 'running'), isNull(actions.startedAt), sql`run_at > ${now.toString()}`)),
  );
  if (!row?.next) return LONGEST_SLEEP_MS;
  return Math.min(LONGEST_SLEEP_MS, Math.max(1, Temporal.Instant.from(row.next).epochMilliseconds - now.epochMilliseconds));
}
