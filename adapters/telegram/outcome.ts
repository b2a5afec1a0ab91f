import { GrammyError, HttpError } from 'grammy';
import type { DeliveryOutcome } from '../../src/ports/chat.ts';

/** Used where Telegram names no time of its own. */
const RETRY_MS = 5_000;
/** For what a person must put right first, such as a token that was taken back. */
const SLOW_RETRY_MS = 60_000;

/** Codes of Node for a connection that never came about: nothing was written, so nothing was carried out. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EPROTO|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;

const GONE = /chat not found|user is deactivated|peer_id_invalid|bot was kicked|group chat was upgraded|group chat was deleted/i;
/** Statuses of a message that Telegram does not take as it is: something in it is wrong, or too large. It takes others. */
const LASTING = new Set([400, 413]);

/**
 * What a failed request means for the message. `sendMessage` cannot be repeated safely, so the question is whether Telegram
 * surely did not carry it out: an error answer in Telegram's own shape (`ok: false`, 429 and 5xx included) says so, and so
 * does a connection that never came about. A timeout, a connection cut after the request went out and a gateway's page in
 * place of an answer say nothing: the message may have arrived.
 */
export function toOutcome(error: unknown): DeliveryOutcome {
  if (error instanceof GrammyError) return refused(error);
  if (!(error instanceof HttpError)) throw error;
  const code = networkCode(error);
  if (NEVER_SENT.test(code)) return { state: 'retry', afterMs: RETRY_MS, reason: `Telegram cannot be reached (${code}).` };
  return { state: 'unknown', reason: 'Telegram gave no answer.' };
}

function refused(error: GrammyError): DeliveryOutcome {
  const { error_code: status, description } = error;
  const reason = `Telegram answered ${status}: ${description}`;
  if (status === 403 || (status === 400 && GONE.test(description))) return { state: 'dead', reason };
  if (LASTING.has(status)) return { state: 'refused', reason };
  if (status === 429) return { state: 'retry', afterMs: retryAfterMs(error) ?? RETRY_MS, reason };
  return { state: 'retry', afterMs: status >= 500 ? RETRY_MS : SLOW_RETRY_MS, reason };
}

export function retryAfterMs(error: unknown): number | undefined {
  const seconds = error instanceof GrammyError ? error.parameters.retry_after : undefined;
  return seconds === undefined ? undefined : seconds * 1000;
}

export function isRefused(error: unknown, status: number, words = /./): error is GrammyError {
  return error instanceof GrammyError && error.error_code === status && words.test(error.description);
}

/** For logs: the message of a network error holds the address, and the address holds the token. */
export function describeTrouble(error: unknown): string {
  if (error instanceof GrammyError) return `${error.error_code} ${error.description}`;
  return error instanceof HttpError ? networkCode(error) : 'unexpected';
}

function networkCode({ error }: HttpError): string {
  if (!(error instanceof Error)) return 'network';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'type' in error && typeof error.type === 'string' ? error.type : error.name;
}
