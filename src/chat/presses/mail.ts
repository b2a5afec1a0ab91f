import { openCards } from '../../actions/ledger.ts';
import type { Tx } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { type ArrivedMail, arrivedById, changeArrived, sayOfSender } from '../../mail/watch-store.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue, findPressed, messageUnder } from '../../outbox/outbox.ts';
import { load } from '../../people/profile-store.ts';
import type { Button } from '../../ports/chat.ts';
import { MAIL_VERBS, type MailVerb } from '../../proactive/mail/mail-news.ts';
import { type ReplyWish, replyKey } from '../../proactive/mail/replies.ts';
import { setNoLater } from '../../proactive/schedules.ts';
import { clockText } from '../../reminders/moment-text.ts';
import type { Press, PressHandler } from '../presses.ts';

interface MailPressDeps {
  readonly clock: Clock;
  readonly buttons: Buttons;
  /** Has an answer written once the transaction is committed; false where that is under way already. */
  readonly writeReply: (tx: Tx, wish: ReplyWish) => Promise<boolean>;
}

/** The buttons under an urgent mail: what became of it stands under its message, which stays. */
export function mailHandlers(deps: MailPressDeps): [string, PressHandler][] {
  return MAIL_VERBS.map((verb) => [
    verb,
    async (press) => {
      const row = await arrivedById(press.tx, press.personId, press.id);
      if (!row) return { said: 'I do not know this mail any more. /mail shows what came in.' };
      if (verb === 'mreply') return { said: await askForReply(deps, press, row) };
      const { said, next } = await carryOut(deps, press.tx, verb, row);
      await noteUnder(deps, press, said, next);
      return { said };
    },
  ]);
}

async function askForReply({ clock, writeReply }: MailPressDeps, { tx, personId, press }: Press, { id }: ArrivedMail) {
  const waits = (await openCards(tx, personId, clock.now())).some(({ key }) => key.startsWith(replyKey(id)));
  if (waits) return 'An answer to it waits for your press already. /cards shows it.';
  const { key, platform, chat } = press;
  const isNew = await writeReply(tx, { personId, mail: id, press: { key, platform, chat } });
  return isNew ? 'I write an answer; it comes below, and nothing is sent before you press Send.' : 'I am writing it already.';
}

interface Became {
  readonly said: string;
  /** What can be pressed afterwards. */
  readonly next: readonly { readonly verb: MailVerb; readonly label: string }[];
}

async function carryOut({ clock }: MailPressDeps, tx: Tx, verb: Exclude<MailVerb, 'mreply'>, row: ArrivedMail): Promise<Became> {
  const { personId, sender } = row;
  switch (verb) {
    case 'mlater': {
      const until = clock.now().add({ hours: 1 });
      await changeArrived(tx, row, { snoozedUntil: until });
      await setNoLater(tx, personId, 'mail', until);
      const zone = (await load(tx, personId)).identity.timezone;
      return { said: `It comes again at ${clockText(until.toZonedDateTimeISO(zone))}, if it still lies in the inbox.`, next: [] };
    }
    case 'mcalm':
      await sayOfSender(tx, personId, sender, { isCalm: true });
      await changeArrived(tx, row, { category: 'action_required', because: 'you said that it is not urgent' });
      return { said: 'Noted: mail from this sender is not urgent.', next: [{ verb: 'murgent', label: 'Undo' }] };
    case 'murgent':
      await sayOfSender(tx, personId, sender, { isCalm: false });
      await changeArrived(tx, row, { category: 'urgent', because: 'you said that it is urgent' });
      return { said: 'Undone: mail from this sender may be urgent.', next: [{ verb: 'mcalm', label: 'Not urgent' }] };
  }
}

async function noteUnder(
  { clock, buttons }: MailPressDeps,
  { tx, personId, id, press }: Press,
  said: string,
  next: Became['next'],
) {
  const original = await findPressed(tx, personId, press);
  const standing = original && (await messageUnder(tx, personId, original.key));
  if (!original || !standing) return;
  const toButton = ({ verb, label }: Became['next'][number]): Button => ({
    id: buttons.sign({ verb, id }, personId),
    label,
    style: 'plain',
  });
  const text = `${standing.text.split(NOTE)[0]}${NOTE}${said}_`;
  const message = { text, ...(next.length > 0 && { buttons: [next.map(toButton)] }) };
  const why = { trigger: 'the button you pressed', by: 'rule', sources: original.why.sources, actions: [] };
  await enqueue(tx, { personId, key: `pressed:${press.key}`, message, why, now: clock.now(), edits: original.key });
}

/** What became of it stands below, in place of what stood there before. */
const NOTE = '\n_→ ';
