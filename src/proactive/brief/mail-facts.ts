import { silenceText, whatAnswers } from '../../ground/what-answers.ts';
import { mailAccounts } from '../../mail/accounts.ts';
import { arrivalsSince } from '../../mail/arrivals.ts';
import { asWatched } from '../../mail/as-watched.ts';
import { lastLook } from '../../mail/watch-store.ts';
import type { EyesOf } from '../../ports/connections.ts';
import type { MailReader } from '../../ports/mail.ts';
import type { Fact, FactSource } from './fact.ts';

const SECTION = 'Mail since yesterday';
const MOST = 200;
const MOST_SHOWN = 10;
/** Every connector has a deadline of its own. */
const signal = new AbortController().signal;

/** Unread mail that asks for something, the urgent first, and how much there is to know beside it. */
export function mailFacts(eyesOf: EyesOf): FactSource {
  return {
    name: 'mail',
    area: 'mail',
    isConnected: async ({ personId }) => (await eyesOf(personId)).mail !== undefined,
    lastRead: ({ personId }, inDb) => inDb((tx) => lastLook(tx, personId)),
    async read({ personId, profile, now }, inDb) {
      const eyes = await eyesOf(personId);
      const accounts = mailAccounts(eyes);
      const zone = profile.identity.timezone;
      const since = now.toZonedDateTimeISO(zone).toPlainDate().subtract({ days: 1 }).toZonedDateTime(zone).toInstant();
      const look = (mail: MailReader) => arrivalsSince({ ...eyes, mail }, since, MOST, signal);
      const { answers, missing } = await whatAnswers(accounts, look, ({ account }) => account, signal);
      const sorted = await inDb((tx) => asWatched(tx, personId, answers.flat()));
      const unread = sorted.filter((each) => each.mail.unread);
      const asking = ['urgent', 'action_required'].flatMap((category) => unread.filter((each) => each.category === category));
      const other = unread.filter(({ category }) => category === 'informational').length;
      const lines = asking.slice(0, MOST_SHOWN).map(({ mail: one, category }): Fact => {
        const text = `${category === 'urgent' ? 'Urgent: ' : ''}${one.from.name || one.from.address}: ${one.subject || '(no subject)'}`;
        return { section: SECTION, source: `mail:${one.id}`, text: text.replace(/\s+/g, ' ').slice(0, 200), tainted: true };
      });
      const more = asking.length - lines.length;
      const rest = [...(more > 0 ? [`${more} more to answer`] : []), ...(other > 0 ? [`${other} to know`] : [])].join(', ');
      const said = [...(rest === '' ? [] : [`${rest}: /mail shows them`]), ...missing.map(silenceText)];
      return [...lines, ...said.map((text) => ({ section: SECTION, source: 'mail', text, tainted: false }))];
    },
  };
}
