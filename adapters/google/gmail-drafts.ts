import type { gmail_v1 } from 'googleapis/build/src/apis/gmail/index.js';
import { AppError, isAppError } from '../../src/ground/errors.ts';
import type { OutgoingMail } from '../../src/ports/mail.ts';
import { composeMime } from '../mime/compose.ts';
import { looked } from './failure.ts';
import { byMessageId, type IsNamed } from './gmail-named.ts';
import { itemsOf } from './pages.ts';

interface DraftsDeps {
  readonly api: gmail_v1.Gmail;
  readonly account: string;
  readonly now: () => Date;
  readonly isNamed: IsNamed;
}

/** Drafts of one account. */
export interface Drafts {
  create(mail: OutgoingMail, signal: AbortSignal): Promise<Created>;
  /** The id of the draft with this Message-ID, looked for by a search and among the newest. */
  under(messageId: string, signal: AbortSignal): Promise<string | undefined>;
  /** By the draft's own id; false when it was not there any more. */
  discard(id: string, signal: AbortSignal): Promise<boolean>;
  /** By the id of the message that it is. Rejects with `not-found`. */
  remove(id: string, signal: AbortSignal): Promise<void>;
}

interface Created {
  readonly id: string;
  /** Of the message that it is. */
  readonly mailId: string;
}

const MOST_PAGES = 5;
/** Among so many of the newest drafts one is looked for that the search does not find. */
const NEWEST = 10;

export function createDrafts({ api, account, now, isNamed }: DraftsDeps): Drafts {
  const me = { userId: 'me' } as const;

  async function page(params: gmail_v1.Params$Resource$Users$Drafts$List, signal: AbortSignal) {
    const { data } = await looked(signal, () => api.users.drafts.list({ ...me, ...params }, { signal, retry: false }));
    return { items: data.drafts, next: data.nextPageToken };
  }

  async function idOf(mailId: string, signal: AbortSignal): Promise<string> {
    const all = itemsOf(MOST_PAGES, (from) => page({ maxResults: 500, ...from }, signal));
    for await (const draft of all) if (draft.message?.id === mailId && draft.id) return draft.id;
    throw new AppError('not-found', 'This draft is not there any more.');
  }

  async function discard(id: string, signal: AbortSignal): Promise<boolean> {
    return looked(signal, () => api.users.drafts.delete({ ...me, id }, { signal, retry: false })).then(
      () => true,
      (error: unknown) => {
        if (isAppError(error, 'not-found')) return false;
        throw error;
      },
    );
  }

  return {
    async create(mail, signal) {
      signal.throwIfAborted();
      const raw = (await composeMime(mail, { from: account, at: now(), bcc: 'shown' })).toString('base64url');
      const threadId = mail.inReplyTo?.threadId;
      const requestBody = { message: { raw, ...(threadId && { threadId }) } };
      const { data } = await looked(signal, () => api.users.drafts.create({ ...me, requestBody }, { signal, retry: false }));
      return { id: data.id ?? '', mailId: data.message?.id ?? '' };
    },
    async under(messageId, signal) {
      const found = await page({ q: byMessageId(messageId), maxResults: NEWEST }, signal);
      const newest = await page({ maxResults: NEWEST }, signal);
      const all = [...(found.items ?? []), ...(newest.items ?? [])];
      const named = await Promise.all(all.map(({ message }) => isNamed(message?.id ?? '', messageId, signal)));
      return all[named.indexOf(true)]?.id ?? undefined;
    },
    discard,
    async remove(mailId, signal) {
      if (!(await discard(await idOf(mailId, signal), signal)))
        throw new AppError('not-found', 'This draft is not there any more.');
    },
  };
}
