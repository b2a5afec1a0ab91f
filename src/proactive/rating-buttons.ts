import type { RatingReason } from '../db/schema/news.ts';
import type { Button } from '../ports/chat.ts';
import type { SignButton } from './reminder-message.ts';

/** What each button under a message says of it. */
export const RATING_VERBS = ['rateup', 'ratedown', 'ratelong', 'ratedull', 'ratewrong', 'ratetime', 'rateno'] as const;
export type RatingVerb = (typeof RATING_VERBS)[number];

export const REASON_OF: Partial<Readonly<Record<RatingVerb, RatingReason>>> = {
  ratelong: 'too long',
  ratedull: 'of no interest',
  ratewrong: 'wrong',
  ratetime: 'at a bad time',
};

type Row = readonly Button[];

/** What stands under a message while nobody has rated it. */
export function unratedRow(personId: string, sign: SignButton): Row {
  return row(personId, sign, [
    ['rateup', '👍 Useful'],
    ['ratedown', '👎 Not useful'],
  ]);
}

/** What stands there after this verdict: the reasons to choose from while there is none, what it offers to change, and the way back. */
export function ratedRows(personId: string, sign: SignButton, verb: RatingVerb, offers: Row): readonly Row[] {
  if (verb === 'rateno') return [unratedRow(personId, sign)];
  const back = row(personId, sign, [['rateno', 'Take the rating back']]);
  if (verb !== 'ratedown') return offers.length > 0 ? [offers, back] : [back];
  const reasons: readonly (readonly [RatingVerb, string])[] = [
    ['ratelong', 'Too long'],
    ['ratedull', 'Of no interest'],
    ['ratewrong', 'Wrong'],
    ['ratetime', 'Bad time'],
  ];
  return [row(personId, sign, reasons.slice(0, 2)), row(personId, sign, reasons.slice(2)), back];
}

/** The rows that are about something else. */
export function withoutRating(rows: readonly Row[]): readonly Row[] {
  return rows.filter((buttons) => !buttons.some(({ id }) => id.startsWith('rate')));
}

/** Which message is meant, the press itself says. */
function row(personId: string, sign: SignButton, buttons: readonly (readonly [RatingVerb, string])[]): Row {
  return buttons.map(([verb, label]) => ({ id: sign(verb, personId, personId), label, style: 'plain' as const }));
}
