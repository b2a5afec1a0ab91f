import { AppError } from '../../src/ground/errors.ts';
import type { Mailbox } from '../../src/ports/mail.ts';

/** Where one mail lies: its number is good as long as the mailbox keeps its UIDVALIDITY (RFC 3501, 2.3.1.1). */
export interface Handle {
  readonly mailbox: Mailbox;
  readonly validity: bigint;
  readonly uid: number;
}

export const MAILBOXES = ['inbox', 'archive', 'sent', 'drafts', 'trash', 'junk'] as const satisfies readonly Mailbox[];

/** `inbox.1763700000.42`. */
export function handleText({ mailbox, validity, uid }: Handle): string {
  return `${mailbox}.${validity}.${uid}`;
}

/** Rejects with `not-found`. */
export function parseHandle(id: string): Handle {
  const [, name, validity = '', uid] = /^([a-z]+)\.(\d{1,20})\.([1-9]\d{0,9})$/.exec(id) ?? [];
  const mailbox = MAILBOXES.find((one) => one === name);
  if (!mailbox) throw noSuchMail();
  return { mailbox, validity: BigInt(validity), uid: Number(uid) };
}

export function noSuchMail(): AppError {
  return new AppError('not-found', 'There is no such mail, or it has been moved since. Search for it again.');
}
