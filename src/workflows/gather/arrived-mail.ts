import { shown } from '../../actions/card/shown.ts';
import { AppError, isAppError } from '../../ground/errors.ts';
import { mailAccounts } from '../../mail/accounts.ts';
import { ownWords } from '../../mail/own-words.ts';
import type { Mail, MailReader } from '../../ports/mail.ts';
import type { MailRef } from '../store.ts';
import { section } from './section.ts';
import type { Found, Sight } from './sight.ts';

const LONGEST = 4000;

/** The mail that the run is about: who wrote it, and what, without what it answers. */
export async function arrivedMail({ eyes, mail: ref, signal }: Sight): Promise<Found> {
  if (!ref) return { text: section('Mail', [], 'No mail has begun this.'), tainted: false };
  const reader = mailAccounts(eyes).find(({ account }) => account === ref.account);
  if (!reader) throw new AppError('invalid', 'The account of this mail is not connected any more.');
  const mail = await found(reader, ref, signal);
  const from = shown(mail.from.name === '' ? mail.from.address : `${mail.from.name} (${mail.from.address})`);
  const words = ownWords(mail.text).slice(0, LONGEST).trim();
  const text = [`**Mail from ${from}**`, `**${shown(mail.subject || '(no subject)')}**`, shown(words)].filter(Boolean).join('\n');
  return { text, tainted: true };
}

/** Where it was moved meanwhile, it is found by its own name. */
async function found(reader: MailReader, { id, messageId }: MailRef, signal: AbortSignal): Promise<Mail> {
  try {
    return await reader.read(id, signal);
  } catch (error) {
    if (!isAppError(error, 'not-found') || messageId === '') throw error;
    const [moved] = await reader.search({ messageId }, 1, signal);
    if (!moved) throw error;
    return reader.read(moved.id, signal);
  }
}
