import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import { orLeave } from '../../src/ground/or-leave.ts';
import type { Document, DocumentReader } from '../../src/ports/documents.ts';
import { MOST_CHARACTERS } from './bounds.ts';
import { type Child, startChild } from './child-process.ts';
import type { Answer } from './messages.ts';
import { plainText } from './plain-text.ts';
import { formOf } from './read-document.ts';
import { monstrous } from './refused.ts';

interface DocumentReaderDeps {
  readonly clock: Clock;
  /** Resident memory of the child process, in bytes. */
  readonly mostMemory?: number;
  /** What runs in the child. */
  readonly program?: URL;
}

/** Starts no process before one is needed; `close` ends the one that is there. */
export interface ClosableDocumentReader extends DocumentReader {
  close(): void;
}

const MOST_BYTES = 25 * 1024 * 1024;
const MOST_MEMORY = 400 * 1024 * 1024;
/** For one document, the start of the child included. */
const MOST_MS = 10_000;
/** How long a child waits for the next document. */
const IDLE_MS = 3000;
const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url);

/**
 * Reads documents in a process of their own, one after the other, which may break, hang or swell without anything else noticing. Plain text
 * is read right here.
 */
export function createDocumentReader(deps: DocumentReaderDeps): ClosableDocumentReader {
  const { clock, mostMemory = MOST_MEMORY, program = PROGRAM } = deps;
  let child: Child | undefined;
  let idle = new AbortController();
  let last: Promise<unknown> = Promise.resolve();

  function close(): void {
    idle.abort();
    child?.kill();
    child = undefined;
  }

  async function answerTo(document: Document, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    idle.abort();
    const one = child?.isAlive() ? child : startChild({ mostMemory, program });
    child = one;
    const read = new AbortController();
    const tooLong = clock.sleep(MOST_MS, read.signal).then(() => {
      throw monstrous();
    });
    try {
      return await orLeave(Promise.race([one.ready.then(() => one.ask(document)), tooLong]), signal);
    } catch (error) {
      close(); // it may still be at it
      throw error;
    } finally {
      read.abort();
      idle = new AbortController();
      clock.sleep(IDLE_MS, idle.signal).then(close, () => undefined);
    }
  }

  return {
    close,
    async textOf(document, signal) {
      signal.throwIfAborted();
      if (document.bytes.length > MOST_BYTES) throw new AppError('invalid', 'This file is larger than 25 MB, more than I read.');
      const text = formOf(document) === 'plain' ? plainText(document.bytes) : undefined;
      if (text !== undefined) return text.slice(0, MOST_CHARACTERS);
      const turn = last.then(() => answerTo(document, signal));
      last = turn.catch(() => undefined);
      return textIn(await orLeave(turn, signal));
    },
  };
}

function textIn(answer: Answer): string {
  switch (answer.state) {
    case 'read':
      return answer.text.slice(0, MOST_CHARACTERS);
    case 'refused':
      throw new AppError('invalid', answer.reason);
    case 'ready':
      throw new Error('the reader of documents spoke out of turn');
  }
}
