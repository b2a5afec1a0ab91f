import { isAppError } from '../ground/errors.ts';
import type { Eyes } from '../ports/connections.ts';
import type { MailAddress, MailReader } from '../ports/mail.ts';
import { domainOf } from './address.ts';
import { lookAlike } from './look-alike.ts';

/** More recipients than these are counted, not looked up one by one. */
const MOST_LOOKED_UP = 25;
const MANY = 10;

/** What the person should look at twice about those a mail goes to: one sentence each. */
export async function recipientWarnings(eyes: Eyes, recipients: readonly MailAddress[], signal: AbortSignal): Promise<string[]> {
  const known = await knownDomains(eyes, signal);
  const domains = [...new Set(recipients.map(({ address }) => domainOf(address)))];
  const looked = recipients.slice(0, MOST_LOOKED_UP);
  const first = await Promise.all(looked.map((recipient) => firstMail(eyes, recipient.address, signal)));
  const rest = recipients.length - looked.length;
  return [
    ...(recipients.length > MANY ? [`It goes to ${recipients.length} people.`] : []),
    ...recipients.flatMap(posing),
    ...domains.flatMap((domain) => lookAlike(domain, known) ?? []),
    ...first.flatMap((sentence) => sentence ?? []),
    ...(rest > 0 ? [`I did not look up whether you ever wrote to the last ${rest} of them.`] : []),
  ];
}

/** A name with an @ in it reads as an address, and the mail does not go there. */
function posing({ name, address }: MailAddress): string[] {
  if (!/[@＠﹫]/u.test(name) || name.toLowerCase() === address.toLowerCase()) return [];
  return [`The name "${name}" is no address: the mail goes to ${address}.`];
}

async function firstMail({ mail, contacts }: Eyes, address: string, signal: AbortSignal): Promise<string | undefined> {
  if (address === mail?.account) return undefined;
  try {
    const held = (await contacts?.find(address, 50, signal)) ?? [];
    if (held.some(({ addresses }) => addresses.includes(address))) return undefined;
    if (mail && (await hasWritten(mail, address, signal))) return undefined;
    const got = (await mail?.search({ from: address }, 20, signal)) ?? [];
    return got.some(({ from }) => from.address === address)
      ? `This is your first mail to ${address}, who has written to you.`
      : `This is your first mail to ${address}, and none ever came from there.`;
  } catch (error) {
    if (signal.aborted || !isAppError(error)) throw error;
    return `I could not look up whether you ever wrote to ${address}.`;
  }
}

/** A search finds parts of addresses, too, and its lines lack Cc: what it finds is looked at. */
async function hasWritten(mail: MailReader, address: string, signal: AbortSignal): Promise<boolean> {
  const sent = await mail.search({ mailbox: 'sent', to: address }, 20, signal);
  if (sent.some(({ to }) => holds(to, address))) return true;
  for (const { id } of sent.slice(0, 5)) {
    const { cc, bcc } = await mail.read(id, signal);
    if (holds([...cc, ...bcc], address)) return true;
  }
  return false;
}

function holds(list: readonly MailAddress[], address: string): boolean {
  return list.some((one) => one.address === address);
}

/** The account's own domain, those of the contacts and those last written to. */
async function knownDomains({ mail, contacts }: Eyes, signal: AbortSignal): Promise<Set<string>> {
  try {
    const held = (await contacts?.find('', 1000, signal)) ?? [];
    const sent = (await mail?.search({ mailbox: 'sent' }, 100, signal)) ?? [];
    const addresses = [
      ...(mail ? [mail.account] : []),
      ...held.flatMap((contact) => contact.addresses),
      ...sent.flatMap(({ to }) => to.map(({ address }) => address)),
    ];
    return new Set(addresses.map((address) => domainOf(address).toLowerCase()));
  } catch (error) {
    if (signal.aborted || !isAppError(error)) throw error;
    return new Set(mail ? [domainOf(mail.account).toLowerCase()] : []);
  }
}
