import { errorResponse, query, readyForQuery, sqlOf, typeOf } from './protocol.ts';

/**
 * Stands before one connection: gathers its messages into units that the backend must run without a break, and refuses
 * what would harm the others.
 */
export interface Gate {
  /** What one message leads to: a unit to run, an answer without the backend, the end of the connection, or nothing yet. */
  take(message: Buffer): Step;
  /** The connection's transaction was rolled back from outside: its statements fail until it ends that transaction itself. */
  abort(): void;
}

export type Step = { readonly run: Buffer } | { readonly reply: Buffer } | { readonly end: true } | undefined;

/** Query, Sync, Flush and FunctionCall: after these the client waits for an answer. */
const CLOSES_UNIT = 'QSHF';
const ROLLBACK = /^\s*(rollback|abort)\b(?!\s+(work\s+|transaction\s+)?to\b)/i;
const COMMIT = /^\s*(commit|end)\b/i;
const COPY_IN = /^[^;]*\bcopy\b[^;]*\bfrom\s+stdin\b/i;

/** COPY FROM STDIN ends the embedded backend's process, so it fails here instead. Inside a transaction that fails too, as it would on a server. */
const COPY_REFUSED = query(
  "do $$ begin raise exception 'COPY FROM STDIN does not work on the embedded database; insert rows instead' using errcode = '0A000'; end $$",
);
const ABORTED = errorResponse('25P03', 'the transaction was rolled back because it did nothing for too long');

export function createGate(): Gate {
  let unit: Buffer[] = [];
  let text = '';
  let aborted = false;

  const close = (): Step => {
    const [bytes, sql] = [Buffer.concat(unit), text];
    unit = [];
    text = '';
    if (aborted && ROLLBACK.test(sql)) aborted = false;
    if (!aborted) return { run: COPY_IN.test(sql) ? COPY_REFUSED : bytes };
    // A commit must fail too: it would look like success otherwise.
    if (COMMIT.test(sql)) aborted = false;
    return { reply: Buffer.concat([ABORTED, readyForQuery(aborted ? 'E' : 'I')]) };
  };

  return {
    take(message) {
      const type = typeOf(message);
      if (type === 'X') return { end: true };
      unit.push(message);
      text ||= sqlOf(message);
      const flushOnly = type === 'H' && (aborted || COPY_IN.test(text));
      return CLOSES_UNIT.includes(type) && !flushOnly ? close() : undefined;
    },
    abort() {
      aborted = true;
    },
  };
}
