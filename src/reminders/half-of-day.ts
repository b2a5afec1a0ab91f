import { Temporal } from 'temporal-polyfill';
import type { Meaning } from './dated.ts';
import { nearText } from './moment-text.ts';

interface SaidHour {
  /** True when the day stands beside the hour. */
  readonly daySaid: boolean;
  readonly words: string;
}

/**
 * `at 7` can be morning or evening. One that is over is not meant. An hour from eight to noon is meant as it stands, with a day also
 * seven, unless it is over for today; otherwise only the person can tell.
 */
export function likelierHalf(
  first: Temporal.ZonedDateTime,
  second: Temporal.ZonedDateTime,
  now: Temporal.ZonedDateTime,
  { daySaid, words }: SaidHour,
): Meaning {
  const { compare } = Temporal.ZonedDateTime;
  const ahead = [first, second].filter((at) => compare(at, now) > 0);
  const [only, another] = ahead;
  if (!another) return { state: 'time', at: only ?? first };
  const sure = first.hour >= (daySaid ? 7 : 8) && (compare(first, second) < 0 || first.hour === 12);
  if (sure) return { state: 'time', at: first };
  const options = compare(first, second) < 0 ? ([first, second] as const) : ([second, first] as const);
  const [sooner, later] = options;
  const shown = options.map((at) => nearText(at.toInstant(), now.toInstant(), now.timeZoneId));
  return {
    state: 'choice',
    options: [
      { state: 'time', at: sooner },
      { state: 'time', at: later },
    ],
    likelier: { state: 'time', at: first.hour >= 7 ? first : second },
    problem: `"${words}" can be ${shown.join(' or ')}.`,
    suggestions: [`${words} am`, `${words} pm`],
  };
}
