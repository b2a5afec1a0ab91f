import type { Database } from '../../db/client.ts';
import { isAppError } from '../../ground/errors.ts';
import { type Arrival, judged } from '../../mail/arrivals.ts';
import { ownWords } from '../../mail/own-words.ts';
import { type ArrivedMail, type SenderWishes, wishesAbout } from '../../mail/watch-store.ts';
import type { Eyes } from '../../ports/connections.ts';
import type { MailReader, MailSummary } from '../../ports/mail.ts';

/** A mail with what its writer says in it. */
export interface Read {
  readonly mail: MailSummary;
  /** Without quotations and signature, at most `MOST_WORDS` characters. */
  readonly words: string;
}

export interface Sorted extends Arrival, Read {}

const MOST_WORDS = 2000;
/** The rules look at the beginning: further down, single words say less and less of what a mail is about. */
const LOOKED_AT = 600;

/** One after the other, so that no more than one whole mail is held. What no person wrote to this one alone is known by its first words. */
export async function readAll(reader: MailReader, mails: readonly MailSummary[], signal: AbortSignal): Promise<Read[]> {
  const read: Read[] = [];
  for (const mail of mails) {
    const whole = mail.bulk === undefined ? await reader.read(mail.id, signal).catch(whenUnreadable) : undefined;
    read.push({ mail, words: (whole ? ownWords(whole.text) : mail.snippet).slice(0, MOST_WORDS) });
  }
  return read;
}

/** Mails that are to be told of once more; `read` is absent for one that left the inbox, where somebody has dealt with it. */
export async function readAgain(
  reader: MailReader,
  rows: readonly ArrivedMail[],
  signal: AbortSignal,
): Promise<{ readonly row: ArrivedMail; readonly read?: Read }[]> {
  const again: { row: ArrivedMail; read?: Read }[] = [];
  for (const row of rows) {
    const mail = await reader.read(row.mailId, signal).catch(whenUnreadable);
    const stands = mail?.mailbox === 'inbox';
    again.push(stands ? { row, read: { mail, words: ownWords(mail.text).slice(0, MOST_WORDS) } } : { row });
  }
  return again;
}

/** Each with its category: by the rules, and by what the person has said about the sender. */
export async function sortAll(
  { db }: { readonly db: Database },
  personId: string,
  eyes: Eyes & { readonly mail: MailReader },
  all: readonly Read[],
  signal: AbortSignal,
): Promise<Sorted[]> {
  if (all.length === 0) return [];
  const senders = all.map(({ mail }) => mail.from.address);
  const wishesOf = await db.asPerson(personId, (tx) => wishesAbout(tx, personId, senders));
  const opened = all.map(({ mail, words }) => ({ ...mail, snippet: words.slice(0, LOOKED_AT) }));
  const arrivals = await judged(eyes, opened, signal);
  return all.flatMap(({ mail, words }, index) => {
    const arrival = arrivals[index];
    return arrival ? [{ mail, words, ...asWished(arrival, wishesOf(mail.from.address)) }] : [];
  });
}

function asWished({ category, because }: Arrival, { isCalm, isTrusted }: SenderWishes): Omit<Arrival, 'mail'> {
  if (category === 'urgent' && isCalm)
    return { category: 'action_required', because: 'you said that mail from there is not urgent' };
  if (category === 'spam' && isTrusted)
    return { category: 'action_required', because: 'you said that mail from there is no junk' };
  return { category, because };
}

function whenUnreadable(error: unknown): undefined {
  if (isAppError(error, 'not-found') || isAppError(error, 'invalid')) return undefined;
  throw error;
}
