import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { MailAccount, MailWriter, OutgoingMail } from '../../src/ports/mail.ts';
import { composeMime } from '../mime/compose.ts';
import { parseHandle } from './handle.ts';
import type { Reach } from './reach.ts';
import { handOver } from './smtp.ts';
import type { Store } from './store.ts';

interface WriterDeps {
  readonly account: MailAccount;
  readonly store: Store;
  readonly reach: Reach;
  readonly clock: Clock;
}

/** A registered keyword (RFC 5550, 5.10): the mail is on its way out, and nobody knows yet whether it was taken. */
const PENDING = '$SubmitPending';
const DRAFT = ['\\Draft', '\\Seen'];

/** What a keyword may be made of (RFC 3501, 9: an atom). */
const KEYWORD = /^[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]{1,100}$/;

/**
 * Changes the account. Before a mail is handed over a copy lies among the drafts, so that a crash leaves a trace of it: it is known by its
 * Message-ID, which no draft of a person has, and marked where the server keeps marks.
 */
export function createImapWriter(deps: WriterDeps): MailWriter {
  const { store } = deps;
  return {
    async send(mail, signal) {
      signal.throwIfAborted();
      return sendOnce(deps, mail, signal);
    },
    async wasSent(messageId, signal) {
      signal.throwIfAborted();
      const sent = await store.holding('sent', messageId, signal);
      for (const copy of sent) await unmark(store, copy, signal).catch(() => undefined);
      if (sent.length > 0) return true;
      if ((await store.holding('drafts', messageId, signal)).length === 0) return false;
      throw new AppError(
        'unavailable',
        'The mail was being handed over when I was cut off. A copy of it lies among your drafts.',
      );
    },
    async saveDraft(mail, signal) {
      signal.throwIfAborted();
      return store.append('drafts', await bytesOf(deps, mail, 'shown'), DRAFT, mail.messageId, signal);
    },
    async deleteDraft(id, signal) {
      if (parseHandle(id).mailbox !== 'drafts') throw new AppError('not-found', 'There is no such draft.');
      await store.erase(id, signal);
    },
    move: store.move,
    async label(id, { add, remove }, signal) {
      if (!add.every((label) => KEYWORD.test(label)))
        throw new AppError('invalid', 'This mail server takes labels without blanks and special letters only, such as Tax-2026.');
      await store.onMail(id, signal, async (client, uid) => {
        if (add.length > 0 && !(await client.messageFlagsAdd(uid, [...add], { uid: true })))
          throw new AppError('unavailable', 'This mail server keeps no labels of your own.');
        if (remove.length > 0) await client.messageFlagsRemove(uid, [...remove], { uid: true });
      });
    },
  };
}

async function sendOnce(deps: WriterDeps, mail: OutgoingMail, signal: AbortSignal) {
  const { account, reach, store } = deps;
  const { messageId, to, cc, bcc } = mail;
  const envelope = { to: [...to, ...cc, ...bcc].map(({ address }) => address), bytes: await bytesOf(deps, mail, 'hidden') };
  for (const old of await store.holding('drafts', messageId, signal)) await store.erase(old, signal);
  const copy = await store.append('drafts', await bytesOf(deps, mail, 'shown'), [...DRAFT, PENDING], messageId, signal);
  const handover = await handOver(account, reach, envelope, signal).catch(async (error: unknown) => {
    if (!signal.aborted) await store.erase(copy, signal).catch(() => undefined);
    throw error;
  });
  if (handover.state === 'done') await settle(store, copy, messageId, signal).catch(() => undefined);
  return handover;
}

/**
 * The mail has gone out; where its copy lies is all that is left to do, and a failure of it is none of the sending. Wherever it is cut off,
 * its copy is found: whoever looks after a crash would take the mail for unsent otherwise.
 */
async function settle(store: Store, copy: string, messageId: string, signal: AbortSignal): Promise<void> {
  // Some services keep what they hand on by themselves.
  if ((await store.holding('sent', messageId, signal)).length > 0) return store.erase(copy, signal);
  await unmark(store, await store.move(copy, 'sent', signal), signal);
}

function unmark(store: Store, copy: string, signal: AbortSignal): Promise<unknown> {
  return store.onMail(copy, signal, (client, uid) => client.messageFlagsRemove(uid, ['\\Draft', PENDING], { uid: true }));
}

function bytesOf({ account, clock }: WriterDeps, mail: OutgoingMail, bcc: 'shown' | 'hidden'): Promise<Buffer> {
  return composeMime(mail, { from: account.address, at: new Date(clock.now().epochMilliseconds), bcc });
}
