import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { type AppError, isAppError } from '../../src/ground/errors.ts';
import { type Answer, taskSchema } from './messages.ts';

/** What runs in a process that reads what strangers wrote, and may die of it: it is given one thing, answers, and knows nothing else. */
export function serve(read: (request: unknown) => Promise<unknown>, damaged: () => AppError): void {
  const mostBytes = z.coerce.number().int().positive().parse(process.argv[2]);
  /** Processor time of this process at which it ends, in ms; 0 while it waits. */
  const end = new Float64Array(new SharedArrayBuffer(8));
  // Beside the reading, which leaves this thread no time: ends everything when it takes too much, or nobody waits any more.
  const watch = `const { workerData } = require('node:worker_threads');
  setInterval(() => {
    const { user, system } = process.cpuUsage();
    const isLate = workerData[0] > 0 && (user + system) / 1000 > workerData[0];
    const isLarge = process.memoryUsage.rss() > ${mostBytes};
    if (isLate || isLarge || process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL');
  }, 20)`;
  new Worker(watch, { eval: true, workerData: end }).once('online', () => answer({ state: 'ready' }));

  process.on('message', (message) => void answerTo(message).then(answer));
  process.once('disconnect', () => process.exit());

  async function answerTo(message: unknown): Promise<Answer> {
    try {
      const { request, mostCpuMs } = taskSchema.parse(message);
      end[0] = cpuMs() + mostCpuMs;
      return { state: 'read', value: await read(request) };
    } catch (error) {
      return { state: 'refused', reason: (isAppError(error) ? error : damaged()).message };
    } finally {
      end[0] = 0;
    }
  }
}

/** Processor time that this process has taken so far. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function answer(said: Answer): void {
  process.send?.(said);
}
