import type { Act } from '../actions/act.ts';
import type { Approvals } from '../actions/approvals.ts';
import { cardKey } from '../actions/card/card.ts';
import type { Undo } from '../actions/undo.ts';
import type { Database, Tx } from '../db/client.ts';
import type { Jobs } from '../db/jobs.ts';
import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { EyesOf } from '../ports/connections.ts';
import type { Write } from '../proactive/brief/rewording.ts';
import type { Run } from '../proactive/clockwork.ts';
import type { InvitationWatch } from '../proactive/invitations/invitation-watch.ts';
import { careForDrafts } from '../proactive/mail/drafts/care-for-drafts.ts';
import { hasLaidDraft } from '../proactive/mail/drafts/laid-drafts.ts';
import { createFollowUps } from '../proactive/mail/follow-ups/follow-ups.ts';
import { createMailWatch, type MailWatchDeps } from '../proactive/mail/mail-watch.ts';
import { createReplies, type ReplyWish, replyWish } from '../proactive/mail/replies.ts';
import { dropUntold } from '../proactive/notify/notices.ts';
import type { Notify } from '../proactive/notify/notify.ts';
import type { SignButton } from '../proactive/reminder-message.ts';
import { setNoLater } from '../proactive/schedules.ts';
import type { Connections } from './actions.ts';

interface InboxDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Log;
  readonly eyesOf: EyesOf;
  readonly act: Act;
  readonly notify: Notify;
  readonly button: SignButton;
  readonly invitations: InvitationWatch;
  readonly write: Write | undefined;
  readonly approvals: Approvals;
  readonly undo: Undo;
  readonly beginWork: NonNullable<MailWatchDeps['beginWork']>;
  readonly onMail?: Connections['onMail'];
  readonly onQueued: () => void;
}

export interface Inbox {
  readonly look: Run;
  /** An answer is written by a durable job: it is neither lost with the process nor waited for. False where such a job waits or runs. */
  readonly writeReply: (tx: Tx, wish: ReplyWish) => Promise<boolean>;
  /** A card was declined: the draft that lies beside it, if one does, is looked after at once. In the transaction that closes the card. */
  readonly onDeclined: (tx: Tx, personId: string, actionId: string) => Promise<void>;
  /** From now on a look follows whenever a server says that something came in. */
  listen(nudge: () => void): void;
}

/** The end of the process counts as a try as well: an answer that was asked for is not lost by a few of them, and does not wait long. */
const TRIES = { retries: 10, longestDelaySeconds: 30, timeoutSeconds: 300 };

/** Joins the watch over inboxes with those who tell it and those who write for it. */
export function watchInbox(deps: InboxDeps): Inbox {
  const { db, jobs, clock, log, write } = deps;
  const reply = createReplies(deps);
  const written = (wish: ReplyWish, signal: AbortSignal) => reply(wish, signal).finally(deps.onQueued);
  const queue = jobs.define('mail-reply', replyWish, written, TRIES);
  const writeReply = (tx: Tx, wish: ReplyWish) =>
    queue.send(tx, wish, { key: `${wish.mail} ${wish.press ? 'asked' : 'unasked'}` });
  const closeCard: Approvals['overtake'] = async (tx, personId, actionId, outcome) => {
    await deps.approvals.overtake(tx, personId, actionId, outcome);
    await dropUntold(tx, personId, cardKey(actionId));
  };
  const followUps = createFollowUps({ ...deps, closeCard });
  const watch = createMailWatch({ ...deps, prepareReply: write && writeReply, onArrived: followUps.arrived });
  const care = careForDrafts({ ...deps, closeCard, retell: deps.approvals.retell });
  return {
    async look(personId, due, signal) {
      await watch.look(personId, due, signal);
      await care(personId, signal);
      await followUps.look(personId, signal);
    },
    writeReply,
    async onDeclined(tx, personId, actionId) {
      if (!(await hasLaidDraft(tx, personId, actionId))) return;
      watch.rang(personId);
      await setNoLater(tx, personId, 'mail', clock.now());
    },
    listen(nudge) {
      const note = async (personId: string) => {
        watch.rang(personId);
        await db.asPerson(personId, (tx) => setNoLater(tx, personId, 'mail', clock.now()));
        nudge();
      };
      deps.onMail?.((personId) => {
        note(personId).catch((error: unknown) => log.warn('mail-not-noted', describeError(error)));
      });
    },
  };
}
