import { z } from 'zod';
import { AppError, isAppError } from '../../../ground/errors.ts';
import type { Mail, MailReader } from '../../../ports/mail.ts';
import { hashOf } from '../../canonical.ts';
import type { OutsideContext } from '../../kind.ts';
import { byId } from '../../ledger.ts';

/** A draft as it stood; `print` changes when it does. */
export const draftArgs = z.object({ id: z.string(), print: z.string() });
export type DraftArgs = z.infer<typeof draftArgs>;

/** What a saved draft leaves for its undo. */
export const savedDraft = draftArgs.extend({ account: z.string() });

/** Everything a draft says: another print is another draft. */
export function draftPrint({ to, cc, bcc, subject, text, references, attachments }: Mail): string {
  return hashOf({ to, cc, bcc, subject, text, references, attachments });
}

/** Rejects with `not-found`, and with `invalid` for what is no draft. */
export async function readDraft(mail: MailReader, id: string, signal: AbortSignal): Promise<Mail> {
  const draft = await mail.read(id, signal);
  if (draft.mailbox !== 'drafts')
    throw new AppError('invalid', 'That mail is no draft. Give the id of a draft, or write the mail here.');
  return draft;
}

/** Rejects with `not-found` when it is gone, and with `invalid` when it says something else by now. */
export async function requireSameDraft(mail: MailReader, { id, print }: DraftArgs, signal: AbortSignal): Promise<true> {
  if (draftPrint(await readDraft(mail, id, signal)) !== print)
    throw new AppError('invalid', 'The draft has changed since. Nothing was done; look at it and ask again.');
  return true;
}

export function whenGone(error: unknown): false {
  if (isAppError(error, 'not-found')) return false;
  throw error;
}

/** True for the id of an action, by which a draft that lies beside its card is named. */
export function isActionId(id: string): boolean {
  return z.uuid().safeParse(id).success;
}

/** The draft that this action has laid; undefined where it was taken back since. */
export async function laidBy({ personId, inDb }: OutsideContext, actionId: string): Promise<DraftArgs | undefined> {
  const row = await inDb((tx) => byId(tx, personId, actionId));
  if (row?.kind !== 'mail_draft' || row.state !== 'done' || row.undo === null) return undefined;
  const { id, print } = savedDraft.parse(row.undo);
  return { id, print };
}

/** When a draft was laid, and in which conversation. */
export interface LaidIn {
  readonly threadId: string;
  readonly since: string;
}

const NEWEST = 50;

/**
 * Whether the person has sent something in this conversation since then, such as the draft itself, by their mail program. `own`: the Message-ID of
 * what we send there.
 */
export async function hasAnswered(mail: MailReader, { threadId, since }: LaidIn, own: string, signal: AbortSignal) {
  const sent = await mail.search({ mailbox: 'sent', since }, NEWEST, signal);
  return sent.some((each) => each.threadId === threadId && each.messageId !== own);
}

/** Whether a draft of this conversation lies there: mail programs keep a changed one as a new mail. `own` as above. */
export async function hasDraftIn(mail: MailReader, threadId: string, own: string, signal: AbortSignal): Promise<boolean> {
  const drafts = await mail.search({ mailbox: 'drafts' }, NEWEST, signal);
  return drafts.some((each) => each.threadId === threadId && each.messageId !== own);
}
