import { AppError } from './errors.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What may stand in a log line: ids, counts, durations, codes. Never a text that a person or a stranger wrote. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

interface LogOptions {
  readonly level: LogLevel;
  /** Values that are blanked wherever they would appear, tokens and keys above all. */
  readonly secrets: readonly string[];
  readonly write: (line: string) => void;
}

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Writes one JSON object a line, with the key `event` first. */
export function createLog({ level, secrets, write }: LogOptions): Log {
  // As they stand inside a JSON text; the longest first, since one secret may begin with another.
  const hidden = secrets
    .filter((secret) => secret.length >= 6)
    .map((secret) => JSON.stringify(secret).slice(1, -1))
    .sort((a, b) => b.length - a.length);
  const at =
    (own: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (RANK[own] < RANK[level]) return;
      let line = JSON.stringify({ event, level: own, ...fields });
      for (const secret of hidden) line = line.replaceAll(secret, '***');
      write(`${line}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** What a log may say of an error: our own message, or of a bug its name, code and place, since its message may quote a text. */
export function describeError(error: unknown): LogFields {
  if (error instanceof AppError) return { code: error.code, message: error.message, ...causeOf(error) };
  if (!(error instanceof Error)) return { error: typeof error };
  // The stack begins with the message, which may have lines of its own that look like places.
  const place = error.stack
    ?.replace(error.message, '')
    .split('\n')
    .find((line) => /^ {4}at .+:\d+:\d+\)?$/.test(line))
    ?.trim();
  return { error: error.name, errorCode: codeOf(error), place, ...causeOf(error) };
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? String(error.code) : undefined;
}

function causeOf(error: Error): LogFields {
  if (!(error.cause instanceof Error)) return {};
  return { cause: error.cause.name, causeCode: codeOf(error.cause) };
}
