import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest';
import type { DeliveryOutcome } from '../../src/ports/chat.ts';

/** Used where Discord names no time of its own. */
const RETRY_MS = 5_000;
/** For what a person must put right first, such as a token that was taken back. */
const SLOW_RETRY_MS = 60_000;

/** Codes of Node and undici for a connection that never came about: nothing was written, so nothing was carried out. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EPROTO|UND_ERR_CONNECT_TIMEOUT|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;

/** Discord's JSON error codes (docs, opcodes-and-status-codes): the chat or the person is out of our reach. */
const GONE = new Set<string | number>([
  10003, // unknown channel
  10013, // unknown user
  50001, // missing access
  50007, // cannot send messages to this user
  50013, // missing permissions
  50278, // no server in common
]);
/** HTTP statuses of a message that Discord does not take as it is: a form with a fault, too large. It takes others. */
const LASTING = new Set([400, 413]);

/**
 * What a failed request means for the message. An answer in Discord's own shape says that it was not carried out, and so do 503 and a
 * connection that never came about. After any other 5xx, a timeout or a cut connection the message may have arrived.
 */
export function toOutcome(error: unknown): DeliveryOutcome {
  if (error instanceof RateLimitError) {
    return { state: 'retry', afterMs: Math.max(error.retryAfter, 1), reason: 'Discord asks to wait.' };
  }
  if (error instanceof DiscordAPIError) return refused(error);
  if (error instanceof HTTPError) {
    const reason = `Discord answered ${error.status}.`;
    return error.status === 503 ? { state: 'retry', afterMs: RETRY_MS, reason } : { state: 'unknown', reason };
  }
  const code = networkCode(error);
  if (NEVER_SENT.test(code)) return { state: 'retry', afterMs: RETRY_MS, reason: `Discord cannot be reached (${code}).` };
  return { state: 'unknown', reason: 'Discord gave no answer.' };
}

function refused({ status, code, rawError }: DiscordAPIError): DeliveryOutcome {
  const words = 'message' in rawError ? rawError.message : rawError.error;
  const reason = `Discord answered ${status} ${code}: ${words}`;
  if (GONE.has(code)) return { state: 'dead', reason };
  if (LASTING.has(status)) return { state: 'refused', reason };
  return { state: 'retry', afterMs: SLOW_RETRY_MS, reason };
}

export function isRefused(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof DiscordAPIError && (codes.length === 0 || codes.some((code) => code === error.code));
}

export function isUnauthorized(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.status === 401;
}

/** For logs: the errors themselves hold the address with its token, and what was to be sent. */
export function describeTrouble(error: unknown): string {
  if (error instanceof RateLimitError) return `429, wait ${error.retryAfter} ms`;
  if (error instanceof DiscordAPIError) return `${error.status} ${error.code}`;
  if (error instanceof HTTPError) return String(error.status);
  return networkCode(error);
}

function networkCode(error: unknown): string {
  if (!(error instanceof Error)) return 'network';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
