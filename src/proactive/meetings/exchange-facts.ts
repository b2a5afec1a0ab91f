import { Temporal } from 'temporal-polyfill';
import { byNewest, nameOfMail, searchAll } from '../../mail/accounts.ts';
import type { Guest } from '../../ports/calendar.ts';
import type { Eyes, EyesOf } from '../../ports/connections.ts';
import type { MailSummary } from '../../ports/mail.ts';
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
      const eyes = await eyesOf(personId);
      const told = new Map<string, Fact>();
      for (const guest of meeting.others.slice(0, MOST_PEOPLE)) {
        const exchanges = await exchangesWith(eyes, guest.address);
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

/** The newest first. */
async function exchangesWith(eyes: Eyes, address: string): Promise<readonly MailSummary[]> {
  const isTheirs = (other: string) => other.toLowerCase() === address.toLowerCase();
  const got = (await searchAll(eyes, { from: address }, LOOKED_AT, signal)).mails.filter(({ from }) => isTheirs(from.address));
  const { mails: sent } = await searchAll(eyes, { mailbox: 'sent', to: address }, LOOKED_AT, signal);
  const written = sent.filter(({ to }) => to.some((each) => isTheirs(each.address)));
  return [...got, ...written].sort(byNewest).slice(0, MOST_EXCHANGES);
}

function saying({ subject, snippet }: MailSummary): string {
  const opening = snippet === '' ? '' : `: ${snippet}`;
  return `${subject || '(no subject)'}${opening}`.replaceAll(/\s+/g, ' ').slice(0, MOST_CHARACTERS);
}
