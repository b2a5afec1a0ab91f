import { Temporal } from 'temporal-polyfill';

const HOURS = new Map([
  ['MO', 9],
  ['AF', 15],
  ['EV', 19],
  ['NI', 21],
  ['MEB', 8],
  ['MEL', 12],
  ['MED', 19],
]);

/** The hour that a part of the day stands for where no hour is said; the code is that of src/phrases/day-parts.ts. */
export function hourOfPart(code: string): Temporal.PlainTime {
  return new Temporal.PlainTime(HOURS.get(code) ?? 9);
}
