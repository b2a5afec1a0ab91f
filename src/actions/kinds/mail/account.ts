import { AppError } from '../../../ground/errors.ts';
import type { MailReader, MailWriter } from '../../../ports/mail.ts';
import type { HandsContext, OutsideContext } from '../../kind.ts';

/** The connected mail account, to look into. Rejects with `unavailable`. */
export function mailOf({ eyes }: Pick<OutsideContext, 'eyes'>): MailReader {
  if (!eyes.mail) throw new AppError('unavailable', 'No mail account is connected. Connect one with /connect.');
  return eyes.mail;
}

/** The same account as when the card was shown, to look into and to change. Rejects with `unavailable` or `invalid`. */
export function mailInHand(
  context: Pick<HandsContext, 'eyes' | 'hands'>,
  account: string,
): { readonly reader: MailReader; readonly writer: MailWriter } {
  const reader = mailOf(context);
  const { mail: writer } = context.hands;
  if (!writer) throw new AppError('unavailable', 'No mail account is connected. Connect one with /connect.');
  if (reader.account !== account)
    throw new AppError('invalid', `Another mail account is connected now than ${account}. Nothing was done; ask again.`);
  return { reader, writer };
}
