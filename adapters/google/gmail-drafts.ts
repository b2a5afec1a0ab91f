import type { gmail_v1 } from 'googleapis/build/src/apis/gmail/index.js';
import { AppError, isAppError } from '../../src/ground/errors.ts';
import type { Handover, OutgoingMail } from '../../src/ports/mail.ts';
import { composeMime } from '../mime/compose.ts';
import { looked, mayHaveHappened, toAppError } from './failure.ts';
import { itemsOf } from './pages.ts';

interface DraftsDeps {
  readonly api: gmail_v1.Gmail;
  readonly account: string;
  readonly now: () => Date;
}

interface Drafts {
  create(mail: OutgoingMail, signal: AbortSignal): Promise<gmail_v1.Schema$Draft>;
  /** By the draft's own id. */
  send(id: string, signal: AbortSignal): Promise<Handover>;
  /** By the id of the message that it is. Rejects with `not-found`. */
  remove(messageId: string, signal: AbortSignal): Promise<void>;
}

const MOST_PAGES = 5;

/**
 * Drafts of one account. A mail is sent in two steps, as a draft and then by that draft's id, so that it goes out at most once: after a lost
 * answer the draft tells whether it is still there.
 */
export function createDrafts({ api, account, now }: DraftsDeps): Drafts {
  const me = { userId: 'me' } as const;

  async function idOf(messageId: string, signal: AbortSignal): Promise<string> {
    const all = itemsOf(MOST_PAGES, async (page) => {
      const { data } = await looked(signal, () =>
        api.users.drafts.list({ ...me, maxResults: 500, ...page }, { signal, retry: false }),
      );
      return { items: data.drafts, next: data.nextPageToken };
    });
    for await (const draft of all) if (draft.message?.id === messageId && draft.id) return draft.id;
    throw new AppError('not-found', 'This draft is not there any more.');
  }

  /** True when the draft is not there any more, which only its sending does. */
  async function hasLeft(id: string, signal: AbortSignal): Promise<boolean> {
    return looked(signal, () => api.users.drafts.get({ ...me, id, format: 'minimal' }, { signal, retry: false })).then(
      () => false,
      (error: unknown) => isAppError(error, 'not-found'),
    );
  }

  return {
    async create(mail, signal) {
      signal.throwIfAborted();
      const raw = (await composeMime(mail, { from: account, at: now(), bcc: 'shown' })).toString('base64url');
      const threadId = mail.inReplyTo?.threadId;
      const requestBody = { message: { raw, ...(threadId && { threadId }) } };
      const { data } = await looked(signal, () => api.users.drafts.create({ ...me, requestBody }, { signal, retry: false }));
      return data;
    },
    async send(id, signal) {
      try {
        await api.users.drafts.send({ ...me, requestBody: { id } }, { signal, retry: false });
        return { state: 'done' };
      } catch (error) {
        if (!mayHaveHappened(error)) {
          await api.users.drafts.delete({ ...me, id }, { retry: false }).catch(() => undefined);
          throw toAppError(error, signal);
        }
        return (await hasLeft(id, signal)) ? { state: 'done' } : { state: 'unknown', reason: 'Gmail gave no answer' };
      }
    },
    async remove(messageId, signal) {
      const id = await idOf(messageId, signal);
      await looked(signal, () => api.users.drafts.delete({ ...me, id }, { signal, retry: false }));
    },
  };
}
