import type { Act } from '../../actions/act.ts';
import type { Database } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue } from '../../outbox/outbox.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import { undoButton } from '../undo-button.ts';

export interface SettingDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly act: Act;
  readonly buttons: Buttons;
}

export interface SettingChange {
  /** The dotted path of the field, and its value as a person would write it. */
  readonly path: string;
  readonly value: string;
  /** What holds once it is changed. */
  readonly said: string;
  /** The key of the message that this is said in the place of; without one, it is said below. */
  readonly inPlaceOf?: string;
  readonly sources?: readonly string[];
}

/** Changes a setting as the person themself would, and says so with Undo. Resolves with what answers the press; the same press again does nothing. */
export async function changeSetting(
  { db, clock, act, buttons }: SettingDeps,
  personId: string,
  press: IncomingPress,
  { path, value, said, inPlaceOf, sources = [] }: SettingChange,
): Promise<string> {
  const wish = { personId, kind: 'profile_update', input: { path, value }, key: `press:${press.key}`, source: press.key };
  const outcome = await act({ ...wish, tainted: false, unattended: false });
  if (outcome.state !== 'done') return outcome.state === 'refused' ? outcome.said : 'I ask you first, in a card.';
  if (!outcome.undoable) return outcome.said;
  const undo = undoButton(buttons, personId, outcome.actionId);
  const why = { trigger: 'the button you pressed', by: 'rule', sources: [...sources], actions: [outcome.actionId] };
  const message = { text: `✓ ${said}`, buttons: [[undo]] };
  const where = inPlaceOf === undefined ? { to: press } : { edits: inPlaceOf };
  await db.asPerson(personId, (tx) =>
    enqueue(tx, { personId, key: `pressed:${press.key}`, message, why, now: clock.now(), ...where }),
  );
  return said;
}
