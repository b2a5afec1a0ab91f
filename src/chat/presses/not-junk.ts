import type { Act } from '../../actions/act.ts';
import { loseTrust } from '../../actions/trust.ts';
import type { Database } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { isAppError } from '../../ground/errors.ts';
import { mailAccounts } from '../../mail/accounts.ts';
import { arrivedById } from '../../mail/watch-store.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import type { EyesOf } from '../../ports/connections.ts';
import { NOT_JUNK_VERB } from '../../proactive/brief/put-away-facts.ts';
import type { OutsidePress } from '../presses.ts';
import { undoButton } from '../undo-button.ts';
import { settleRow } from './settle-row.ts';

interface NotJunkDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly act: Act;
  readonly buttons: Buttons;
  readonly eyesOf: EyesOf;
}

/** Every connector has a deadline of its own. */
const signal = new AbortController().signal;

/**
 * R24: the button under a brief by which one mail comes back from the junk mail, and its sender writes none from then on. It is a correction:
 * what is junk is asked about again before anything is moved.
 */
export function createNotJunkPress(deps: NotJunkDeps): OutsidePress {
  return (personId, { verb, id }, press) => (verb === NOT_JUNK_VERB ? bringBack(deps, personId, id, press) : undefined);
}

async function bringBack(deps: NotJunkDeps, personId: string, id: string, press: IncomingPress): Promise<string> {
  const { db, act, buttons, eyesOf } = deps;
  const row = await db.asPerson(personId, (tx) => arrivedById(tx, personId, id));
  const reader = mailAccounts(await eyesOf(personId)).find(({ account }) => account === row?.account);
  if (!row || !reader) return 'The account of this mail is not connected any more.';
  const there = await lyingInJunk(reader, row.key);
  if (typeof there === 'string') return there;
  const key = `not-junk:${row.id}:${press.messageId}`;
  const input = { mails: [there.id], account: row.account };
  const outcome = await act({ personId, kind: 'mail_not_junk', input, key, source: key, tainted: false, unattended: false });
  if (outcome.state !== 'done') return outcome.state === 'refused' ? outcome.said : 'I ask you first, on a card.';
  await db.asPerson(personId, (tx) => loseTrust(tx, { personId, kind: 'mail_junk' }));
  const said = `${outcome.said} What comes from there is no junk from now on.`;
  if (!outcome.undoable) return said;
  const undo = undoButton(buttons, personId, outcome.actionId);
  await settleRow(deps, personId, press, { key, said, row: [undo], actions: [outcome.actionId] });
  return said;
}

async function lyingInJunk(reader: ReturnType<typeof mailAccounts>[number], messageId: string) {
  try {
    const [there] = await reader.search({ mailbox: 'junk', messageId }, 1, signal);
    return there ?? 'This mail does not lie in the junk mail any more.';
  } catch (error) {
    if (!isAppError(error)) throw error;
    return error.message;
  }
}
