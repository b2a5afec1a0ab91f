import type { Temporal } from 'temporal-polyfill';
import type { Act } from '../../../actions/act.ts';
import { cardKey } from '../../../actions/card/card.ts';
import { workingDays } from '../../../calendar/working-days.ts';
import type { Database, Tx } from '../../../db/client.ts';
import type { Clock } from '../../../ground/clock.ts';
import { describeError, type Log } from '../../../ground/log.ts';
import { addFollowUp, answered, leftAlone, markLookedForSilence } from '../../../mail/follow-up-store.ts';
import { ownWords } from '../../../mail/own-words.ts';
import { watchOf } from '../../../mail/watch-store.ts';
import type { Profile } from '../../../people/profile.ts';
import { load } from '../../../people/profile-store.ts';
import { parseTimeRange } from '../../../people/time-range.ts';
import type { OutgoingMessage } from '../../../ports/chat.ts';
import type { EyesOf } from '../../../ports/connections.ts';
import type { Mail, MailSummary } from '../../../ports/mail.ts';
import type { Write } from '../../brief/rewording.ts';
import type { Notify } from '../../notify/notify.ts';
import type { SignButton } from '../../reminder-message.ts';
import { inEachAccount, type MailEyes } from '../in-each-account.ts';
import { followUpPrompt, readReply } from '../mail-prompts.ts';
import { lookBackDays, unanswered } from './unanswered.ts';

/** The button under a follow-up that wants no more of them in its conversation. */
export const NO_FOLLOW_UPS_VERB = 'mnofollow';

interface FollowUpDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly eyesOf: EyesOf;
  readonly act: Act;
  readonly notify: Notify;
  readonly button: SignButton;
  /** Absent without a model: then a few words of ours stand there, for the person to edit. */
  readonly write: Write | undefined;
  /** Closes a card that nobody has pressed, or that can still be cancelled, and says why in its place. */
  readonly closeCard: (tx: Tx, personId: string, actionId: string, outcome: string) => Promise<void>;
}

export interface FollowUps {
  /** Once on a local day, in working hours: looks for questions without an answer and asks whether to follow up. */
  readonly look: (personId: string, signal: AbortSignal) => Promise<void>;
  /** These mails came in: what they answer needs no follow-up any more. In the transaction that takes them. */
  readonly arrived: (tx: Tx, personId: string, account: string, mails: readonly MailSummary[]) => Promise<void>;
}

const MOST_A_DAY = 3;
const MOST_WORDS = 2000;
const WITHOUT_MODEL = 'Hello,\n\nI wanted to ask whether you have had the time to look at my last mail.\n\nKind regards';

/** R26: a question that nobody has answered for some working days brings one card with a mail that asks again. Nothing is sent without a press. */
export function createFollowUps(deps: FollowUpDeps): FollowUps {
  const { db, clock, log, eyesOf } = deps;
  return {
    async look(personId, signal) {
      const profile = await db.asPerson(personId, (tx) => load(tx, personId));
      const local = clock.now().toZonedDateTimeISO(profile.identity.timezone);
      if (profile.settings.mail.followUpDays === 0 || !isWorkingTime(profile, local)) return;
      await inEachAccount(
        await eyesOf(personId),
        (eyes) => lookInto(deps, personId, profile, eyes, local.toPlainDate(), signal),
        (error) => log.warn('silence-not-looked-for', describeError(error)),
        signal,
      );
    },
    async arrived(tx, personId, account, mails) {
      const threads = [...new Set(mails.map(({ threadId }) => threadId))];
      for (const actionId of await answered(tx, personId, account, threads))
        await deps.closeCard(tx, personId, actionId, 'An answer came in meanwhile. Nothing was sent.');
    },
  };
}

function isWorkingTime({ identity }: Profile, local: Temporal.ZonedDateTime): boolean {
  const { from, to } = parseTimeRange(identity.workingHours);
  const time = local.toPlainTime();
  return time.since(from).sign >= 0 && time.until(to).sign > 0;
}

async function lookInto(
  deps: FollowUpDeps,
  personId: string,
  profile: Profile,
  eyes: MailEyes,
  today: Temporal.PlainDate,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock } = deps;
  const { mail: reader } = eyes;
  const { account } = reader;
  if (reader.onlyRead) return;
  const zone = profile.identity.timezone;
  const afterDays = profile.settings.mail.followUpDays;
  const watch = await db.asPerson(personId, (tx) => watchOf(tx, personId, account));
  if (!watch || watch.followedUpOn === today.toString()) return;
  const span = { from: today.subtract({ days: lookBackDays(afterDays) }), until: today };
  const isWorkingDay = await workingDays(eyes.calendar, span, zone, signal);
  if (isWorkingDay(today)) {
    const now = clock.now();
    const isLeft = await db.asPerson(personId, (tx) => leftAlone(tx, personId, account));
    const found = await unanswered(reader, { now, zone, afterDays, isWorkingDay, isLeft }, MOST_A_DAY, signal);
    for (const mail of found) await propose(deps, personId, profile, account, mail, signal);
  }
  await db.asPerson(personId, (tx) => markLookedForSilence(tx, personId, account, today));
}

async function propose(
  deps: FollowUpDeps,
  personId: string,
  profile: Profile,
  account: string,
  mail: Mail,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock, act, notify, log, button } = deps;
  const { id, messageId, threadId } = mail;
  const outcome = await act({
    personId,
    kind: 'mail_send',
    input: {
      to: mail.to.map(({ address }) => address),
      cc: mail.cc.map(({ address }) => address),
      inReplyTo: id,
      body: await written(deps, personId, profile, mail, signal),
      account,
    },
    key: `follow-up:${account}:${messageId}`,
    source: `mail:${id}`,
    tainted: true,
    unattended: true,
  });
  if (outcome.state !== 'proposed') return log.warn('follow-up-not-proposed', { state: outcome.state });
  const { actionId, card } = outcome;
  const now = clock.now();
  const off = { id: button(NO_FOLLOW_UPS_VERB, actionId, personId), label: 'None in this thread', style: 'plain' as const };
  const message: OutgoingMessage = {
    ...card,
    text: `${card.text}\n_No answer came to your question for some working days, so I would ask once more._`,
    buttons: [...(card.buttons ?? []), [off]],
  };
  const text = `No answer came from ${mail.to.map(({ address }) => address).join(', ')}: shall I ask once more?`;
  const news = { key: cardKey(actionId), kind: 'mail', urgency: 'soon', source: `mail:${id}`, tainted: true } as const;
  await db.asPerson(personId, async (tx) => {
    await addFollowUp(tx, { personId, account, messageId, threadId, actionId, state: 'asked', createdAt: now });
    await notify(tx, { personId, ...news, text, message }, now);
  });
}

/** In the person's own words as far as a model knows them; one that does not answer leaves ours. */
async function written(
  { write, log }: FollowUpDeps,
  personId: string,
  { identity }: Profile,
  mail: Mail,
  signal: AbortSignal,
): Promise<string> {
  try {
    const read = { mail, words: ownWords(mail.text).slice(0, MOST_WORDS) };
    const answer = await write?.(followUpPrompt(read, identity.name), signal, { personId, zone: identity.timezone });
    return readReply(answer?.text ?? '') ?? WITHOUT_MODEL;
  } catch (error) {
    signal.throwIfAborted();
    log.warn('follow-up-without-model', describeError(error));
    return WITHOUT_MODEL;
  }
}
