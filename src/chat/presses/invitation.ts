import type { Act } from '../../actions/act.ts';
import { cardKey } from '../../actions/card/card.ts';
import { byKey } from '../../actions/ledger.ts';
import type { Database } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { enqueue } from '../../outbox/outbox.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import { GONE_VERB, INVITATION_VERBS, type InvitationVerb, invitationKey } from '../../proactive/invitations/invitation-news.ts';
import { noticeOf } from '../../proactive/notify/notices.ts';
import type { OutsidePress } from '../presses.ts';

interface InvitationPressDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly act: Act;
}

const VERBS = [...INVITATION_VERBS, GONE_VERB] as const;
type Verb = (typeof VERBS)[number];

const ANSWERS: Readonly<Record<InvitationVerb, string>> = { imyes: 'accepted', imother: 'proposed', imno: 'declined' };

/**
 * R29: the buttons under an invitation. Each shows the card of its answer; nobody is told before that is pressed. To take a cancelled meeting out of a
 * calendar that only the person sees is done at once, and undone by /undo.
 */
export function createInvitationPress(deps: InvitationPressDeps): OutsidePress {
  return (personId, { verb, id }, press) => {
    const known = VERBS.find((each) => each === verb);
    return known && answer(deps, personId, known, id, press);
  };
}

async function answer(
  { db, clock, act }: InvitationPressDeps,
  personId: string,
  verb: Verb,
  name: string,
  press: IncomingPress,
): Promise<string> {
  const first = `${invitationKey(name)}:${verb}`;
  const { notice, earlier } = await db.asPerson(personId, async (tx) => ({
    notice: await noticeOf(tx, personId, invitationKey(name)),
    earlier: await byKey(tx, personId, first),
  }));
  if (!notice) return 'I do not know this invitation any more.';
  // A card that was closed is no last word: another press asks again.
  const isClosed = earlier !== undefined && earlier.state !== 'proposed' && earlier.state !== 'running';
  const key = isClosed ? `${first}:${press.key}` : first;
  const wish = wishOf(verb, notice.source);
  const outcome = await act({ ...wish, personId, key, source: press.key, tainted: false, unattended: false });
  if (outcome.state !== 'proposed') return outcome.said;
  const { actionId, card: message } = outcome;
  const why = { trigger: 'the button you pressed', by: 'rule', sources: [notice.source], actions: [actionId] };
  await db.asPerson(personId, (tx) =>
    enqueue(tx, { personId, key: cardKey(actionId), message, why, now: clock.now(), to: press }),
  );
  return 'I ask you first, on a card.';
}

/** As the person could have said it: the news says where it was found. */
function wishOf(verb: Verb, source: string): { readonly kind: string; readonly input: object } {
  const id = source.slice(source.indexOf(':') + 1);
  if (verb === GONE_VERB) return { kind: 'calendar_delete', input: { event: id, date: 'all' } };
  const found = source.startsWith('mail:') ? { mail: id } : { event: id };
  return { kind: 'calendar_respond', input: { ...found, answer: ANSWERS[verb] } };
}
