import { Temporal } from 'temporal-polyfill';
import { either, phrases, type Reader, seq } from './reader.ts';

/** `TMO` and its kin: the hours of a part of the day as Recognizers-Text takes them. */
export interface DayPart {
  readonly code: string;
  readonly from: Temporal.PlainTime;
  readonly to: Temporal.PlainTime;
  /** `early` is its beginning, `late` its end. */
  readonly mod?: 'start' | 'end' | undefined;
}

function part(code: string, from: number, to: number): DayPart {
  return {
    code,
    from: new Temporal.PlainTime(from),
    to: to === 24 ? new Temporal.PlainTime(23, 59, 59) : new Temporal.PlainTime(to),
  };
}

const MORNING = part('MO', 8, 12);
const AFTERNOON = part('AF', 12, 16);
const EVENING = part('EV', 16, 20);
export const NIGHT = part('NI', 20, 24);
const DAYTIME = part('DT', 8, 18);
const NIGHTTIME = part('NT', 0, 8);
const BUSINESS = part('BH', 8, 18);
const BREAKFAST = part('MEB', 8, 12);
const LUNCH = part('MEL', 11, 13);
const DINNER = part('MED', 16, 20);

const plain = phrases(
  [MORNING, 'morning | mornings'],
  [AFTERNOON, 'afternoon | afternoons'],
  [EVENING, 'evening | evenings'],
  [NIGHT, 'night | nights'],
  [DAYTIME, 'daytime | day-time'],
  [NIGHTTIME, 'nighttime | night-time | night time'],
  [BUSINESS, 'business hours | business hour | working hours'],
  [BREAKFAST, 'breakfast time | breakfasttime'],
  [LUNCH, 'lunch time | lunchtime'],
  [DINNER, 'dinner time | dinnertime'],
);

/** `mornings`: those of every such day. */
export const pluralPart: Reader<DayPart> = phrases(
  [MORNING, 'mornings'],
  [AFTERNOON, 'afternoons'],
  [EVENING, 'evenings'],
  [NIGHT, 'nights'],
);

/** A meal says a time only beside a word such as `before`. */
export const meal: Reader<DayPart> = phrases([BREAKFAST, 'breakfast'], [LUNCH, 'lunch'], [DINNER, 'dinner']);

export const edge = phrases<'start' | 'end'>(
  ['start', 'early | early in | earlier | earlier in'],
  ['end', 'late | late in | later | later in'],
);

/** `morning`, `late evening`, `early in the morning`. */
export const dayPart: Reader<DayPart> = either(
  seq(edge)
    .may('the', '-')
    .and(plain)
    .as((_, mod, said) => ({ ...said, mod })),
  plain,
);

/** The hours it says, `early` and `late` being two hours of it. */
export function hoursOf({ from, to, mod }: DayPart): { readonly from: Temporal.PlainTime; readonly to: Temporal.PlainTime } {
  if (mod === undefined) return { from, to };
  return mod === 'start' ? { from, to: from.add({ hours: 2 }) } : { from: from.add({ hours: 2 }), to };
}
