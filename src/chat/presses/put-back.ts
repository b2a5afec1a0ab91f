import type { Act, ActOutcome } from '../../actions/act.ts';
import { loseTrust } from '../../actions/trust.ts';
import type { Database } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { isAppError } from '../../ground/errors.ts';
import { mailAccounts } from '../../mail/accounts.ts';
import { arrivedById } from '../../mail/watch-store.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import type { EyesOf } from '../../ports/connections.ts';
import { KEEP_VERB, NOT_JUNK_VERB } from '../../proactive/brief/put-away-facts.ts';
import type { OutsidePress } from '../presses.ts';
import { undoButton } from '../undo-button.ts';
import { settleRow } from './settle-row.ts';

interface PutBackDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly act: Act;
  readonly buttons: Buttons;
  readonly eyesOf: EyesOf;
}

/** Every connector has a deadline of its own. */
const signal = new AbortController().signal;

const STAYS = 'stays in the inbox from now on; /settings mail.keepInInbox says for whom.';

/** Where a mail was put away to, the kind that brings it back, and the one that may have put it there by itself. */
const WAYS = {
  [NOT_JUNK_VERB]: {
    from: 'junk',
    place: 'the junk mail',
    kind: 'mail_not_junk',
    corrects: 'mail_junk',
    after: 'is no junk from now on.',
  },
  [KEEP_VERB]: { from: 'archive', place: 'the archive', kind: 'mail_to_inbox', corrects: 'mail_archive', after: STAYS },
} as const;
type Way = (typeof WAYS)[keyof typeof WAYS];

/**
 * R11, R24: the buttons under a brief by which one mail comes back, and what its sender writes stays where it is from then on. Each is a
 * correction: what would be put away next is asked about again before anything is moved.
 */
export function createPutBackPress(deps: PutBackDeps): OutsidePress {
  return (personId, { verb, id }, press) => {
    const way = verb === NOT_JUNK_VERB || verb === KEEP_VERB ? WAYS[verb] : undefined;
    return way && bringBack(deps, { personId, id, press }, way);
  };
}

interface PressedMail {
  readonly personId: string;
  readonly id: string;
  readonly press: IncomingPress;
}

async function bringBack(deps: PutBackDeps, { personId, id, press }: PressedMail, way: Way): Promise<string> {
  const { db, act, buttons, eyesOf } = deps;
  const row = await db.asPerson(personId, (tx) => arrivedById(tx, personId, id));
  const reader = mailAccounts(await eyesOf(personId)).find(({ account }) => account === row?.account);
  if (!row || !reader) return 'The account of this mail is not connected any more.';
  const there = await lyingIn(reader, way, row.key);
  if (typeof there === 'string') return there;
  const key = `put-back:${way.kind}:${row.id}:${press.messageId}`;
  const input = { mails: [there.id], account: row.account };
  const wish = { personId, source: key, tainted: false, unattended: false };
  // The rule first: after a crash between the two the press finds the mail where it lay.
  const rule = way === WAYS[KEEP_VERB] ? await act({ ...wish, ...keep(row.sender), key: `${key}:rule` }) : undefined;
  if (rule && rule.state !== 'done') return asked(rule);
  const outcome = await act({ ...wish, kind: way.kind, input, key });
  if (outcome.state !== 'done') return asked(outcome);
  await db.asPerson(personId, (tx) => loseTrust(tx, { personId, kind: way.corrects }));
  const said = `${outcome.said} What comes from there ${way.after}`;
  // Undo takes back the rule, not the mail.
  const { undoable, actionId } = rule ?? outcome;
  if (!undoable) return said;
  await settleRow(deps, personId, press, { key, said, row: [undoButton(buttons, personId, actionId)], actions: [actionId] });
  return said;
}

/** A setting holds the rule, so /settings shows it. */
function keep(sender: string) {
  return { kind: 'profile_update', input: { path: 'settings.mail.keepInInbox', value: `+${sender}` } };
}

function asked(outcome: Exclude<ActOutcome, { readonly state: 'done' }>): string {
  return outcome.state === 'refused' ? outcome.said : 'I ask you first, on a card.';
}

async function lyingIn(reader: ReturnType<typeof mailAccounts>[number], { from, place }: Way, messageId: string) {
  try {
    const [there] = await reader.search({ mailbox: from, messageId }, 1, signal);
    return there ?? `This mail does not lie in ${place} any more.`;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return error.message;
  }
}
