import type { Eyes } from '../ports/connections.ts';
import type { MailReader } from '../ports/mail.ts';

/** Every mail account of the person, the one that writes by itself first. */
export function mailAccounts({ mail, mails }: Eyes): readonly MailReader[] {
  return mails ?? (mail ? [mail] : []);
}
