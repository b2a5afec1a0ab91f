import { Temporal } from 'temporal-polyfill';
import { type Silent, whatAnswers } from '../ground/what-answers.ts';
import type { Eyes } from '../ports/connections.ts';
import type { MailQuery, MailReader, MailSummary } from '../ports/mail.ts';

/** Every mail account of the person, the one that writes by itself first. */
export function mailAccounts({ mail, mails }: Eyes): readonly MailReader[] {
  return mails ?? (mail ? [mail] : []);
}

/** The first of them from which mail can be sent. */
export function sendingMail(eyes: Eyes): MailReader | undefined {
  return mailAccounts(eyes).find(({ onlyRead }) => !onlyRead);
}

export interface FoundMail {
  readonly mails: readonly MailSummary[];
  /** The accounts that did not answer. */
  readonly missing: readonly Silent[];
}

/** What is found in all of them that answer, at most `limit` in each, the newest first; what lies in two, as where one forwards to the other, stands once. */
export async function searchAll(eyes: Eyes, query: MailQuery, limit: number, signal: AbortSignal): Promise<FoundMail> {
  const search = (mail: MailReader) => mail.search(query, limit, signal);
  const { answers, missing } = await whatAnswers(mailAccounts(eyes), search, ({ account }) => account, signal);
  const once = new Map(answers.flat().map((mail) => [nameOfMail(mail), mail]));
  return { mails: [...once.values()].sort(byNewest), missing };
}

/** The same in every account, as ids are not. */
export function nameOfMail({ messageId, id }: MailSummary): string {
  return messageId || id;
}

export function byNewest(a: MailSummary, b: MailSummary): number {
  return Temporal.Instant.compare(Temporal.Instant.from(b.at), Temporal.Instant.from(a.at));
}
