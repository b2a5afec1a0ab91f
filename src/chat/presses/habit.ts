import type { Act } from '../../actions/act.ts';
import type { Database } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue, findPressed } from '../../outbox/outbox.ts';
import type { Button, IncomingPress } from '../../ports/chat.ts';
import { proposedTime } from '../../proactive/habits/brief-proposal.ts';
import type { OutsidePress, Press, PressHandler } from '../presses.ts';

interface HabitPressDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly act: Act;
  readonly buttons: Buttons;
}

const GONE = 'I cannot find this proposal any more. /settings settings.brief.at 07:45 sets the hour of your brief.';
const NO = 'Then it stays as it is. I do not ask again for 60 days.';

/** No under a proposal: the press itself is what keeps it from being made again. */
export function habitHandler({ clock }: Pick<HabitPressDeps, 'clock'>): [string, PressHandler] {
  return [
    'habitno',
    async (press: Press) => {
      const { tx, personId } = press;
      const original = await findPressed(tx, personId, press.press);
      const why = { trigger: 'the button you pressed', by: 'rule', sources: [], actions: [] };
      const key = `pressed:${press.press.key}`;
      if (original) await enqueue(tx, { personId, key, message: { text: NO }, why, now: clock.now(), edits: original.key });
      return { said: NO };
    },
  ];
}

/** Yes under it: the setting is changed as by the person themself, with Undo. */
export function createHabitPress(deps: HabitPressDeps): OutsidePress {
  return (personId, { verb }, press) => (verb === 'habityes' ? accept(deps, personId, press) : undefined);
}

async function accept({ db, clock, act, buttons }: HabitPressDeps, personId: string, press: IncomingPress): Promise<string> {
  const proposal = await db.asPerson(personId, (tx) => findPressed(tx, personId, press));
  const value = proposal && proposedTime(proposal.item);
  if (!proposal || value === undefined) return GONE;
  const wish = {
    kind: 'profile_update',
    input: { path: 'settings.brief.at', value },
    key: `press:${press.key}`,
    source: press.key,
  };
  const outcome = await act({ ...wish, personId, tainted: false, unattended: false });
  if (outcome.state !== 'done') return outcome.state === 'refused' ? outcome.said : 'I ask you first, in a card.';
  if (!outcome.undoable) return outcome.said;
  const undo: Button = { id: buttons.sign({ verb: 'undo', id: outcome.actionId }, personId), label: 'Undo', style: 'plain' };
  const said = `Your brief comes at ${value} from now on.`;
  await db.asPerson(personId, async (tx) => {
    const why = { trigger: 'the button you pressed', by: 'rule', sources: proposal.why.sources, actions: [outcome.actionId] };
    const message = { text: `✓ ${said}`, buttons: [[undo]] };
    await enqueue(tx, { personId, key: `pressed:${press.key}`, message, why, now: clock.now(), edits: proposal.key });
  });
  return said;
}
