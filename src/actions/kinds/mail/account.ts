import { z } from 'zod';
import { AppError } from '../../../ground/errors.ts';
import { mailAccounts } from '../../../mail/accounts.ts';
import type { MailReader, MailWriter } from '../../../ports/mail.ts';
import type { HandsContext, OutsideContext } from '../../kind.ts';

/** The address of one of several mail accounts; without it, the first. */
export const accountInput = z.string().optional();

/** The mail account with this address, or the first, to look into. Rejects with `unavailable`, and `invalid` for one that is not connected. */
export function mailOf({ eyes }: Pick<OutsideContext, 'eyes'>, account?: string): MailReader {
  const all = mailAccounts(eyes);
  const [first] = all;
  if (!first) throw new AppError('unavailable', 'No mail account is connected. Connect one with /connect.');
  if (!account) return first;
  const found = all.find((each) => each.account.toLowerCase() === account.toLowerCase());
  if (found) return found;
  const names = all.map((each) => each.account).join(', ');
  throw new AppError('invalid', `Another mail account is connected now than ${account}: ${names}. Nothing was done; ask again.`);
}

/** The same, to change it or to send from it. Rejects with `denied` for one that can only be read. */
export function mailToChange({ eyes }: Pick<OutsideContext, 'eyes'>, account?: string): MailReader {
  const mail = mailOf({ eyes }, account);
  if (!mail.onlyRead) return mail;
  const others = mailAccounts(eyes).flatMap((each) => (each.onlyRead ? [] : [each.account]));
  const instead = others.length > 0 ? ` Or name another account: ${others.join(', ')}.` : '';
  throw new AppError('denied', `${onlyReadText(mail)}${instead}`);
}

export function onlyReadText({ account }: Pick<MailReader, 'account'>): string {
  return `The mail account ${account} can only be read. Connect it again with /connect to let me change it.`;
}

/** The same account as when the card was shown, to look into and to change. Rejects with `unavailable` or `invalid`. */
export function mailInHand(
  context: Pick<HandsContext, 'eyes' | 'hands'>,
  account: string,
): { readonly reader: MailReader; readonly writer: MailWriter } {
  const reader = mailOf(context, account);
  const { mail, mails } = context.hands;
  const writer = mails ? mails.get(reader.account) : mail;
  if (!writer) throw new AppError('unavailable', onlyReadText(reader));
  return { reader, writer };
}
