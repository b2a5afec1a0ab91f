import type { gmail_v1 } from 'googleapis/build/src/apis/gmail/index.js';
import { isAppError } from '../../src/ground/errors.ts';
import { looked } from './failure.ts';

/** Whether the message with this id is there and is the mail that we gave this Message-ID. */
export type IsNamed = (id: string, messageId: string, signal: AbortSignal) => Promise<boolean>;

/** Gmail may give a mail a Message-ID of its own and keep ours in a header beside it. */
const NAMES = ['Message-ID', 'X-Google-Original-Message-ID'];

export function namedBy(api: gmail_v1.Gmail): IsNamed {
  return async (id, messageId, signal) => {
    const params = { userId: 'me', id, format: 'metadata', metadataHeaders: NAMES };
    const found = await looked(signal, () => api.users.messages.get(params, { signal, retry: false })).catch(whenGone);
    const names = NAMES.map((each) => each.toLowerCase());
    return (found?.data.payload?.headers ?? []).some(
      ({ name, value }) => names.includes(name?.toLowerCase() ?? '') && value?.trim() === messageId,
    );
  };
}

/** What Gmail's search is asked for. */
export function byMessageId(messageId: string): string {
  return `rfc822msgid:${messageId.replace(/[<>\s"]/g, '')}`;
}

function whenGone(error: unknown): undefined {
  if (isAppError(error, 'not-found')) return undefined;
  throw error;
}
