import { shown } from '../../actions/card/shown.ts';
import type { Arrival } from '../../mail/arrivals.ts';
import type { Category } from '../../mail/triage.ts';
import type { ArrivedMail } from '../../mail/watch-store.ts';
import { whatItAsks } from '../../mail/what-it-asks.ts';
import type { MailReader, MailSummary } from '../../ports/mail.ts';
import type { News } from '../notify/notices.ts';
import type { SignButton } from '../reminder-message.ts';

/** What the buttons under an urgent mail do. */
export const MAIL_VERBS = ['mreply', 'mlater', 'mcalm', 'murgent'] as const;
export type MailVerb = (typeof MAIL_VERBS)[number];

const LONGEST_NAME = 60;
const LONGEST_SUBJECT = 120;

/** A mail that cannot wait: who wrote it, what it asks in one line, and why it is taken for urgent. `again`: it was snoozed until then. */
export function urgentNews(
  row: ArrivedMail,
  { mail, words }: { readonly mail: MailSummary; readonly words: string },
  sign: SignButton,
  { onlyRead }: Pick<MailReader, 'onlyRead'>,
): News {
  const { personId, id, because, snoozedUntil } = row;
  const { name, address } = mail.from;
  const who = name === '' ? address : `${name.slice(0, LONGEST_NAME)} (${address})`;
  const subject = mail.subject.slice(0, LONGEST_SUBJECT) || '(no subject)';
  const ask = whatItAsks(words, subject);
  const button = (verb: MailVerb, label: string) => ({ id: sign(verb, id, personId), label, style: 'plain' as const });
  return {
    personId,
    key: `mail:${id}${snoozedUntil ? `:${snoozedUntil.toString()}` : ''}`,
    kind: 'mail',
    urgency: 'now',
    text: `Urgent mail from ${who}: ${ask}`,
    message: {
      text: [`**Urgent mail** from ${shown(who)}`, `**${shown(subject)}**`, shown(ask), `_Because ${because}._`].join('\n'),
      buttons: [
        [...(onlyRead ? [] : [button('mreply', 'Draft reply')]), button('mlater', 'Snooze 1 h'), button('mcalm', 'Not urgent')],
      ],
    },
    source: `mail:${mail.id}`,
    tainted: true,
  };
}

/** What the first look at an account has found, and what it leaves alone. */
export function beginningNews(personId: string, account: string, all: readonly Arrival[]): News {
  const countOf = (category: Category) => all.filter((each) => each.category === category).length;
  const found =
    all.length === 0
      ? 'nothing'
      : `${all.length === 1 ? '1 mail' : `${all.length} mails`}: ${countOf('urgent')} urgent, ${countOf('action_required')} to answer or do`;
  return {
    personId,
    key: `mail-watch:${account}`,
    kind: 'mail',
    urgency: 'soon',
    text: `I watch ${account} from now on, and tell you at once of what is urgent. The last two days brought ${found}. What is older I leave as it is. /mail shows what came since yesterday.`,
    source: 'mail',
    tainted: false,
  };
}
