import type { gmail_v1 } from 'googleapis/build/src/apis/gmail/index.js';
import { AppError } from '../../src/ground/errors.ts';
import type { Handover, Handovers, OutgoingMail } from '../../src/ports/mail.ts';
import { looked, mayHaveHappened, toAppError } from './failure.ts';
import type { Drafts } from './gmail-drafts.ts';
import { byMessageId, type IsNamed } from './gmail-named.ts';

interface SendingDeps {
  readonly api: gmail_v1.Gmail;
  readonly drafts: Drafts;
  readonly handovers: Handovers;
  readonly isNamed: IsNamed;
}

interface Sending {
  send(mail: OutgoingMail, signal: AbortSignal): Promise<Handover>;
  /** As `MailWriter.wasSent`. */
  wasSent(messageId: string, signal: AbortSignal): Promise<boolean>;
}

/** Among so many of the newest sent mails one is looked for that the search does not find. */
const NEWEST_SENT = 10;

/**
 * A mail goes out in two steps, as a draft and then by that draft's id, which is noted in between. Google takes a draft away when it sends it, so
 * a draft that still can be deleted was not sent and never will be. Its search may lag behind, so that it finds nothing proves nothing.
 */
export function createSending({ api, drafts, handovers, isNamed }: SendingDeps): Sending {
  const me = { userId: 'me' } as const;

  /** True when a draft was there, which so does not go out any more. */
  async function takeBack(messageId: string, noted: string | undefined, signal: AbortSignal): Promise<boolean> {
    const id = noted ?? (await drafts.under(messageId, signal));
    const wasThere = id !== undefined && (await drafts.discard(id, signal));
    if (wasThere) await handovers.forget(messageId);
    return wasThere;
  }

  async function isAmongSent(messageId: string, signal: AbortSignal): Promise<boolean> {
    const q = `label:sent ${byMessageId(messageId)}`;
    const listed = async (where: { readonly q: string } | { readonly labelIds: string[] }) => {
      const { data } = await looked(signal, () =>
        api.users.messages.list({ ...me, ...where, maxResults: NEWEST_SENT }, { signal, retry: false }),
      );
      return (data.messages ?? []).flatMap(({ id }) => id ?? []);
    };
    if ((await listed({ q })).length > 0) return true;
    const newest = await listed({ labelIds: ['SENT'] });
    return (await Promise.all(newest.map((id) => isNamed(id, messageId, signal)))).includes(true);
  }

  return {
    async send(mail, signal) {
      signal.throwIfAborted();
      const { messageId } = mail;
      // What is begun anew although nobody could tell: its old draft is not to be left behind.
      const before = await handovers.noted(messageId);
      if (before !== undefined) await drafts.discard(before, signal);
      const { id } = await drafts.create(mail, signal);
      await handovers.note(messageId, id).catch(async (error: unknown) => {
        await drafts.discard(id, signal).catch(() => undefined);
        throw error;
      });
      try {
        await api.users.drafts.send({ ...me, requestBody: { id } }, { signal, retry: false });
        return { state: 'done' };
      } catch (error) {
        signal.throwIfAborted();
        const wasThere = await takeBack(messageId, id, signal).catch(() => undefined);
        if (!mayHaveHappened(error)) throw toAppError(error, signal);
        return wasThere === false ? { state: 'done' } : { state: 'unknown', reason: 'Gmail gave no answer' };
      }
    },
    async wasSent(messageId, signal) {
      signal.throwIfAborted();
      const noted = await handovers.noted(messageId);
      if (await takeBack(messageId, noted, signal)) return false;
      if (await isAmongSent(messageId, signal)) return true;
      if (noted === undefined) return false;
      throw new AppError(
        'unavailable',
        'The mail was being handed over when I was cut off, and Gmail does not show it among the sent.',
      );
    },
  };
}
