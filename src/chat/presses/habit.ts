import { enqueue, findPressed } from '../../outbox/outbox.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import { proposedTime } from '../../proactive/habits/brief-proposal.ts';
import type { OutsidePress, Press, PressHandler } from '../presses.ts';
import { changeSetting, type SettingDeps } from './setting.ts';

const GONE = 'I cannot find this proposal any more. /settings settings.brief.at 07:45 sets the hour of your brief.';
const NO = 'Then it stays as it is. I do not ask again for 60 days.';

/** No under a proposal: the press itself is what keeps it from being made again. */
export function habitHandler({ clock }: Pick<SettingDeps, 'clock'>): [string, PressHandler] {
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
export function createHabitPress(deps: SettingDeps): OutsidePress {
  return (personId, { verb }, press) => (verb === 'habityes' ? accept(deps, personId, press) : undefined);
}

async function accept(deps: SettingDeps, personId: string, press: IncomingPress): Promise<string> {
  const proposal = await deps.db.asPerson(personId, (tx) => findPressed(tx, personId, press));
  const value = proposal && proposedTime(proposal.item);
  if (!proposal || value === undefined) return GONE;
  const said = `Your brief comes at ${value} from now on.`;
  const { key: inPlaceOf, why } = proposal;
  return changeSetting(deps, personId, press, { path: 'settings.brief.at', value, said, inPlaceOf, sources: why.sources });
}
