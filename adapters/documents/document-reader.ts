import { z } from 'zod';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { DocumentReader } from '../../src/ports/documents.ts';
import { createIsolated } from '../isolated/isolated.ts';
import { MOST_CHARACTERS } from './bounds.ts';
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
const MOST_MS = 10_000;
const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url);

/** Reads documents in a process of their own. Plain text is read right here. */
export function createDocumentReader({ program = PROGRAM, ...deps }: DocumentReaderDeps): ClosableDocumentReader {
  const { ask, close } = createIsolated({ program, ...deps });
  return {
    close,
    async textOf(document, signal) {
      signal.throwIfAborted();
      if (document.bytes.length > MOST_BYTES) throw new AppError('invalid', 'This file is larger than 25 MB, more than I read.');
      const text = formOf(document) === 'plain' ? plainText(document.bytes) : undefined;
      if (text !== undefined) return text.slice(0, MOST_CHARACTERS);
      const { name, mime, bytes } = document;
      const read = await ask({ name, mime, bytes }, { mostCpuMs: MOST_MS, mostMs: MOST_MS, tooMuch: monstrous() }, signal);
      return z.string().parse(read).slice(0, MOST_CHARACTERS);
    },
  };
}
