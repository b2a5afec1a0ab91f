import type { Audit } from '../../audit/audit.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Buttons } from '../../outbox/buttons.ts';
import { enqueue, findPressed } from '../../outbox/outbox.ts';
import { RATING_VERBS, type RatingVerb, REASON_OF, ratedRows, withoutRating } from '../../proactive/rating-buttons.ts';
import { rate, takeBackRating, verdictText } from '../../proactive/ratings.ts';
import type { Press, PressHandler } from '../presses.ts';

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
  const rows = [...withoutRating(said.message.buttons ?? []), ...ratedRows(personId, sign, verb)];
  const message = { text: said.message.text, buttons: rows };
  await enqueue(tx, { personId, key: `pressed:${press.key}`, message, why: said.why, now, edits: said.item });
  return { said: answerTo(verb, reason) };
}

function answerTo(verb: RatingVerb, reason: string | undefined): string {
  if (verb === 'rateno') return 'Taken back.';
  if (verb === 'ratedown') return 'Noted: not useful. Why?';
  return `Noted: ${verdictText({ useful: verb === 'rateup', reason: reason ?? null })}.`;
}
