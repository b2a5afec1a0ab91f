import type { Audit } from '../../audit/audit.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue, findPressed } from '../../outbox/outbox.ts';
import type { IncomingPress } from '../../ports/chat.ts';
import { RATING_VERBS, type RatingVerb, REASON_OF, ratedRows, withoutRating } from '../../proactive/rating-buttons.ts';
import { answersTo, OFFER_VERB, offerButtons, offerOf } from '../../proactive/rating-offers.ts';
import { rate, takeBackRating, verdictText } from '../../proactive/ratings.ts';
import type { OutsidePress, Press, PressHandler } from '../presses.ts';
import { changeSetting, type SettingDeps } from './setting.ts';

interface RatingDeps {
  readonly clock: Clock;
  readonly audit: Audit;
  readonly buttons: Buttons;
}

/** The buttons by which the person says how useful a message was: their row changes in place, and each press can be taken back. */
export function ratingHandlers(deps: RatingDeps): [string, PressHandler][] {
  return RATING_VERBS.map((verb) => [verb, (press) => pressed(deps, verb, press)]);
}

async function pressed({ clock, audit, buttons }: RatingDeps, verb: RatingVerb, { tx, personId, press }: Press) {
  const said = await findPressed(tx, personId, press);
  if (!said) return { said: 'I cannot find this message any more. /rate rates the newest one.' };
  const now = clock.now();
  const rated = { personId, item: said.item, by: 'owner' };
  const reason = REASON_OF[verb];
  if (verb === 'rateno') await takeBackRating(tx, audit, rated, now);
  else await rate(tx, audit, rated, { useful: verb === 'rateup', reason }, now);
  const sign = (wish: string, id: string, person: string) => buttons.sign({ verb: wish, id }, person);
  const { offers, advice } = reason ? await answersTo(tx, personId, said.item, reason) : { offers: [], advice: undefined };
  const below = ratedRows(personId, sign, verb, offerButtons(personId, offers, sign));
  const rows = [...withoutRating(said.message.buttons ?? []), ...below];
  const message = { text: said.message.text, buttons: rows };
  await enqueue(tx, { personId, key: `pressed:${press.key}`, message, why: said.why, now, edits: said.item });
  return { said: answerTo(verb, reason, offers.length > 0 ? 'Shall that change?' : advice) };
}

function answerTo(verb: RatingVerb, reason: string | undefined, then: string | undefined): string {
  if (verb === 'rateno') return 'Taken back.';
  if (verb === 'ratedown') return 'Noted: not useful. Why?';
  return [`Noted: ${verdictText({ useful: verb === 'rateup', reason: reason ?? null })}.`, then].filter(Boolean).join(' ');
}

/** The press that takes up what a verdict offered: the setting changes as by the person themself, with Undo. */
export function createOfferPress(deps: SettingDeps): OutsidePress {
  return (personId, { verb, id }, press) => (verb === OFFER_VERB ? takeUp(deps, personId, id, press) : undefined);
}

async function takeUp(deps: SettingDeps, personId: string, id: string, press: IncomingPress): Promise<string> {
  const offer = await deps.db.asPerson(personId, async (tx) => {
    const said = await findPressed(tx, personId, press);
    return said && offerOf(tx, personId, said.item, id);
  });
  return offer ? changeSetting(deps, personId, press, offer) : 'It is so already, or was changed since. /settings shows it.';
}
