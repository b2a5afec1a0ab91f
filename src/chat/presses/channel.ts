import type { Act } from '../../actions/act.ts';
import type { Database } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue, findPressed } from '../../outbox/outbox.ts';
import { load } from '../../people/profile-store.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import { type ChannelChoice, channelButtons, choiceOf } from '../channel-choice.ts';
import type { OutsidePress } from '../presses.ts';
import { undoButton } from '../undo-button.ts';

interface ChannelPressDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly act: Act;
  readonly buttons: Buttons;
}

/** The buttons that choose where I speak first: a change of the profile like any other, with Undo. */
export function createChannelPress(deps: ChannelPressDeps): OutsidePress {
  return (personId, { verb }, press) => {
    const choice = choiceOf(verb);
    return choice && choose(deps, personId, choice, press);
  };
}

async function choose(deps: ChannelPressDeps, personId: string, choice: ChannelChoice, press: IncomingPress): Promise<string> {
  const { db, buttons, clock } = deps;
  const input = { path: 'settings.preferredChannel', value: choice };
  const wish = { personId, kind: 'profile_update', input, key: `press:${press.key}`, source: press.key };
  const outcome = await deps.act({ ...wish, tainted: false, unattended: false });
  if (outcome.state !== 'done') return outcome.state === 'refused' ? outcome.said : 'I ask you first, in a card.';
  const { actionId, said, undoable } = outcome;
  if (!undoable) return said;
  const undo = undoButton(buttons, personId, actionId);
  await db.asPerson(personId, async (tx) => {
    const original = await findPressed(tx, personId, press);
    if (!original) return;
    const choices = await channelButtons(tx, personId, await load(tx, personId), buttons);
    const why = { trigger: 'the button you pressed', by: 'rule', sources: [], actions: [actionId] };
    const message = { text: `✓ ${said}`, buttons: [[undo], ...choices] };
    await enqueue(tx, { personId, key: `pressed:${press.key}`, message, why, now: clock.now(), edits: original.key });
  });
  return said;
}
