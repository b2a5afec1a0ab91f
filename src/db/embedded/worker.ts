import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { describeError } from '../../ground/log.ts';
import { copyDatabase } from './copy-database.ts';
import { withKeptStatements } from './kept-statements.ts';
import { createMultiplexer } from './multiplexer.ts';
import { createPortStream } from './port-stream.ts';
import { freeBytes, watchRoom } from './room.ts';
import { type Backend, createSharedSession } from './session.ts';
import { createLogSync } from './sync-database.ts';

/** What the worker is started with. */
export interface WorkerSettings {
  readonly folder: string;
  readonly idleTransactionMs: number;
  /** True to have at hand what looks for damage (the extension amcheck). */
  readonly checks: boolean;
  /** So much of the disk stays free: below that, writes are refused. */
  readonly reserveBytes: number;
}

export type WorkerRequest =
  | { readonly type: 'connect'; readonly port: MessagePort }
  /** Copies the database's folder to `target`, complete in itself; `previous` is an older copy. */
  | { readonly type: 'copy'; readonly id: number; readonly target: string; readonly previous?: string }
  | { readonly type: 'close' };

export type WorkerReport =
  | { readonly type: 'ready' }
  /** The copy `id` stands (with the files that are new in it), or failed. */
  | { readonly type: 'copied'; readonly id: number; readonly files: readonly string[] }
  | { readonly type: 'not-copied'; readonly id: number; readonly reason: string }
  /** Writes are refused for want of room on the disk, or taken again. */
  | { readonly type: 'room'; readonly enough: boolean }
  /** The database cannot be served (any longer); the worker ends after this. */
  | { readonly type: 'broken'; readonly reason: string };

/** Small files of log: a new database takes 28 MB instead of 39, and a snapshot carries 1 MB of it instead of 16. */
const INITDB = ['--wal-segsize=1'];

/** A file of log that is used again holds what was written there before. */
const WITHOUT_OLD_LOG = ['-c', 'wal_recycle=off'];

/** A quarter of the usual buffers: half the memory at rest, and what they do not hold lies in the system's file cache. */
const START = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB', ...WITHOUT_OLD_LOG];

if (parentPort) await serve(parentPort, workerData);

async function serve(main: MessagePort, { folder, idleTransactionMs, checks, reserveBytes }: WorkerSettings): Promise<void> {
  const tell = (report: WorkerReport) => main.postMessage(report);
  const onBroken = (error: unknown) => {
    tell({ type: 'broken', reason: JSON.stringify(describeError(error)) });
    main.close();
    setImmediate(() => process.exit(1));
  };
  const extensions = { vector, ...(checks && (await import('@electric-sql/pglite/contrib/amcheck'))) };
  const options = { dataDir: folder, extensions, initDbStartParams: INITDB, startParams: START };
  const database = await PGlite.create(options).catch(onBroken);
  if (!database) return;
  const log = createLogSync(folder, startTimer);
  const session = createSharedSession({
    backend: withKeptStatements(backendOf(database, log.soon)),
    idleTransactionMs,
    startTimer,
    onBroken,
  });
  const multiplexer = createMultiplexer(session, await parametersOf(database));
  /** Everybody waits while the files are copied, for a second or so a gigabyte. */
  const copy = (target: string, previous: string | undefined) =>
    session.exclusive(async (run) => {
      await run('CHECKPOINT');
      return copyDatabase(folder, target, previous);
    });
  main.on('message', (request: WorkerRequest) => {
    switch (request.type) {
      case 'connect':
        return multiplexer.attach(createPortStream(request.port));
      case 'copy': {
        const { id, target, previous } = request;
        const done = (files: string[]) => tell({ type: 'copied', id, files });
        const failed = (error: unknown) => tell({ type: 'not-copied', id, reason: String(error) });
        return void copy(target, previous).then(done, failed);
      }
      case 'close':
        return void session.exclusive(() => log.stop().then(() => database.close())).then(() => process.exit(0), onBroken);
    }
  });
  watchRoom({
    free: () => freeBytes(folder),
    reserveBytes,
    refuseWrites: (refuse) => session.exclusive((run) => run(`SET default_transaction_read_only = ${refuse}`)),
    startTimer,
    onChange: (enough) => tell({ type: 'room', enough }),
  });
  tell({ type: 'ready' });
}

function backendOf(database: PGlite, onRun: () => void): Backend {
  return {
    async run(messages) {
      const chunks: Buffer[] = [];
      const onRawData = (bytes: Uint8Array) => void chunks.push(Buffer.from(bytes)); // a copy: the memory is used again
      await database.runExclusive(() => database.execProtocolRawStream(messages, { onRawData }));
      onRun();
      return Buffer.concat(chunks);
    },
  };
}

/** What a Postgres server tells each client when it connects (PostgreSQL manual, "Asynchronous Operations"). */
async function parametersOf(database: PGlite): Promise<Record<string, string>> {
  const names = [
    'server_version',
    'client_encoding',
    'DateStyle',
    'TimeZone',
    'integer_datetimes',
    'standard_conforming_strings',
  ];
  const { rows } = await database.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [names],
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.setting]));
}

function startTimer(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
