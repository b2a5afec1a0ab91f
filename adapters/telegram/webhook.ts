import { createHash, timingSafeEqual } from 'node:crypto';
import { describeError, type Log } from '../../src/ground/log.ts';
import { atStep } from '../../src/ground/steps.ts';
import type { Intake } from './intake.ts';

export interface WebhookRequest {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export type WebhookHandler = (request: WebhookRequest) => Promise<{ readonly status: number }>;

/** Bot API, setWebhook: every request carries the secret we set. */
const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

/** 200 only once the update is stored: after any other answer Telegram brings it again. */
export function createWebhookHandler(secret: string, intake: Intake, log: Log): WebhookHandler {
  return async ({ headers, body }) => {
    if (!isSame(headers[SECRET_HEADER] ?? '', secret)) return { status: 401 };
    const update = parseJson(body);
    if (update === undefined) return { status: 400 };
    const found = intake.parse(update);
    try {
      if (found.kind === 'message') await atStep('received', () => intake.store(found.message));
      if (found.kind === 'press') await intake.answer(found.press, found.queryId);
      return { status: 200 };
    } catch (error) {
      log.warn('telegram_store_failed', describeError(error));
      return { status: 500 };
    }
  };
}

/** In a time that tells nothing about where the two differ. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
