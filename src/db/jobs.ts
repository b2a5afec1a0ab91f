import { sql } from 'drizzle-orm';
import type { Job, PgBoss } from 'pg-boss';
import type { z } from 'zod';
import { describeError, type Log } from '../ground/log.ts';
import type { Random } from '../ground/random.ts';
import type { Tx } from './client.ts';
import type { Connection } from './connection.ts';

interface JobsDeps {
  readonly connection: Connection;
  readonly random: Random;
  readonly log: Log;
}

interface QueueOptions {
  /** Tries after the first, each later than the one before. */
  readonly retries?: number;
  /** How much later a try is than the one before, at most. */
  readonly longestDelaySeconds?: number;
  /** How long one try may take, in seconds. */
  readonly timeoutSeconds?: number;
  /** How many of this queue run at once. */
  readonly concurrency?: number;
}

interface SendOptions {
  /** While a job of this key waits or runs, another is not added. */
  readonly key?: string;
  /** Not before this instant. */
  readonly startAfter?: { readonly epochMilliseconds: number };
}

export interface Queue<T> {
  /**
   * Adds a job with the transaction: it exists exactly when the transaction commits. Resolves with false when a job of that key
   * waits or runs already. A bug before `start` has resolved.
   */
  send(tx: Tx, data: T, options?: SendOptions): Promise<boolean>;
}

export interface Jobs {
  /**
   * A queue and what handles its jobs. A job runs at least once: a process that dies takes it up again at its next start, so the
   * handler must bear repeats. It fails by rejecting, and is tried again; `signal` aborts when its time is over or we stop.
   * Define every queue before `start`.
   */
  define<T>(
    name: string,
    schema: z.ZodType<T>,
    handler: (data: T, signal: AbortSignal) => Promise<void>,
    options?: QueueOptions,
  ): Queue<T>;
  start(): Promise<void>;
  /** Resolves once `start` has: a press may come before. */
  started(): Promise<void>;
  /** Takes no more jobs; resolves when those that run have ended, after ten seconds in any case. */
  stop(): Promise<void>;
}

interface Definition {
  readonly name: string;
  readonly options: QueueOptions;
  readonly work: (job: Job<unknown>) => Promise<void>;
}

const SCHEMA = 'jobs';

/** Durable jobs on the same database, embedded or server. One process works on them at a time. */
export function createJobs({ connection, random, log }: JobsDeps): Jobs {
  const definitions: Definition[] = [];
  let boss: PgBoss | undefined;
  let tellStarted = () => {};
  const started = new Promise<void>((resolve) => {
    tellStarted = resolve;
  });

  const send = async (tx: Tx, name: string, data: unknown, { key, startAfter }: SendOptions): Promise<boolean> => {
    if (!boss) throw new Error(`a job of ${name} was sent before the jobs had started`);
    const { fromDrizzle } = await import('pg-boss');
    const at = startAfter && { startAfter: new Date(startAfter.epochMilliseconds) };
    const options = { db: fromDrizzle(tx, sql), singletonKey: key ?? random.uuid(), ...at };
    const payload = { value: data };
    const id = await asOwner(tx, () => (boss ? boss.send(name, payload, options) : Promise.resolve(null)));
    return id !== null;
  };

  return {
    define(name, schema, handler, options = {}) {
      const work = async (job: Job<unknown>) => {
        try {
          await handler(schema.parse(payloadOf(job.data)), job.signal);
        } catch (error) {
          log.warn('job-failed', { queue: name, job: job.id, ...describeError(error) });
          throw error;
        }
      };
      definitions.push({ name, options, work });
      return { send: (tx, data, sendOptions = {}) => send(tx, name, data, sendOptions) };
    },
    async start() {
      const { PgBoss } = await import('pg-boss'); // 40 ms that a start without jobs need not pay
      const starting = new PgBoss({ ...connection, ...SETTINGS });
      starting.on('error', (error) => log.warn('jobs', describeError(error)));
      await starting.start();
      for (const definition of definitions) await startQueue(starting, definition);
      boss = starting;
      tellStarted();
    },
    started: () => started,
    async stop() {
      const stopping = boss;
      boss = undefined;
      await stopping?.stop({ graceful: true, timeout: 10_000 });
    },
  };
}

const SETTINGS = {
  schema: SCHEMA,
  max: 2,
  useListenNotify: true,
  schedule: false,
  reindex: false,
  monitorVacuum: false,
  superviseIntervalSeconds: 30,
  /** One long statement on the embedded database holds up the check of the listening connection. */
  notifyHeartbeatTimeoutMs: 30_000,
} as const;

async function startQueue(boss: PgBoss, { name, options, work }: Definition): Promise<void> {
  const { retries = 5, longestDelaySeconds, timeoutSeconds = 300, concurrency = 1 } = options;
  const settings = {
    retryLimit: retries,
    retryDelay: 1,
    retryBackoff: true,
    ...(longestDelaySeconds !== undefined && { retryDelayMax: longestDelaySeconds }),
    expireInSeconds: timeoutSeconds,
    heartbeatSeconds: 10,
    deleteAfterSeconds: 3600,
    notify: true,
  };
  if (await boss.getQueue(name)) await boss.updateQueue(name, settings);
  else await boss.createQueue(name, { ...settings, policy: 'exclusive' });
  // Looking here also keeps what is known of the queue: the first look inside a transaction would wait for that transaction.
  const stored = await boss.findJobs(name);
  // Only one process works here, and it has just started: what runs was left by one that died.
  const orphans = stored.filter((job) => job.state === 'active').map((job) => job.id);
  if (orphans.length > 0) await boss.fail(name, orphans, { reason: 'its process ended' });
  // A notification wakes a worker at once; only what is due later, retries among it, waits for the next look.
  const workers = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2, localConcurrency: concurrency, batchSize: 1 };
  await boss.work<unknown>(name, workers, async (jobs) => {
    for (const job of jobs) await work(job);
  });
}

/** Runs `work` with the rights of the tables' owner: a person's role has none on the jobs of all. */
async function asOwner<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const { rows } = await tx.execute<{ role: string }>(
    sql`select current_setting('role') as role, set_config('role', 'none', true)`,
  );
  const result = await work();
  await tx.execute(sql`select set_config('role', ${rows[0]?.role ?? 'none'}, true)`);
  return result;
}

function payloadOf(payload: unknown): unknown {
  return typeof payload === 'object' && payload !== null && 'value' in payload ? payload.value : undefined;
}
