import { AppError } from '../ground/errors.ts';
import type { Contact, ContactReader } from '../ports/contacts.ts';
import type { MailAddress } from '../ports/mail.ts';
import { mailboxText, parseAddress, toExact } from './address.ts';
import { quoted } from './quoted.ts';

const MOST_RECIPIENTS = 100;
const MOST_CHOICES = 10;

/** Who the entries mean: an address as it stands, a name by the address book. Rejects with `invalid` or `not-found` and the choices. */
export async function findRecipients(
  said: readonly string[],
  contacts: ContactReader | undefined,
  signal: AbortSignal,
): Promise<MailAddress[]> {
  if (said.length > MOST_RECIPIENTS) throw tooMany();
  const found: MailAddress[] = [];
  for (const entry of said) found.push(/[@<>]/.test(entry) ? parseAddress(entry) : await byName(entry, contacts, signal));
  return found;
}

export interface Recipients {
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
}

/** Everybody once, in the first place they stand in. Addresses are the same when they are so letter by letter. Rejects with `invalid`. */
export function eachOnce({ to, cc, bcc }: Recipients): { to: MailAddress[]; cc: MailAddress[]; bcc: MailAddress[] } {
  const seen = new Set<string>();
  const fresh = (list: readonly MailAddress[]) => list.filter(({ address }) => !seen.has(address) && seen.add(address));
  const once = { to: fresh(to), cc: fresh(cc), bcc: fresh(bcc) };
  if (seen.size > MOST_RECIPIENTS) throw tooMany();
  return once;
}

async function byName(said: string, contacts: ContactReader | undefined, signal: AbortSignal): Promise<MailAddress> {
  const name = said.trim();
  const called = quoted(name.slice(0, 60));
  if (name === '') throw new AppError('invalid', 'A recipient is empty. Write an address or the name of a contact.');
  if (!contacts)
    throw new AppError('invalid', `No address book is connected, so I cannot tell who ${called} is. Write the address.`);
  const held = await contacts.find(name, 50, signal);
  const choices = closest(held, name).flatMap((contact) => contact.addresses.flatMap((address) => exactly(contact, address)));
  const [only, another] = choices;
  if (!only) throw new AppError('not-found', `No contact with a mail address is called ${called}. Write the address.`);
  if (!another) return only;
  const list = choices.slice(0, MOST_CHOICES).map(mailboxText).join('; ');
  throw new AppError('invalid', `${called} could be any of these: ${list}. Write the address that is meant.`);
}

/** Those with that very name, when there are any. */
function closest(held: readonly Contact[], name: string): readonly Contact[] {
  const same = held.filter((contact) => contact.name.toLowerCase() === name.toLowerCase());
  return same.length > 0 ? same : held;
}

function exactly({ name }: Contact, address: string): MailAddress[] {
  try {
    return [toExact({ name, address })];
  } catch {
    return []; // an address book may hold what is no address
  }
}

function tooMany(): AppError {
  return new AppError('invalid', `One mail goes to at most ${MOST_RECIPIENTS} people.`);
}
