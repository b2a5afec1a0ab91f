import { Temporal } from 'temporal-polyfill';
import { mailAccounts } from '../../mail/accounts.ts';
import type { Guest } from '../../ports/calendar.ts';
import type { EyesOf } from '../../ports/connections.ts';
import type { MailReader, MailSummary } from '../../ports/mail.ts';
import { nearText } from '../../reminders/moment-text.ts';
import type { Fact, FactSource } from '../brief/fact.ts';
import { type MeetingOccasion, nameOf } from './meeting.ts';

const MOST_PEOPLE = 6;
const MOST_EXCHANGES = 3;
/** A search finds parts of addresses, too. */
const LOOKED_AT = 10;
const MOST_CHARACTERS = 200;
/** Every connector has a deadline of its own. */
const signal = new AbortController().signal;

/** The last mails from and to each of the first who come, in every account; a mail to several of them stands once. */
export function exchangeFacts(eyesOf: EyesOf): FactSource<MeetingOccasion> {
  return {
    name: 'mail',
    area: 'mail',
    async read({ personId, profile, now, meeting }) {
      const accounts = mailAccounts(await eyesOf(personId));
      const told = new Map<string, Fact>();
      for (const guest of meeting.others.slice(0, MOST_PEOPLE)) {
        const exchanges = await exchangesWith(accounts, guest.address);
        for (const one of exchanges.filter((each) => !told.has(nameOfMail(each)))) {
          told.set(nameOfMail(one), factOf(one, guest, now, profile.identity.timezone));
        }
      }
      return [...told.values()];
    },
  };
}

function factOf(mail: MailSummary, guest: Guest, now: Temporal.Instant, zone: string): Fact {
  const who = mail.mailbox === 'sent' ? `You to ${nameOf(guest)}` : nameOf(guest);
  const text = `${who}, ${nearText(Temporal.Instant.from(mail.at), now, zone)}: ${saying(mail)}`;
  return { section: 'Last exchanges', source: `mail:${mail.id}`, text, tainted: true };
}

/** The same in two accounts, where one forwards to the other. */
function nameOfMail({ messageId, id }: MailSummary): string {
  return messageId || id;
}

/** The newest first, each once. */
async function exchangesWith(accounts: readonly MailReader[], address: string): Promise<readonly MailSummary[]> {
  const found = (await Promise.all(accounts.map((mail) => exchangesIn(mail, address)))).flat();
  const once = new Map(found.map((mail) => [nameOfMail(mail), mail]));
  return [...once.values()]
    .sort((a, b) => Temporal.Instant.compare(Temporal.Instant.from(b.at), Temporal.Instant.from(a.at)))
    .slice(0, MOST_EXCHANGES);
}

async function exchangesIn(mail: MailReader, address: string): Promise<readonly MailSummary[]> {
  const isTheirs = (other: string) => other.toLowerCase() === address.toLowerCase();
  const got = (await mail.search({ from: address }, LOOKED_AT, signal)).filter(({ from }) => isTheirs(from.address));
  const sent = await mail.search({ mailbox: 'sent', to: address }, LOOKED_AT, signal);
  return [...got, ...sent.filter(({ to }) => to.some((each) => isTheirs(each.address)))];
}

function saying({ subject, snippet }: MailSummary): string {
  const opening = snippet === '' ? '' : `: ${snippet}`;
  return `${subject || '(no subject)'}${opening}`.replaceAll(/\s+/g, ' ').slice(0, MOST_CHARACTERS);
}
