import { Temporal } from 'temporal-polyfill';
import type { Act } from '../../actions/act.ts';
import { cardKey } from '../../actions/card/card.ts';
import { letterAbout } from '../../actions/kinds/calendar/meeting-letter.ts';
import { byKey } from '../../actions/ledger.ts';
import { offeredTimes } from '../../calendar/counter-offer.ts';
import type { Database } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { isAppError } from '../../ground/errors.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue, storedMessage } from '../../outbox/outbox.ts';
import { load } from '../../people/profile-store.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import type { EyesOf } from '../../ports/connections.ts';
import {
  GONE_VERB,
  INVITATION_VERBS,
  type InvitationVerb,
  invitationKey,
  MOVE_VERBS,
  NOTE_VERB,
  SHOW_VERB,
} from '../../proactive/invitations/invitation-news.ts';
import { noticeOf } from '../../proactive/notify/notices.ts';
import type { OutsidePress } from '../presses.ts';
import { undoButton } from '../undo-button.ts';
import { settleRow } from './settle-row.ts';

interface InvitationPressDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly act: Act;
  readonly buttons: Buttons;
  readonly eyesOf: EyesOf;
}

const VERBS = [...INVITATION_VERBS, GONE_VERB, NOTE_VERB, ...MOVE_VERBS] as const;
type Verb = (typeof VERBS)[number];

const ANSWERS: Readonly<Record<InvitationVerb, string>> = { imyes: 'accepted', imother: 'proposed', imno: 'declined' };

/** Every connector has a deadline of its own. */
const { signal } = new AbortController();

/**
 * R29: the buttons under what is told of a meeting. What others would hear of is shown on a card, and nobody is told before that is pressed. What changes a
 * calendar that only the person sees is done at once and can be undone: a cancelled meeting is taken out, a guest's answer is noted.
 */
export function createInvitationPress(deps: InvitationPressDeps): OutsidePress {
  return (personId, { verb, id }, press) => {
    if (verb === SHOW_VERB) return show(deps, personId, id, press);
    const known = VERBS.find((each) => each === verb);
    return known && answer(deps, personId, known, id, press);
  };
}

const UNKNOWN = 'I do not know this invitation any more.';

/** Brings an invitation with its buttons, of which a brief had the line only. */
async function show({ db, clock }: InvitationPressDeps, personId: string, name: string, press: IncomingPress): Promise<string> {
  return db.asPerson(personId, async (tx) => {
    const notice = await noticeOf(tx, personId, invitationKey(name));
    if (!notice?.message) return UNKNOWN;
    const now = clock.now();
    if (notice.staleAt && Temporal.Instant.compare(notice.staleAt, now) <= 0) return 'The time of this meeting is over.';
    const why = { trigger: 'the button you pressed', by: 'rule', sources: [notice.source, ...notice.restsOn], actions: [] };
    const key = `shown:${notice.key}:${press.key}`;
    await enqueue(tx, { personId, key, message: storedMessage(notice.message), why, now, to: press });
    return 'It comes below, with its buttons.';
  });
}

async function answer(
  deps: InvitationPressDeps,
  personId: string,
  verb: Verb,
  name: string,
  press: IncomingPress,
): Promise<string> {
  const { db, clock, act, buttons } = deps;
  const first = `${invitationKey(name)}:${verb}`;
  const { notice, earlier } = await db.asPerson(personId, async (tx) => ({
    notice: await noticeOf(tx, personId, invitationKey(name)),
    earlier: await byKey(tx, personId, first),
  }));
  if (!notice) return UNKNOWN;
  // A card that was closed is no last word: another press asks again.
  const isClosed = earlier !== undefined && earlier.state !== 'proposed' && earlier.state !== 'running';
  const key = isClosed ? `${first}:${press.key}` : first;
  const wish = await wishOf(deps, personId, verb, notice.source);
  if (typeof wish === 'string') return wish;
  const outcome = await act({ ...wish, personId, key, source: press.key, unattended: false });
  if (outcome.state === 'refused') return outcome.said;
  const { actionId } = outcome;
  if (outcome.state === 'done') {
    const row = outcome.undoable ? [undoButton(buttons, personId, actionId)] : [];
    await settleRow(deps, personId, press, { key, said: outcome.said, row, actions: [actionId] });
    return outcome.said;
  }
  const why = { trigger: 'the button you pressed', by: 'rule', sources: [notice.source], actions: [actionId] };
  const card = { personId, key: cardKey(actionId), message: outcome.card, why, now: clock.now(), to: press };
  await db.asPerson(personId, (tx) => enqueue(tx, card));
  return 'I ask you first, on a card.';
}

interface PressWish {
  readonly kind: string;
  readonly input: object;
  readonly tainted: boolean;
}

/** As the person could have said it: the news says where it was found. Else the sentence why there is nothing to do. */
async function wishOf(deps: InvitationPressDeps, personId: string, verb: Verb, source: string): Promise<PressWish | string> {
  const id = source.slice(source.indexOf(':') + 1);
  switch (verb) {
    case GONE_VERB:
      return { kind: 'calendar_delete', input: { event: id, date: 'all' }, tainted: false };
    case NOTE_VERB:
      return { kind: 'calendar_note', input: { mail: id }, tainted: false };
    case 'imyes':
    case 'imother':
    case 'imno': {
      const found = source.startsWith('mail:') ? { mail: id } : { event: id };
      return { kind: 'calendar_respond', input: { ...found, answer: ANSWERS[verb] }, tainted: false };
    }
    default:
      return moveBy(deps, personId, id, MOVE_VERBS.indexOf(verb));
  }
}

const GONE = 'Your meeting has changed since, or that time is over. Look at it in the calendar.';

/** To the time that a guest proposes at this place, which only their mail knows. */
async function moveBy({ db, clock, eyesOf }: InvitationPressDeps, personId: string, mail: string, place: number) {
  const zone = (await db.asPerson(personId, (tx) => load(tx, personId))).identity.timezone;
  try {
    const { event, letter } = await letterAbout(await eyesOf(personId), mail, zone, signal);
    const time = offeredTimes(event, letter, clock.now())[place];
    if (!time) return GONE;
    const local = (at: string) =>
      Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
    const input = { event: event.id, start: local(time.start.at), end: local(time.end.at) };
    return { kind: 'calendar_update', input, tainted: true };
  } catch (error) {
    if (isAppError(error)) return error.message;
    throw error;
  }
}
