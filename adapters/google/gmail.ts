import { type gmail_v1, gmail as gmailApi } from 'googleapis/build/src/apis/gmail/index.js';
import { AppError } from '../../src/ground/errors.ts';
import type { Handovers, Mail, MailQuery, MailReader, MailSummary, MailWriter } from '../../src/ports/mail.ts';
import type { Parsing } from '../isolated/parsing.ts';
import { looked } from './failure.ts';
import { arrivedAfter } from './gmail-arrivals.ts';
import { bytesOf, type LabelNames, SUMMARY_HEADERS, toMail, toSummary } from './gmail-message.ts';
import { isMeant, toSearch } from './gmail-search.ts';
import { createGmailWriter } from './gmail-writer.ts';
import { itemsOf } from './pages.ts';
import type { GoogleSession } from './session.ts';

const PAGE = 100;
/** A search that finds nothing among so many candidates ends. */
const MOST_PAGES = 10;
/** Without a server to push to, Gmail says nothing by itself; a look that finds nothing costs 3 units. */
const LOOK_EVERY_MINUTES = 1;
/** Requests at once: each costs 20 units of a person's 15,000 a minute (Gmail API, usage limits). */
const AT_ONCE = 10;

export interface Gmail {
  readonly reader: MailReader;
  readonly writer: MailWriter;
}

/** The mail of one Google account, by the Gmail API v1 (developers.google.com/workspace/gmail/api/reference/rest). */
export function createGmail(session: GoogleSession, now: () => Date, handovers: Handovers, parsing: Parsing): Gmail {
  const { auth, account, rootUrl } = session;
  const api = gmailApi({ version: 'v1', auth, ...(rootUrl && { rootUrl }) });

  async function labelNames(signal: AbortSignal): Promise<LabelNames> {
    const { data } = await looked(signal, () => api.users.labels.list({ userId: 'me' }, { signal, retry: false }));
    const own = (data.labels ?? []).filter(({ type }) => type === 'user');
    return new Map(own.map(({ id, name }) => [id ?? '', name ?? '']));
  }

  async function message(
    id: string,
    format: 'raw' | 'metadata' | 'minimal',
    signal: AbortSignal,
  ): Promise<gmail_v1.Schema$Message> {
    const params = { userId: 'me', id, format, ...(format === 'metadata' && { metadataHeaders: SUMMARY_HEADERS }) };
    const { data } = await looked(signal, () => api.users.messages.get(params, { signal, retry: false }));
    return data;
  }

  function idsFor(query: MailQuery, signal: AbortSignal): AsyncGenerator<gmail_v1.Schema$Message> {
    const params = { userId: 'me', q: toSearch(query), includeSpamTrash: true, maxResults: PAGE };
    return itemsOf(MOST_PAGES, async (page) => {
      const { data } = await looked(signal, () => api.users.messages.list({ ...params, ...page }, { signal, retry: false }));
      return { items: data.messages, next: data.nextPageToken };
    });
  }

  async function summary(id: string, labels: LabelNames, signal: AbortSignal): Promise<MailSummary> {
    const { cc: _, ...rest } = await toSummary(await message(id, 'metadata', signal), labels);
    return rest;
  }

  async function search(query: MailQuery, limit: number, signal: AbortSignal): Promise<readonly MailSummary[]> {
    const labels = await labelNames(signal);
    const found: MailSummary[] = [];
    for await (const batch of batches(idsFor(query, signal))) {
      const read = await Promise.all(batch.map(async ({ id }) => toSummary(await message(id ?? '', 'metadata', signal), labels)));
      found.push(...read.filter((each) => isMeant(each, query)).map(({ cc: _, ...rest }) => rest));
      if (found.length >= limit) break;
    }
    return found.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, limit);
  }

  const reader: MailReader = {
    account,
    lookEveryMinutes: LOOK_EVERY_MINUTES,
    async arrivedSince(cursor, limit, signal) {
      signal.throwIfAborted();
      let labels: Promise<LabelNames> | undefined;
      const summaryOf = async (id: string) => {
        labels ??= labelNames(signal);
        return summary(id, await labels, signal);
      };
      return arrivedAfter({ api, summary: summaryOf }, cursor, limit, signal);
    },
    search,
    async read(id, signal): Promise<Mail> {
      const found = await message(id, 'raw', signal);
      return toMail(found, await labelNames(signal), await parsing.letter(bytesOf(found), signal));
    },
    async attachment(id, ref, signal) {
      const content = await parsing.attachment(bytesOf(await message(id, 'raw', signal)), Number(ref) - 1, signal);
      if (!content) throw new AppError('not-found', 'This attachment is not there any more.');
      return content;
    },
  };
  return { reader, writer: createGmailWriter({ api, account, labelNames, message, now, handovers }) };
}

async function* batches<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
