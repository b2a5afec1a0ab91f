import type { Temporal } from 'temporal-polyfill';
import type { Act } from '../../actions/act.ts';
import { cardKey } from '../../actions/card/card.ts';
import { byKey } from '../../actions/ledger.ts';
import type { Database } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { silenceText } from '../../ground/what-answers.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue } from '../../outbox/outbox.ts';
import { load } from '../../people/profile-store.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import type { EyesOf } from '../../ports/connections.ts';
import { CONFLICT_VERBS } from '../../proactive/conflicts/conflict-message.ts';
import { openConflicts, sceneryOf, wishOf } from '../../proactive/conflicts/find-conflicts.ts';
import type { OutsidePress } from '../presses.ts';
import { undoButton } from '../undo-button.ts';
import { settleRow } from './settle-row.ts';

interface ConflictPressDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly act: Act;
  readonly buttons: Buttons;
  readonly eyesOf: EyesOf;
}

const KEPT = 'Both stay. I do not speak of these two again.';
const CHANGED =
  'The calendar has changed since: these two do not overlap any more, or that time is taken. /conflicts shows how it is now.';
/** Every connector has a deadline of its own. */
const signal = new AbortController().signal;

/**
 * R31: the buttons under two events that overlap. The calendar is looked at anew, and a button does only what its line said: the deed goes through the
 * gate like any other, so what reaches others is asked on a card of its own.
 */
export function createConflictPress(deps: ConflictPressDeps): OutsidePress {
  return (personId, { verb, id }, press) => {
    if (!CONFLICT_VERBS.some((each) => each === verb)) return undefined;
    return verb === 'ckeep' ? keep(deps, personId, press) : takeWay(deps, personId, id, press);
  };
}

async function keep(deps: ConflictPressDeps, personId: string, press: IncomingPress): Promise<string> {
  await settleRow(deps, personId, press, { key: keyOf(press), said: KEPT, row: [], actions: [] });
  return KEPT;
}

async function takeWay(deps: ConflictPressDeps, personId: string, id: string, press: IncomingPress): Promise<string> {
  const { db, clock, act, buttons } = deps;
  const now = clock.now();
  const key = keyOf(press);
  const earlier = await db.asPerson(personId, (tx) => byKey(tx, personId, key));
  // What is under way or done has changed the calendar itself: it is not measured by it again.
  const wish = earlier ? { kind: earlier.kind, input: earlier.input } : await wishNow(deps, personId, id, now);
  if (typeof wish === 'string') return wish;
  const outcome = await act({ ...wish, personId, key, source: key, tainted: false, unattended: false });
  switch (outcome.state) {
    case 'refused':
      return outcome.said;
    case 'proposed': {
      const why = { trigger: 'the button you pressed', by: 'rule', sources: [], actions: [outcome.actionId] };
      const card = { personId, key: cardKey(outcome.actionId), message: outcome.card, why, now, to: press };
      await db.asPerson(personId, (tx) => enqueue(tx, card));
      return 'I ask you first, on a card.';
    }
    case 'done': {
      const { said, actionId } = outcome;
      const undo = undoButton(buttons, personId, actionId);
      await settleRow(deps, personId, press, { key, said, row: [undo], actions: [actionId] });
      return said;
    }
  }
}

/** The same for every press on this button of this message: a second tap, or the same press delivered again, meets what the first one did. */
function keyOf({ messageId, button }: IncomingPress): string {
  return `way:${messageId}:${button}`;
}

/** What the button stands for as the calendar is now, or the sentence why there is nothing to do. */
async function wishNow({ db, eyesOf }: ConflictPressDeps, personId: string, id: string, now: Temporal.Instant) {
  const profile = await db.asPerson(personId, (tx) => load(tx, personId));
  const { calendar } = await eyesOf(personId);
  if (!calendar) return 'No calendar is connected any more.';
  const scenery = await sceneryOf(calendar, profile, now, signal);
  const open = openConflicts(scenery, profile, now);
  const way = open.flatMap(({ ways }) => ways).find((each) => each.id === id)?.way;
  const [silent] = scenery.missing;
  return (way && wishOf(way, profile.identity.timezone)) ?? (silent ? silenceText(silent) : CHANGED);
}
