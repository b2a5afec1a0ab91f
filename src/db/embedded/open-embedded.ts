import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { MessageChannel, Worker } from 'node:worker_threads';
import { createPortStream } from './port-stream.ts';
import { RESERVE_BYTES } from './room.ts';
import type { WorkerReport, WorkerRequest, WorkerSettings } from './worker.ts';

interface EmbeddedOptions {
  /** The database's folder; a new database is made when it does not exist. */
  readonly folder: string;
  /** How long a transaction may do nothing before it is rolled back, in milliseconds. */
  readonly idleTransactionMs?: number;
  /** True for a database that is going to be looked over (src/db/check-database.ts). */
  readonly checks?: boolean;
  /** So many bytes of the disk stay free: below that, writes are refused. */
  readonly reserveBytes?: number;
  /** Called when writes are refused for want of room on the disk, and when they are taken again. */
  readonly onRoom?: (enough: boolean) => void;
  /** Called once when the database is gone without `close`: nothing of it works any more. */
  readonly onGone: (reason: string) => void;
}

/** The embedded Postgres in a thread of its own. Whoever opens it holds the folder's lock. */
export interface Embedded {
  /** A new connection, as `pg` takes it for its `stream` setting. */
  readonly connect: () => Duplex;
  /**
   * Copies the database as it stands between two transactions into the new folder `target`; resolves with the files that are
   * new in it, `previous` being an older copy to share the unchanged ones with. Nobody else is served meanwhile.
   */
  copyTo(target: string, previous?: string): Promise<readonly string[]>;
  /** Waits for what runs, then closes the files. */
  close(): Promise<void>;
}

export async function openEmbedded({
  folder,
  idleTransactionMs = 15_000,
  checks = false,
  reserveBytes = RESERVE_BYTES,
  onRoom,
  onGone,
}: EmbeddedOptions): Promise<Embedded> {
  const worker = startWorker({ folder, idleTransactionMs, checks, reserveBytes });
  const exited = once(worker, 'exit');
  let closing = false;
  let reason = 'it ended by itself';
  worker.on('error', (error) => {
    reason = `${error.name} ${error.message}`;
  });
  const copies = new Map<number, { readonly done: (files: readonly string[]) => void; readonly fail: (error: Error) => void }>();
  const opened = await new Promise<boolean>((resolve) => {
    worker.on('message', (report: WorkerReport) => {
      switch (report.type) {
        case 'ready':
          return resolve(true);
        case 'broken':
          reason = report.reason;
          return;
        case 'room':
          return onRoom?.(report.enough);
        case 'copied':
          return copies.get(report.id)?.done(report.files);
        case 'not-copied':
          return copies.get(report.id)?.fail(new Error(report.reason));
      }
    });
    worker.once('exit', () => resolve(false));
  });
  if (!opened) throw new Error(`the embedded database cannot be opened: ${reason}`);
  worker.once('exit', () => {
    for (const copy of copies.values()) copy.fail(new Error('the embedded database ended during a copy'));
    if (!closing) onGone(reason);
  });
  const ask = (request: WorkerRequest) => worker.postMessage(request, request.type === 'connect' ? [request.port] : []);
  return {
    connect() {
      const { port1, port2 } = new MessageChannel();
      ask({ type: 'connect', port: port2 });
      return createPortStream(port1);
    },
    copyTo: (target, previous) =>
      new Promise<readonly string[]>((done, fail) => {
        const id = copies.size;
        copies.set(id, { done, fail });
        ask({ type: 'copy', id, target, ...(previous !== undefined && { previous }) });
      }),
    async close() {
      closing = true;
      ask({ type: 'close' });
      await exited;
    },
  };
}

/** From source the worker is TypeScript, which Node 20 takes only after tsx has put itself in place in that thread. */
function startWorker(settings: WorkerSettings): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./worker.js', import.meta.url), { workerData: settings });
  const source = JSON.stringify(new URL('./worker.ts', import.meta.url).href);
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import(${source}); })`;
  return new Worker(code, { eval: true, workerData: settings });
}
