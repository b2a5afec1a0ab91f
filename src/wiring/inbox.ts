import type { Act } from '../actions/act.ts';
import type { Approvals } from '../actions/approvals.ts';
import type { Database, Tx } from '../db/client.ts';
import type { Jobs } from '../db/jobs.ts';
import type { Clock } from '../ground/clock.ts';
import { describeError, type Log } from '../ground/log.ts';
import type { EyesOf } from '../ports/connections.ts';
import type { Write } from '../proactive/brief/rewording.ts';
import type { Run } from '../proactive/clockwork.ts';
import type { InvitationWatch } from '../proactive/invitations/invitation-watch.ts';
import { createFollowUps } from '../proactive/mail/follow-ups/follow-ups.ts';
import { createMailWatch, type MailWatchDeps } from '../proactive/mail/mail-watch.ts';
import { createReplies, type ReplyWish, replyWish } from '../proactive/mail/replies.ts';
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
  readonly closeCard: Approvals['overtake'];
  readonly beginWork: NonNullable<MailWatchDeps['beginWork']>;
  readonly onMail?: Connections['onMail'];
  readonly onQueued: () => void;
}

export interface Inbox {
  readonly look: Run;
  /** An answer is written by a durable job: it is neither lost with the process nor waited for. False where such a job waits or runs. */
  readonly writeReply: (tx: Tx, wish: ReplyWish) => Promise<boolean>;
  /** From now on a look follows whenever a server says that something came in. */
  listen(nudge: () => void): void;
}

/** Joins the watch over inboxes with those who tell it and those who write for it. */
export function watchInbox(deps: InboxDeps): Inbox {
  const { db, jobs, clock, log, write } = deps;
  const reply = createReplies(deps);
  const written = (wish: ReplyWish, signal: AbortSignal) => reply(wish, signal).finally(deps.onQueued);
  const queue = jobs.define('mail-reply', replyWish, written, { retries: 2, timeoutSeconds: 300 });
  const writeReply = (tx: Tx, wish: ReplyWish) =>
    queue.send(tx, wish, { key: `${wish.mail} ${wish.press ? 'asked' : 'unasked'}` });
  const followUps = createFollowUps(deps);
  const watch = createMailWatch({ ...deps, prepareReply: write && writeReply, onArrived: followUps.arrived });
  return {
    async look(personId, due, signal) {
      await watch.look(personId, due, signal);
      await followUps.look(personId, signal);
    },
    writeReply,
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
