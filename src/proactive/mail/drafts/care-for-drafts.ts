import { hasAnswered, hasDraftIn, savedDraft, whenGone } from '../../../actions/kinds/mail/drafts.ts';
import { settle } from '../../../actions/ledger.ts';
import type { Undo } from '../../../actions/undo.ts';
import type { Database, Tx } from '../../../db/client.ts';
import { DatabaseAway } from '../../../db/failure.ts';
import type { Clock } from '../../../ground/clock.ts';
import { isAppError } from '../../../ground/errors.ts';
import { describeError, type Log } from '../../../ground/log.ts';
import { mailAccounts } from '../../../mail/accounts.ts';
import type { EyesOf } from '../../../ports/connections.ts';
import type { MailReader } from '../../../ports/mail.ts';
import { type Laid, toLookAfter } from './laid-drafts.ts';

interface CareDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly eyesOf: EyesOf;
  readonly undo: Pick<Undo, 'one'>;
  /** Closes a card that nobody has pressed, or that can still be cancelled, and says why in its place. */
  readonly closeCard: (tx: Tx, personId: string, actionId: string, outcome: string) => Promise<void>;
  /** Says in the place of a closed card what has come of it since. */
  readonly retell: (tx: Tx, personId: string, actionId: string, outcome: string) => Promise<void>;
}

const ANSWERED = 'You answered this mail yourself meanwhile. Nothing was sent.';
const DISCARDED = 'Discarded. Nothing was sent, and its draft is gone.';
const KEPT = 'Discarded. Nothing was sent. You changed its draft in your mailbox, so that stays there.';

/**
 * Goes through the drafts that were laid beside a card: one whose card was discarded or sent is taken back, and where the person has answered by
 * themself meanwhile, so is the card. What the person has changed is theirs and stays. What fails is tried at the next look.
 */
export function careForDrafts(deps: CareDeps): (personId: string, signal: AbortSignal) => Promise<void> {
  const { db, clock, eyesOf } = deps;
  return async (personId, signal) => {
    const all = await db.asPerson(personId, (tx) => toLookAfter(tx, personId, clock.now()));
    if (all.length === 0) return;
    const accounts = mailAccounts(await eyesOf(personId));
    for (const laid of all) {
      const reader = accounts.find(({ account }) => account === laid.account);
      if (reader) await lookAfter(deps, laid, reader, signal).catch(whenFailed(deps, signal));
    }
  };
}

/** One that fails keeps no other from its turn. */
function whenFailed({ log }: CareDeps, signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (signal.aborted || !isAppError(error) || error instanceof DatabaseAway) throw error;
    log.warn('draft-not-looked-after', describeError(error));
  };
}

async function lookAfter(deps: CareDeps, laid: Laid, reader: MailReader, signal: AbortSignal): Promise<void> {
  const { card, draft, threadId, messageId } = laid;
  const { personId, id } = card;
  const inDb = (work: (tx: Tx) => Promise<void>) => deps.db.asPerson(personId, work);
  switch (card.state) {
    case 'done':
      await takeBack(deps, laid, reader, signal);
      return;
    case 'declined': {
      const outcome = (await takeBack(deps, laid, reader, signal)) ? DISCARDED : KEPT;
      return inDb((tx) => deps.retell(tx, personId, id, outcome));
    }
    default: {
      const where = { threadId, since: draft.createdAt.toString() };
      if (!(await hasAnswered(reader, where, messageId, signal))) return;
      await takeBack(deps, laid, reader, signal);
      return inDb((tx) => deps.closeCard(tx, personId, id, ANSWERED));
    }
  }
}

/** True when it is gone; false where the person has changed it: then it is theirs, and nobody takes it back any more. */
async function takeBack(deps: CareDeps, { card, draft, threadId, messageId }: Laid, reader: MailReader, signal: AbortSignal) {
  const { personId, id } = draft;
  if (draft.state !== 'done' || draft.undo === null) return true;
  const lies = await reader.read(savedDraft.parse(draft.undo).id, signal).catch(whenGone);
  const isKeptAnew = !lies && (await hasDraftIn(reader, threadId, messageId, signal));
  try {
    await deps.undo.one(personId, id, `card:${card.id}`);
    return !isKeptAnew;
  } catch (error) {
    if (!isAppError(error, 'invalid')) throw error;
    await deps.db.asPerson(personId, (tx) => settle(tx, draft, { undo: null }));
    return false;
  }
}
