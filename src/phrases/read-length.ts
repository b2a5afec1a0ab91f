import { Temporal } from 'temporal-polyfill';
import { length } from './durations.ts';
import { perhaps, seq } from './reader.ts';
import { toTokens } from './tokens.ts';

const ANY_MOMENT = new Temporal.PlainDateTime(2000, 1, 1);
const whole = seq(
  perhaps('for', 'in')
    .and(length)
    .as((_, said) => said),
).as((_, said) => said);

/** Reads `45 minutes` or `an hour and a half` and nothing else; undefined for whatever is no length in hours or less. */
export function readLength(text: string): Temporal.Duration | undefined {
  const tokens = toTokens(text);
  const read = whole({ tokens, now: ANY_MOMENT }, 0).find(({ end, value }) => end === tokens.length && value.timed);
  return read?.value.shift;
}
