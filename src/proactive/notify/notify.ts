import { Temporal } from 'temporal-polyfill';
import { actionOfCard } from '../../actions/card/card.ts';
import type { Tx } from '../../db/client.ts';
import { isAppError } from '../../ground/errors.ts';
import type { Utterance } from '../../outbox/outbox.ts';
import type { Profile } from '../../people/profile.ts';
import { load } from '../../people/profile-store.ts';
import { invitationOf } from '../invitations/invitation-news.ts';
import { setNoLater, setSchedule } from '../schedules.ts';
import { focusAt } from './focus-times.ts';
import { newsMessage } from './news-message.ts';
import { addNotice, markDropped, markSaid, type News, type Notice, waitingNotices } from './notices.ts';
import { type Circumstances, type Moment, whenToSay } from './when-to-say.ts';

/**
 * The one door for whatever is to be said without having been asked for, in the person's transaction. Says it or keeps it, as the
 * person's quiet hours, focus and settings have it; the same key again does nothing. Nudge the clockwork once the transaction is committed.
 */
export type Notify = (tx: Tx, news: News, now: Temporal.Instant) => Promise<Told>;

/** `known`: that key was told before. `off`: the person wants none of its kind. */
export type Told = 'said' | 'kept' | 'known' | 'off';

interface NotifyDeps {
  readonly enqueue: (tx: Tx, utterance: Utterance) => Promise<unknown>;
}

export function createNotify(deps: NotifyDeps): Notify {
  return async (tx, news, now) => {
    const notice = await addNotice(tx, news, now);
    if (!notice) return 'known';
    const circumstances = await circumstancesOf(tx, news.personId, now);
    const moment = whenToSay(notice, circumstances);
    switch (moment.say) {
      case 'never':
        await markDropped(tx, news.personId, notice.seq);
        return 'off';
      case 'at-once':
        if (await say(deps, tx, [notice], circumstances)) return 'said';
        await setNoLater(tx, news.personId, 'news', now.add(NO_CHAT));
        return 'kept';
      case 'wait':
        await lookAgain(tx, news.personId, [moment]);
        return 'kept';
      case 'brief':
        return 'kept';
    }
  };
}

/** Says in one message what has waited long enough, and stores when to look again; to be called when that time has come. */
export type Release = (tx: Tx, personId: string, now: Temporal.Instant) => Promise<void>;

export function createRelease(deps: NotifyDeps): Release {
  return async (tx, personId, now) => {
    const circumstances = await circumstancesOf(tx, personId, now);
    const waiting = (await waitingNotices(tx, personId)).map((notice) => ({ notice, moment: whenToSay(notice, circumstances) }));
    const isReady = waiting.some(({ moment }) => moment.say === 'at-once');
    // What only waits for others to come along comes along now.
    const goes = ({ moment }: Judged) => moment.say === 'at-once' || (moment.say === 'wait' && moment.over === 'others');
    const going = isReady ? waiting.filter(goes) : [];
    for (const { notice, moment } of waiting) if (moment.say === 'never') await markDropped(tx, personId, notice.seq);
    const said = await say(
      deps,
      tx,
      going.map(({ notice }) => notice),
      circumstances,
    );
    await setSchedule(tx, personId, 'news', undefined);
    await lookAgain(
      tx,
      personId,
      waiting.filter((each) => !going.includes(each)).map(({ moment }) => moment),
    );
    if (!said) await setNoLater(tx, personId, 'news', now.add(NO_CHAT));
  };
}

interface Judged {
  readonly notice: Notice;
  readonly moment: Moment;
}

/** Whoever has no chat at all may have one later. */
const NO_CHAT = { hours: 1 };

async function circumstancesOf(tx: Tx, personId: string, now: Temporal.Instant): Promise<Circumstances> {
  return { now, profile: await load(tx, personId), focus: await focusAt(tx, personId, now) };
}

/**
 * False when the person has no chat. A card stands alone, under the key by which what becomes of it finds it, and so does an invitation, whose buttons
 * would be lost among others.
 */
async function say(deps: NotifyDeps, tx: Tx, notices: readonly Notice[], circumstances: Circumstances): Promise<boolean> {
  const isAlone = ({ key }: Notice) => actionOfCard(key) !== undefined || invitationOf(key) !== undefined;
  const others = notices.filter((notice) => !isAlone(notice));
  const messages = [others, ...notices.filter(isAlone).map((one) => [one])].filter(({ length }) => length > 0);
  for (const together of messages) if (!(await sayTogether(deps, tx, together, circumstances))) return false;
  return true;
}

async function sayTogether(
  { enqueue }: NotifyDeps,
  tx: Tx,
  notices: readonly Notice[],
  { now, profile }: Circumstances,
): Promise<boolean> {
  const [first] = notices;
  if (!first) return true;
  const { personId } = first;
  const actionId = actionOfCard(first.key);
  const key = actionId === undefined ? `news:${first.key}` : first.key;
  const message = { ...newsMessage(notices, now, profile.identity.timezone), ...(isSilent(profile) && { silent: true }) };
  const actions = actionId === undefined ? [] : [actionId];
  const sources = notices.flatMap(({ source, restsOn }) => [source, ...restsOn]);
  const why = { trigger: triggerOf(notices), by: 'rule', sources, actions };
  try {
    await enqueue(tx, { personId, key, message, why, now });
  } catch (error) {
    if (!isAppError(error, 'unavailable')) throw error;
    return false;
  }
  await markSaid(
    tx,
    personId,
    notices.map(({ seq }) => seq),
    key,
  );
  return true;
}

function isSilent({ preferences }: Profile): boolean {
  return preferences.communication.notificationStyle === 'silent';
}

function triggerOf(notices: readonly Notice[]): string {
  const kinds = [...new Set(notices.map(({ kind }) => kind))].join(', ');
  return notices.length === 1 ? `news (${kinds})` : `${notices.length} pieces of news (${kinds}) that could wait for each other`;
}

async function lookAgain(tx: Tx, personId: string, moments: readonly Moment[]): Promise<void> {
  const times = moments.flatMap((moment) => (moment.say === 'wait' ? [moment.until] : []));
  const [soonest] = times.sort(Temporal.Instant.compare);
  if (soonest) await setNoLater(tx, personId, 'news', soonest);
}
