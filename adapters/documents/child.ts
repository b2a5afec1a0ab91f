import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { isAppError } from '../../src/ground/errors.ts';
import type { Answer } from './messages.ts';
import { readDocument } from './read-document.ts';
import { damaged } from './refused.ts';

// The process that parses what strangers wrote, and may die of it: it is given a file, answers with its text, and knows nothing else.

const request = z.object({ name: z.string(), mime: z.string(), bytes: z.instanceof(Uint8Array) });
const mostBytes = z.coerce.number().int().positive().parse(process.argv[2]);

// Beside the reading, which leaves this thread no time: ends everything when it takes too much memory, or nobody waits any more.
const WATCH = `setInterval(() => {
  if (process.memoryUsage.rss() > ${mostBytes} || process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL');
}, 20)`;
new Worker(WATCH, { eval: true }).once('online', () => answer({ state: 'ready' }));

process.on('message', (message) => void read(message).then(answer));
process.once('disconnect', () => process.exit());

async function read(message: unknown): Promise<Answer> {
  try {
    return { state: 'read', text: await readDocument(request.parse(message)) };
  } catch (error) {
    return { state: 'refused', reason: (isAppError(error) ? error : damaged()).message };
  }
}

function answer(said: Answer): void {
  process.send?.(said);
}
