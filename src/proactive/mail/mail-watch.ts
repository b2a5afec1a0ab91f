import { Temporal } from 'temporal-polyfill';
import type { Database, Tx } from '../../db/client.ts';
import type { Clock } from '../../ground/clock.ts';
import { describeError, type Log } from '../../ground/log.ts';
import { type ArrivedMail, addArrivals, awake, keepWatch, nextAwake, type Watch, wake, watchOf } from '../../mail/watch-store.ts';
import { load } from '../../people/profile-store.ts';
import type { EyesOf } from '../../ports/connections.ts';
import type { MailReader, MailSummary } from '../../ports/mail.ts';
import type { Write } from '../brief/rewording.ts';
import type { Run } from '../clockwork.ts';
import type { InvitationWatch } from '../invitations/invitation-watch.ts';
import type { News } from '../notify/notices.ts';
import type { Notify } from '../notify/notify.ts';
import type { SignButton } from '../reminder-message.ts';
import { setNext, setNoLater } from '../schedules.ts';
import { inEachAccount, type MailEyes } from './in-each-account.ts';
import { beginningNews, urgentNews } from './mail-news.ts';
import { mayAnswer } from './may-answer.ts';
import type { ReplyWish } from './replies.ts';
import { asShown, type Read, readAgain, readAll, type Sorted, sortAll } from './sort-mail.ts';

export interface MailWatchDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly eyesOf: EyesOf;
  readonly notify: Notify;
  readonly button: SignButton;
  /** Absent without a model. */
  readonly write: Write | undefined;
  /** Has an answer written, to be shown as a card, once the transaction is committed. Absent where nobody could write one. */
  readonly prepareReply: ((tx: Tx, wish: ReplyWish) => Promise<unknown>) | undefined;
  /** Hears of what came in from others, in the transaction that takes it. */
  readonly onArrived?: (tx: Tx, personId: string, account: string, mails: readonly MailSummary[]) => Promise<void>;
  readonly invitations?: InvitationWatch;
  /** Begins the work that waits for such mail, but for what lay there before the first look; in the same transaction. */
  readonly beginWork?: (tx: Tx, personId: string, arrived: readonly Arrived[], now: Temporal.Instant) => Promise<void>;
}

/** A mail that came in, with its row and what its writer says in it. */
type Arrived = Read & { readonly row: ArrivedMail };

export interface MailWatch {
  /** Looks into the person's inboxes, tells what is urgent, each mail once, and stores when to look again; without an account, never. */
  readonly look: Run;
  /** Something came in, as the account says by itself: a look that is under way is followed by another. To be called before a time for it is stored. */
  rang(personId: string): void;
}

/** Taken at once; where more came in, the next look follows right away. */
const MOST_A_LOOK = 50;
/** The first look goes so far back, and so does none after it: what is older is left as it is. */
const FIRST_DAYS = 2;
const MOST_OF_FIRST = 200;
/** Answers prepared at a look. */
const MOST_ANSWERED = 5;

/** Watches the inboxes. Each look into one is a transaction: what it found, what it told, and where the next one goes on. */
export function createMailWatch(deps: MailWatchDeps): MailWatch {
  const { db, clock, log, eyesOf } = deps;
  const rung = new Set<string>();

  /** Resolves with when to look there again. */
  async function lookInto(personId: string, eyes: MailEyes, signal: AbortSignal): Promise<Temporal.Instant> {
    const { mail } = eyes;
    const { watch, snoozed } = await db.asPerson(personId, async (tx) => ({
      watch: await watchOf(tx, personId, mail.account),
      snoozed: await awake(tx, personId, mail.account, clock.now()),
    }));
    const found = await findNew(eyes, watch, clock.now(), signal);
    // What lay there before the first look is much, and told of by its number alone: its first words do, and no model is asked.
    const sorted = watch
      ? await sortAll(deps, personId, eyes, await readOf(eyes, found.mails, signal), signal)
      : await sortAll({ ...deps, write: undefined }, personId, eyes, found.mails.map(asShown), signal);
    const meetings = watch ? await meetingsIn(deps, personId, eyes, sorted, signal) : [];
    const again = await readAgain(mail, snoozed, signal);
    const now = clock.now();
    return db.asPerson(personId, async (tx) => {
      await tellNew(tx, deps, { personId, mail, watch, sorted, meetings }, now);
      for (const { row, read } of again) {
        if (read) await deps.notify(tx, urgentNews(row, read, deps.button, mail), now);
        await wake(tx, row);
      }
      await keepWatch(tx, { personId, account: mail.account, cursor: found.cursor, lookedAt: now, waiting: found.left ?? 0 });
      const regular = found.isAll ? now.add({ minutes: mail.lookEveryMinutes }) : now;
      return soonest([regular, await nextAwake(tx, personId, mail.account)]) ?? regular;
    });
  }

  return {
    async look(personId, due, signal) {
      const eyes = await eyesOf(personId);
      rung.delete(personId);
      const next = await inEachAccount(
        eyes,
        (one) => lookInto(personId, one, signal),
        (error, { lookEveryMinutes }) => {
          // The brief and /status say since when; nobody waits longer than usual once it answers again.
          log.warn('inbox-not-read', describeError(error));
          return clock.now().add({ minutes: lookEveryMinutes });
        },
        signal,
      );
      await db.asPerson(personId, (tx) => setNext(tx, personId, 'mail', due, soonest(next)));
      // Asked only now: whoever rings from here on finds what was just stored, and puts its own time in place of it.
      if (next.length > 0 && rung.has(personId))
        await db.asPerson(personId, (tx) => setNoLater(tx, personId, 'mail', clock.now()));
    },
    rang: (personId) => void rung.add(personId),
  };
}

