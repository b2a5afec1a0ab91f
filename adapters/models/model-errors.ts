import { AppError } from '../../src/ground/errors.ts';
import type { ModelPlace } from './model-place.ts';

/** What an HTTP answer other than 2xx said. */
export interface Refusal {
  readonly status: number;
  readonly headers?: Headers | undefined;
  /** The server's own code for the failure, such as `insufficient_quota`. */
  readonly code?: string | undefined;
}

/** Nothing of the server's own words goes into the message: it may repeat the prompt or the key, and our messages are logged. */
export function refusalError({ status, headers, code = '' }: Refusal, place: ModelPlace): AppError {
  const { host, model } = place;
  if (status === 401 || status === 403) return new AppError('denied', deniedMessage(status, place));
  if (status === 404) return new AppError('not-found', missingMessage(place));
  if (status === 429) return limitError(host, code, headers);
  if (status === 413 || code === 'context_length_exceeded') {
    return new AppError(
      'invalid',
      `This is more text than ${model} can read at once. Ask about less, or set ${place.modelSetting}.`,
    );
  }
  if (status >= 500 || status === 408 || status === 409 || status === 425) {
    return new AppError('unavailable', `${host} has trouble of its own (${status}). Try again in a moment.`);
  }
  const detail = /^[\w.-]{1,60}$/.test(code) ? `${status} ${code}` : `${status}`;
  return new AppError(
    'invalid',
    `${host} refused the request (${detail}). Check that ${model} in ${place.modelSetting} is a chat model.`,
  );
}

function limitError(host: string, code: string, headers: Headers | undefined): AppError {
  if (code === 'insufficient_quota') {
    return new AppError('rate-limited', `The quota at ${host} is used up. Look at the plan and the bills there.`);
  }
  const retryAfterMs = headers && retryAfter(headers);
  const message = `${host} takes no more requests for the moment. Try again soon.`;
  return new AppError('rate-limited', message, retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** No answer at all, or one that broke off: the system's code (`ECONNREFUSED`) stays visible as the cause. */
export function connectionError(error: unknown, { host, urlSetting }: ModelPlace): AppError {
  const cause = systemCause(error);
  const message = `The connection to ${host} failed. Check that the server runs and that ${urlSetting} is right.`;
  return new AppError('unavailable', message, cause && { cause });
}

export function cutError({ host }: ModelPlace): AppError {
  return new AppError('unavailable', `The answer from ${host} broke off before its end. Try again.`);
}

export function garbledError({ host, urlSetting }: ModelPlace): AppError {
  return new AppError('unavailable', `${host} answered in a form that is not understood. Check ${urlSetting}.`);
}

export function tooLongError({ host, modelSetting }: ModelPlace): AppError {
  return new AppError(
    'unavailable',
    `The answer from ${host} hit its length limit half-way. Ask for less, or change ${modelSetting}.`,
  );
}

function deniedMessage(status: number, { host, model, keySetting, hasKey, urlSetting }: ModelPlace): string {
  if (!keySetting) return `${host} refuses access (${status}). Check ${urlSetting}.`;
  if (!hasKey) return `${host} wants a key. Set ${keySetting}.`;
  if (status === 401) return `${host} refuses the key. Check ${keySetting}.`;
  return `${host} does not let this key use ${model}. Check ${keySetting}.`;
}

function missingMessage({ host, model, modelSetting, urlSetting, keySetting }: ModelPlace): string {
  if (!keySetting) return `${host} has no model ${model}. Run "ollama pull ${model}" or change ${modelSetting}.`;
  return `${host} has no model ${model}. Check ${modelSetting} and ${urlSetting}.`;
}

/** RFC 9110 10.2.3: seconds, or a date, which is compared with the answer's own Date; some servers also say milliseconds. */
function retryAfter(headers: Headers): number | undefined {
  const exact = headers.get('retry-after-ms');
  if (exact !== null && Number(exact) >= 0) return Number(exact);
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = Number(value);
  if (!Number.isNaN(seconds)) return Math.max(0, seconds * 1000);
  const wait = Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** The deepest cause that carries a system code; its message names addresses and ports only. */
function systemCause(error: unknown): Error | undefined {
  let found: Error | undefined;
  let at = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    if ('code' in at && typeof at.code === 'string' && /^(E|UND_|CERT|DEPTH|SELF|UNABLE)/.test(at.code)) found = at;
    at = at.cause;
  }
  return found;
}
