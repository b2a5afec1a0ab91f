import { Temporal } from 'temporal-polyfill';
import { shown } from '../../actions/card/shown.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Database } from '../../db/client.ts';
import { AppError } from '../../ground/errors.ts';
import { silenceText, whatAnswers } from '../../ground/what-answers.ts';
import { mailAccounts } from '../../mail/accounts.ts';
import { type Arrival, arrivalsSince } from '../../mail/arrivals.ts';
import { asWatched } from '../../mail/as-watched.ts';
import { CATEGORIES, type Category } from '../../mail/triage.ts';
import type { EyesOf } from '../../ports/connections.ts';
import type { MailReader } from '../../ports/mail.ts';
import { nearText } from '../../reminders/moment-text.ts';
import type { Command } from './command.ts';

interface MailCommandDeps {
  readonly db: Database;
  readonly audit: Audit;
  readonly eyesOf: EyesOf;
}

/** As many as are looked at in an account; of each group so many have a line of their own, the others share one. */
const MOST = 500;
const MOST_SHOWN = 15;

const HEADINGS: Readonly<Record<Category, string>> = {
  urgent: 'Urgent',
  action_required: 'To answer or do',
  informational: 'To know',
  spam: 'Probably junk',
};

/** R25: what came into the inbox since yesterday, each mail once, with its id. */
export function createMailCommand({ db, audit, eyesOf }: MailCommandDeps): Command {
  return {
    name: 'mail',
    description: 'What came into your inbox since yesterday, the urgent first',
    usage: '/mail',
    async run({ personId, profile, now, signal }) {
      const eyes = await eyesOf(personId);
      const accounts = mailAccounts(eyes);
      if (accounts.length === 0)
        throw new AppError('unavailable', 'No mail account is connected. Connect one with /connect mail.');
      const zone = profile.identity.timezone;
      const since = now.toZonedDateTimeISO(zone).toPlainDate().subtract({ days: 1 }).toZonedDateTime(zone).toInstant();
      const look = (mail: MailReader) => arrivalsSince({ ...eyes, mail }, since, MOST, signal);
      const { answers, missing } = await whatAnswers(accounts, look, ({ account }) => account, signal);
      const found = answers.flat();
      const ref = `${found.length} read`;
      const entry = { at: now, dataType: 'mail', access: 'read' as const, action: '/mail', ref };
      const all = await db.asPerson(personId, async (tx) => {
        await audit.record(tx, personId, [entry]);
        return asWatched(tx, personId, found);
      });
      const sources = all.map((each) => `mail:${each.mail.id}`);
      const silent = missing.map((each) => `_${shown(silenceText(each))}_`);
      return { message: { text: [mailDigest(all, now, zone), ...silent].join('\n\n') }, why: { sources } };
    },
  };
}

/** All of them are counted and named with their ids. Where they came to several accounts, each line names its own. */
export function mailDigest(all: readonly Arrival[], now: Temporal.Instant, zone: string): string {
  if (all.length === 0) return 'Nothing came into your inbox since yesterday.';
  const accounts = [...new Set(all.map(({ account }) => account))];
  const isCapped = accounts.some((each) => all.filter(({ account }) => account === each).length >= MOST);
  const capped = isCapped ? ` (the newest ${MOST} of an account; there may be more)` : '';
  const groups = CATEGORIES.flatMap((category) => {
    const own = all.filter((each) => each.category === category);
    if (own.length === 0) return [];
    const lines = own.slice(0, MOST_SHOWN).map((each) => line(each, accounts.length > 1, now, zone));
    return [[`**${HEADINGS[category]}** (${own.length})`, ...lines, ...restLines(own.slice(MOST_SHOWN))].join('\n')];
  });
  const count = all.length === 1 ? '1 mail' : `${all.length} mails`;
  return [`${count} since yesterday${capped}.`, ...groups].join('\n\n');
}

/** Who wrote the others, and their ids. */
function restLines(rest: readonly Arrival[]): string[] {
  if (rest.length === 0) return [];
  const named = rest.map(({ mail: { id, from } }) => `${shown((from.name || from.address).slice(0, 30))} (mail ${shown(id)})`);
  return [`_And ${rest.length} more:_ ${named.join(', ')}`];
}

function line({ mail, account }: Arrival, namesAccount: boolean, now: Temporal.Instant, zone: string): string {
  const { id, from, subject, at, unread } = mail;
  const who = shown((from.name || from.address).slice(0, 60));
  const when = nearText(Temporal.Instant.from(at), now, zone);
  return `- ${when} ${who}: ${shown(subject.slice(0, 120) || '(no subject)')}${unread ? ', unread' : ''} (mail ${shown(id)}${namesAccount ? `, ${shown(account)}` : ''})`;
}