/** What came in since the last look; where the account cannot tell, by the time of arrival. */
async function findNew({ mail }: MailEyes, watch: Watch | undefined, now: Temporal.Instant, signal: AbortSignal) {
  const found = await mail.arrivedSince(watch?.cursor, MOST_A_LOOK, signal);
  if (!found.isAnew) return found;
  const since = watch?.lookedAt ?? now.subtract({ hours: FIRST_DAYS * 24 });
  const mails = await mail.search({ mailbox: 'inbox', since: since.toString() }, MOST_OF_FIRST, signal);
  return { ...found, mails };
}

interface Look {
  readonly personId: string;
  readonly mail: MailReader;
  /** Undefined at the first look: what lay there before is sorted, not told. */
  readonly watch: Watch | undefined;
  readonly sorted: readonly Sorted[];
  /** What is to be told of meetings. */
  readonly meetings: readonly News[];
}

async function tellNew(
  tx: Tx,
  { notify, button, prepareReply, onArrived, beginWork }: MailWatchDeps,
  look: Look,
  now: Temporal.Instant,
): Promise<void> {
  const { personId, watch, sorted } = look;
  const { account, onlyRead } = look.mail;
  const answers = onlyRead ? undefined : prepareReply;
  const fresh = await addArrivals(tx, { personId, account }, sorted, now);
  const fromOthers = fresh
    .map(({ arrival }) => arrival.mail)
    .filter(({ from }) => from.address.toLowerCase() !== account.toLowerCase());
  await onArrived?.(tx, personId, account, fromOthers);
  if (!watch) {
    await notify(tx, beginningNews(personId, account, sorted), now);
    return;
  }
  const arrived = fresh.map(({ row, arrival }) => ({ ...arrival, row }));
  await beginWork?.(tx, personId, arrived, now);
  for (const news of look.meetings) await notify(tx, news, now);
  const ordinary = fresh.filter(({ arrival }) => arrival.meeting === undefined);
  for (const { row, arrival } of ordinary)
    if (row.category === 'urgent') await notify(tx, urgentNews(row, arrival, button, look.mail), now);
  if (!answers) return;
  const profile = await load(tx, personId);
  const answerable = ordinary.filter(({ arrival }) => mayAnswer(arrival, account, profile));
  for (const { row } of answerable.slice(0, MOST_ANSWERED)) await answers(tx, { personId, mail: row.id });
}

/** A meeting is answered through the first account: what comes to another is told as mail. */
async function readOf({ mail, mails }: MailEyes, found: readonly MailSummary[], signal: AbortSignal): Promise<Read[]> {
  const read = await readAll(mail, found, signal);
  return mails && mails[0] !== mail ? read.map(({ meeting: _, ...rest }) => rest) : read;
}

/** What came in about meetings, but for junk: told as that, and not as mail. */
async function meetingsIn(
  { db, clock, invitations }: MailWatchDeps,
  personId: string,
  eyes: MailEyes,
  sorted: readonly Sorted[],
  signal: AbortSignal,
): Promise<readonly News[]> {
  const arrivals = sorted.flatMap(({ mail, meeting, isKnown, category }) =>
    meeting && category !== 'spam' ? [{ mail, meeting, isKnown }] : [],
  );
  if (!invitations || arrivals.length === 0) return [];
  const profile = await db.asPerson(personId, (tx) => load(tx, personId));
  return invitations.byMail({ personId, profile, now: clock.now() }, eyes, arrivals, signal);
}

function soonest(times: readonly (Temporal.Instant | undefined)[]): Temporal.Instant | undefined {
  return times.filter((time) => time !== undefined).sort(Temporal.Instant.compare)[0];
}
