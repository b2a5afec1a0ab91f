import type { Temporal } from 'temporal-polyfill';
import { isAppError } from '../ground/errors.ts';
import type { Eyes } from '../ports/connections.ts';
import type { ContactReader } from '../ports/contacts.ts';
import type { MailReader, MailSummary } from '../ports/mail.ts';
import { type Triage, triage } from './triage.ts';

/** A mail that came in, and what the rules make of it. */
export interface Arrival extends Triage {
  /** The address of the account that it came to. */
  readonly account: string;
  readonly mail: MailSummary;
  /** The person wrote to the sender before, has them as a contact, or took part in the thread. */
  readonly isKnown: boolean;
}

/** Recipients of the latest of these count as known. */
const SENT_LOOKED_AT = 200;
const MOST_ASKED = 50;

/** What lies in the inbox since then, the newest first, at most `limit`. */
export async function arrivalsSince(
  eyes: Eyes & { readonly mail: MailReader },
  since: Temporal.Instant,
  limit: number,
  signal: AbortSignal,
): Promise<readonly Arrival[]> {
  const mails = await eyes.mail.search({ mailbox: 'inbox', since: since.toString() }, limit, signal);
  return judged(eyes, mails, signal);
}

/** Each with its category. Whoever the person wrote to, or has in the address book, is known. */
export async function judged(
  { mail: reader, contacts }: Eyes & { readonly mail: MailReader },
  mails: readonly MailSummary[],
  signal: AbortSignal,
): Promise<readonly Arrival[]> {
  if (mails.length === 0) return [];
  const sent = await reader.search({ mailbox: 'sent' }, SENT_LOOKED_AT, signal);
  const known = new Set(sent.flatMap(({ to }) => to.map(({ address }) => address.toLowerCase())));
  const threads = new Set(sent.map(({ threadId }) => threadId));
  const senders = [...new Set(mails.map(({ from }) => from.address.toLowerCase()))].filter((address) => !known.has(address));
  for (const address of contacts ? senders.slice(0, MOST_ASKED) : [])
    if (await holds(contacts, address, signal)) known.add(address);
  return mails.map((mail) => {
    const isKnown = known.has(mail.from.address.toLowerCase()) || threads.has(mail.threadId);
    const { account } = reader;
    return { account, mail, isKnown, ...triage({ ...mail, account, isKnown }) };
  });
}

/** An address book that does not answer keeps no mail from being told of: without it, whoever the person wrote to is known. */
async function holds(contacts: ContactReader | undefined, address: string, signal: AbortSignal): Promise<boolean> {
  try {
    const found = (await contacts?.find(address, 5, signal)) ?? [];
    return found.some(({ addresses }) => addresses.some((each) => each.toLowerCase() === address));
  } catch (error) {
    if (signal.aborted || !isAppError(error)) throw error;
    return false;
  }
}
