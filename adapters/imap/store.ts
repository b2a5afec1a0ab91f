import type { ImapFlow } from 'imapflow';
import type { Clock } from '../../src/ground/clock.ts';
import { AppError } from '../../src/ground/errors.ts';
import type { Mailbox } from '../../src/ports/mail.ts';
import { findHits } from './find.ts';
import type { Folders } from './folders.ts';
import { type Handle, handleText, noSuchMail, parseHandle } from './handle.ts';
import type { Session } from './session.ts';

/** A registered keyword (www.iana.org/assignments/imap-jmap-keywords): a person or a program takes the mail for junk. */
const JUNK = '$Junk';

interface StoreDeps {
  readonly session: Session;
  readonly folders: Folders;
  readonly clock: Clock;
}

/** The mailboxes as places to put mails into, take them out of and mark them in; mails are named by their handles. */
export interface Store {
  /** Works on one mail where it lies. Rejects with `not-found` when it is not there any more. */
  onMail<T>(id: string, signal: AbortSignal, work: (client: ImapFlow, uid: string) => Promise<T>): Promise<T>;
  /** Puts bytes into a mailbox, which is made where it is missing. */
  append(mailbox: Mailbox, bytes: Buffer, flags: readonly string[], messageId: string, signal: AbortSignal): Promise<string>;
  move(id: string, to: Mailbox, signal: AbortSignal): Promise<string>;
  /** For ever. */
  erase(id: string, signal: AbortSignal): Promise<void>;
  /** Those with this Message-ID, the newest first. */
  holding(mailbox: Mailbox, messageId: string, signal: AbortSignal): Promise<readonly string[]>;
}

export function createStore({ session, folders, clock }: StoreDeps): Store {
  async function onMail<T>(id: string, signal: AbortSignal, work: (client: ImapFlow, uid: string) => Promise<T>): Promise<T> {
    const { mailbox, validity, uid } = parseHandle(id);
    const path = (await folders.all(signal)).get(mailbox);
    if (path === undefined) throw noSuchMail();
    return session.change(path, signal, async (client, { uidValidity }) => {
      const there = uidValidity === validity && (await client.fetchOne(`${uid}`, { uid: true }, { uid: true }));
      if (!there) throw noSuchMail();
      return work(client, `${uid}`);
    });
  }

  async function holding(mailbox: Mailbox, messageId: string, signal: AbortSignal): Promise<readonly string[]> {
    const path = (await folders.all(signal)).get(mailbox);
    if (path === undefined) return [];
    return session.look(path, signal, async (client, { uidValidity: validity }) => {
      const hits = await findHits(client, { messageId }, clock.now());
      return hits.map(({ uid }) => handleText({ mailbox, uid, validity }));
    });
  }

  return {
    onMail,
    holding,
    async append(mailbox, bytes, flags, messageId, signal) {
      const path = await folders.need(mailbox, signal);
      const uid = await session.change(path, signal, async (client, box): Promise<Omit<Handle, 'mailbox'> | undefined> => {
        const kept = await client.append(path, bytes, [...flags], new Date(clock.now().epochMilliseconds));
        if (!kept) throw new AppError('unavailable', 'The mail server did not keep it. Try again later.');
        return kept.uid === undefined ? undefined : { uid: kept.uid, validity: kept.uidValidity ?? box.uidValidity };
      });
      return uid ? handleText({ mailbox, ...uid }) : shown(await holding(mailbox, messageId, signal));
    },
    async move(id, to, signal) {
      const { mailbox } = parseHandle(id);
      const path = await folders.need(to, signal);
      const { done, messageId } = await onMail(id, signal, async (client, uid) => {
        const known = await client.fetchOne(uid, { envelope: true }, { uid: true });
        await markJunk(client, uid, mailbox, to);
        const moved = await client.messageMove(uid, path, { uid: true });
        if (!moved) {
          await markJunk(client, uid, to, mailbox);
          throw new AppError('unavailable', 'The mail server did not move it. Try again later.');
        }
        return { done: moved, messageId: (known ? known.envelope?.messageId : undefined) ?? '' };
      });
      const uid = done.uidMap?.get(parseHandle(id).uid);
      if (uid === undefined || done.uidValidity === undefined) return shown(await holding(to, messageId, signal));
      return handleText({ mailbox: to, uid, validity: done.uidValidity });
    },
    erase: (id, signal) => onMail(id, signal, async (client, uid) => void (await client.messageDelete(uid, { uid: true }))),
  };
}

/** A server without UIDPLUS (RFC 4315) does not say where it has put a mail. */
function shown([newest]: readonly string[]): string {
  if (newest === undefined) throw new Error('the mail server does not show where it has put the mail');
  return newest;
}

/** What lies in the junk mail is marked as such, and no more once it is back in the inbox; a server that keeps no keywords goes without. */
async function markJunk(client: ImapFlow, uid: string, from: Mailbox, to: Mailbox): Promise<void> {
  if (to === 'junk') await client.messageFlagsAdd(uid, [JUNK], { uid: true });
  else if (from === 'junk' && to === 'inbox') await client.messageFlagsRemove(uid, [JUNK], { uid: true });
}
