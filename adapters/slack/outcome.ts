import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { DeliveryOutcome } from '../../src/ports/chat.ts';

/** Used where Slack names no time of its own. */
const RETRY_MS = 5_000;
/** For what a person must put right first, such as a missing scope. */
const SLOW_RETRY_MS = 60_000;

/** Codes of Node for a connection that never came about: nothing was written, so nothing was carried out. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EPROTO|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|UND_ERR_CONNECT_TIMEOUT)$/;

/** The token is of no use any more (docs.slack.dev, errors of every method). */
const TOKEN_GONE = /^(invalid_auth|not_authed|account_inactive|token_revoked|token_expired|org_login_required)$/;
const CHAT_GONE =
  /^(channel_not_found|is_archived|not_in_channel|user_disabled|user_not_found|cannot_dm_bot|messages_tab_disabled|user_not_visible|thread_not_found|channel_is_limited_access|mpim_not_allowed)$/;
/** "It's possible some aspect of the operation succeeded before the error was raised." */
const HALF_DONE = /^(fatal_error|internal_error)$/;
const BUSY = /^(service_unavailable|ratelimited|rate_limited|request_timeout|message_limit_exceeded|accesslimited)$/;
/** Slack does not take this message as it is; it takes others. */
const LASTING =
  /^(no_text|msg_too_long|msg_blocks_too_long|invalid_\w+|metadata_\w+|missing_post_type|too_many_\w+|file_\w+|unsupported_\w+|blocked_file_type)$/;

/**
 * What a failed request means for the message: Slack's own `ok: false` says that it was not carried out, but for the two errors that
 * admit to half a job. A gateway's page, a timeout and a connection cut after the request went out say nothing.
 */
export function toOutcome(error: unknown): DeliveryOutcome {
  if (error instanceof WebAPIRateLimitedError) {
    return { state: 'retry', afterMs: error.retryAfter * 1000, reason: 'Slack asks to wait.' };
  }
  const code = platformError(error);
  if (code !== undefined) return refused(code);
  if (error instanceof WebAPIHTTPError) return { state: 'unknown', reason: `Slack answered ${error.statusCode}.` };
  if (!(error instanceof WebAPIRequestError)) throw error;
  const network = networkCode(error);
  if (NEVER_SENT.test(network)) return { state: 'retry', afterMs: RETRY_MS, reason: `Slack cannot be reached (${network}).` };
  return { state: 'unknown', reason: 'Slack gave no answer.' };
}

/** The same for a request that shows nothing to anybody: whatever became of it, it can be made again. */
export function toHarmlessOutcome(error: unknown): DeliveryOutcome {
  const outcome = toOutcome(error);
  return outcome.state === 'unknown' ? { state: 'retry', afterMs: RETRY_MS, reason: outcome.reason } : outcome;
}

function refused(code: string): DeliveryOutcome {
  const reason = `Slack answered ${code}.`;
  if (TOKEN_GONE.test(code) || CHAT_GONE.test(code)) return { state: 'dead', reason };
  if (HALF_DONE.test(code)) return { state: 'unknown', reason };
  if (LASTING.test(code)) return { state: 'refused', reason };
  return { state: 'retry', afterMs: BUSY.test(code) ? RETRY_MS : SLOW_RETRY_MS, reason };
}

/** Slack's own word for what is wrong; undefined for any other failure. */
export function platformError(error: unknown): string | undefined {
  const said = error instanceof WebAPIPlatformError ? error.data.error : undefined;
  // With status 503 Slack says so in its JSON as well; what is no word of Slack's is a gateway's page.
  const inBody = error instanceof WebAPIHTTPError ? wordIn(error.body) : said;
  return typeof inBody === 'string' && /^[a-z_]{2,60}$/.test(inBody) ? inBody : undefined;
}

export function isTokenGone(error: unknown): boolean {
  return TOKEN_GONE.test(platformError(error) ?? '');
}

/** Slack's own no, which it will say the next time too: the conversation is gone, or we lack the scope. */
export function isFutile(error: unknown): boolean {
  const code = platformError(error);
  return code !== undefined && ![TOKEN_GONE, HALF_DONE, BUSY].some((passing) => passing.test(code));
}

export function retryAfterMs(error: unknown): number | undefined {
  return error instanceof WebAPIRateLimitedError ? error.retryAfter * 1000 : undefined;
}

/** For logs: never an address or a payload. */
export function describeTrouble(error: unknown): string {
  if (error instanceof WebAPIRateLimitedError) return 'rate limited';
  if (error instanceof WebAPIHTTPError) return `${error.statusCode}`;
  if (error instanceof WebAPIRequestError) return networkCode(error);
  return platformError(error) ?? (error instanceof Error ? error.name : 'unexpected');
}

function wordIn(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
}

function networkCode({ original }: WebAPIRequestError): string {
  for (const error of [original, original.cause]) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  }
  return original.name;
}
