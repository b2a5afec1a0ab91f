import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError, isAppError } from '../../src/ground/errors.ts';
import { type HeldEvents, readEvents } from '../ics/held-events.ts';
import { readTodo, type Todo } from '../ics/todo.ts';
import { hasDashedLines, type Letter, type OpenLetter, readMime } from '../mime/read.ts';
import { createIsolated } from './isolated.ts';
import { eventsSchema, letterSchema, todoSchema } from './parsed.ts';
import type { ParsingRequest } from './parsing-request.ts';

interface ParsingDeps {
  readonly clock: Clock;
  /** What runs in the child. */
  readonly program?: URL;
}

/** Where a calendar is read. */
interface Place {
  /** IANA: of times without one. */
  readonly zone: string;
  readonly now: Temporal.Instant;
}

/**
 * Reads mails and calendars of strangers. What is small and plain is read right here; all else in a process of its own, which has a second of processor
 * time for it and may break, hang or swell without anything else noticing.
 */
export interface Parsing {
  /** Of a mail that cannot be read in that time, or is built to do harm, only its headers, and a text that says so. */
  letter(bytes: Uint8Array, signal: AbortSignal): Promise<Letter>;
  /** By its place in the mail, from 0; undefined where there is none. Rejects with `invalid` for a mail that cannot be read. */
  attachment(bytes: Uint8Array, index: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Rejects with `invalid` for what is no calendar, or cannot be read. */
  events(text: string, place: Place, signal: AbortSignal): Promise<HeldEvents>;
  /** Undefined for an object without a task, or that cannot be read. */
  todo(text: string, place: Place, signal: AbortSignal): Promise<Todo | undefined>;
  close(): void;
}

/** Bytes, or characters of a calendar: what the parsers make of so much, however it is built, takes as long as nobody notices. */
export const MOST_PLAIN = 32_768;
export const MOST_PLAIN_PARTS = 100;
const MOST_CPU_MS = 1000;
/** A mail with large files has a second for each so many bytes. */
const BYTES_A_SECOND = 10_000_000;
/** Where it does not come to its second, as on a machine that has no time. */
const MOST_MS = 10_000;
const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './parsing-child.ts' : './parsing-child.js', import.meta.url);

export function createParsing({ clock, program = PROGRAM }: ParsingDeps): Parsing {
  const { ask, close } = createIsolated({ clock, program });

  const inChild = (request: ParsingRequest, size: number, tooMuch: AppError, signal: AbortSignal) =>
    ask(request, { mostCpuMs: MOST_CPU_MS * Math.max(1, Math.ceil(size / BYTES_A_SECOND)), mostMs: MOST_MS, tooMuch }, signal);

  return {
    close,
    async letter(bytes, signal) {
      signal.throwIfAborted();
      try {
        if (isPlainMail(bytes)) return closed(await readMime(bytes));
        return letterSchema.parse(await inChild({ what: 'letter', bytes }, bytes.length, monstrousMail(), signal));
      } catch (error) {
        signal.throwIfAborted();
        return headersOnly(bytes, isAppError(error) ? error.message : monstrousMail().message);
      }
    },
    async attachment(bytes, index, signal) {
      if (isPlainMail(bytes)) return (await readMime(bytes)).contents[index];
      const request = { what: 'attachment', bytes, index } as const;
      return bytesSchema.parse(await inChild(request, bytes.length, monstrousMail(), signal));
    },
    async events(text, { zone, now }, signal) {
      if (text.length <= MOST_PLAIN) return readEvents(text, zone, now);
      const request = { what: 'events', text, zone, nowMs: now.epochMilliseconds } as const;
      return eventsSchema.parse(await inChild(request, text.length, monstrousCalendar(), signal));
    },
    async todo(text, { zone, now }, signal) {
      if (text.length <= MOST_PLAIN) return readTodo(text, zone, now);
      const request = { what: 'todo', text, zone, nowMs: now.epochMilliseconds } as const;
      const read = inChild(request, text.length, monstrousCalendar(), signal).then((value) => todoSchema.optional().parse(value));
      return read.catch((error: unknown) => {
        if (isAppError(error, 'invalid')) return undefined; // one that makes no sense is no reason to read none
        throw error;
      });
    },
  };
}

const bytesSchema = z.instanceof(Uint8Array).optional();

function isPlainMail(bytes: Uint8Array): boolean {
  return bytes.length <= MOST_PLAIN && !hasDashedLines(bytes, MOST_PLAIN_PARTS);
}

function closed({ contents: _, ...letter }: OpenLetter): Letter {
  return letter;
}

/** Its headers as far as they are plain, and why there is no more. */
async function headersOnly(bytes: Uint8Array, reason: string): Promise<Letter> {
  const start = Buffer.from(bytes.subarray(0, MOST_PLAIN)).toString('latin1');
  const end = /\r?\n\r?\n/.exec(start)?.index ?? start.length;
  const headers = Buffer.from(`${start.slice(0, end)}\r\n\r\n`, 'latin1');
  const letter = await readMime(headers).catch(() => readMime(new Uint8Array()));
  return { ...closed(letter), text: reason, attachments: [] };
}

function monstrousMail(): AppError {
  return new AppError(
    'invalid',
    'This mail takes far more time or memory to read than a mail should, so I have read its headers only. Open it in your mail program.',
  );
}

function monstrousCalendar(): AppError {
  return new AppError('invalid', 'This calendar takes far more time or memory than a calendar should, so I gave up reading it.');
}
