const CODES = ['config', 'denied', 'invalid', 'not-found', 'rate-limited', 'unavailable'] as const;
export type ErrorCode = (typeof CODES)[number];

interface Details {
  readonly cause?: unknown;
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** True when the message repeats what somebody else wrote, such as a name that they chose. */
  readonly tainted?: boolean;
}

/** A failure we expect. Its message tells the reader what to do next. Anything else that is thrown is a bug. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly tainted: boolean;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryAfterMs = details.retryAfterMs;
    this.tainted = details.tainted ?? false;
  }
}

/** True for an error of ours, of this code when one is given. */
export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}

/** A code as it was stored; undefined for anything else. */
export function toErrorCode(stored: string | null): ErrorCode | undefined {
  return CODES.find((code) => code === stored);
}
