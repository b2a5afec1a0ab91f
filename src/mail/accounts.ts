import { Temporal } from 'temporal-polyfill';
import type { Eyes } from '../ports/connections.ts';
import type { MailQuery, MailReader, MailSummary } from '../ports/mail.ts';

/** Every mail account of the person, the one that writes by itself first. */
export function mailAccounts({ mail, mails }: Eyes): readonly MailReader[] {
  return mails ?? (mail ? [mail] : []);
}

/** What is found in all of them, at most `limit` in each, the newest first; what lies in two, as where one forwards to the other, stands once. */
export async function searchAll(eyes: Eyes, query: MailQuery, limit: number, signal: AbortSignal): Promise<MailSummary[]> {
  const found = await Promise.all(mailAccounts(eyes).map((mail) => mail.search(query, limit, signal)));
  const once = new Map(found.flat().map((mail) => [nameOfMail(mail), mail]));
  return [...once.values()].sort(byNewest);
}

/** The same in every account, as ids are not. */
export function nameOfMail({ messageId, id }: MailSummary): string {
  return messageId || id;
}

export function byNewest(a: MailSummary, b: MailSummary): number {
  return Temporal.Instant.compare(Temporal.Instant.from(b.at), Temporal.Instant.from(a.at));
}
