import { Temporal } from 'temporal-polyfill';
import { AppError } from '../../src/ground/errors.ts';
import { readEvents } from '../ics/held-events.ts';
import { readTodo } from '../ics/todo.ts';
import { readMime } from '../mime/read.ts';
import { parsingRequest } from './parsing-request.ts';
import { cpuMs, serve } from './serve.ts';

/** Processor time, of the second that a calendar has: the rest is for bringing over what was read. */
const READING_MS = 800;

async function read(message: unknown): Promise<unknown> {
  const request = parsingRequest.parse(message);
  switch (request.what) {
    case 'letter': {
      const { contents: _, ...letter } = await readMime(request.bytes);
      return letter;
    }
    case 'attachment':
      return (await readMime(request.bytes)).contents[request.index];
    case 'events': {
      const end = cpuMs() + READING_MS;
      return readEvents(request.text, request.zone, instant(request.nowMs), () => cpuMs() < end);
    }
    case 'todo':
      return readTodo(request.text, request.zone, instant(request.nowMs));
  }
}

function instant(ms: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(ms);
}

function damaged(): AppError {
  return new AppError('invalid', 'This is damaged, so I cannot read it.');
}

// The first one is not to wait for the parsers to be loaded.
await readMime(Buffer.from('Content-Type: text/html\r\n\r\n<p>'));
serve(read, damaged);
