import type { gmail_v1 } from 'googleapis/build/src/apis/gmail/index.js';
import { isAppError } from '../../src/ground/errors.ts';
import type { MailArrivals, MailSummary } from '../../src/ports/mail.ts';
import { looked } from './failure.ts';

interface ArrivalDeps {
  readonly api: gmail_v1.Gmail;
  /** Rejects with `not-found` where the mail is gone. */
  readonly summary: (id: string) => Promise<MailSummary>;
}

/** Records asked for at once. */
const PAGE = 100;

/**
 * What came into the inbox after the cursor, which is a history id. Gmail knows what happened for a week or more, then answers 404
 * (Gmail API, users.history.list): the look begins anew.
 */
export async function arrivedAfter(
  { api, summary }: ArrivalDeps,
  cursor: string | undefined,
  limit: number,
  signal: AbortSignal,
): Promise<MailArrivals> {
  const page = cursor !== undefined && /^\d+$/.test(cursor) ? await recordsAfter(api, cursor, signal) : undefined;
  if (!page) return anew(api, signal);
  const { records, newest, isLast } = page;
  const taken = fitting(records, limit);
  const ids = [...new Set(taken.flatMap(idsIn))];
  const mails: MailSummary[] = [];
  for (const id of ids) {
    const mail = await summary(id).catch(whenGone);
    if (mail?.mailbox === 'inbox') mails.push(mail);
  }
  const isAll = isLast && taken.length === records.length;
  return { cursor: (isAll ? newest : taken.at(-1)?.id) ?? newest, mails, isAll, isAnew: false };
}

/** From the newest mail on, as Gmail advises ("Synchronize clients with Gmail"); without any mail, from the beginning. */
async function anew(api: gmail_v1.Gmail, signal: AbortSignal): Promise<MailArrivals> {
  const me = { userId: 'me' } as const;
  const { data } = await looked(signal, () => api.users.messages.list({ ...me, maxResults: 1 }, { signal, retry: false }));
  const id = data.messages?.[0]?.id;
  const get = (of: string) => api.users.messages.get({ ...me, id: of, format: 'minimal' }, { signal, retry: false });
  const newest = id ? await looked(signal, () => get(id)) : undefined;
  return { cursor: newest?.data.historyId ?? '1', mails: [], isAll: true, isAnew: true };
}

async function recordsAfter(api: gmail_v1.Gmail, cursor: string, signal: AbortSignal) {
  const params = { userId: 'me', startHistoryId: cursor, historyTypes: ['messageAdded'], labelId: 'INBOX', maxResults: PAGE };
  const listed = looked(signal, () => api.users.history.list(params, { signal, retry: false }));
  const answer = await listed.catch(whenGone);
  if (!answer) return undefined;
  const { history: records = [], historyId, nextPageToken } = answer.data;
  return { records, newest: historyId ?? cursor, isLast: !nextPageToken };
}

/** As many records from the start on as bring no more mails than that, but at least one. */
function fitting(records: readonly gmail_v1.Schema$History[], limit: number): gmail_v1.Schema$History[] {
  let room = limit;
  return records.filter((record, index) => {
    room -= idsIn(record).length;
    return room >= 0 || index === 0;
  });
}

function idsIn({ messagesAdded = [] }: gmail_v1.Schema$History): string[] {
  return messagesAdded.flatMap(({ message }) => message?.id ?? []);
}

function whenGone(error: unknown): undefined {
  if (isAppError(error, 'not-found')) return undefined;
  throw error;
}
