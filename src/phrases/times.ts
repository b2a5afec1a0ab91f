import type { Temporal } from 'temporal-polyfill';
import type { Clock } from './clock-times.ts';
import type { DayPart } from './day-parts.ts';
import type { Length } from './durations.ts';
import type { Day, Meaning, Moment, Stretch } from './meaning.ts';

/** A word beside a time, such as `before`, and what of the stretch it leaves. */
export interface Bound {
  /** As Recognizers-Text names it. */
  readonly name: string;
  readonly keeps: 'start' | 'end' | 'both';
  /** What stood behind the word. */
  readonly source?: 'datetimepoint' | 'datetimerange';
}

/** How something repeats. */
export interface Repetition {
  readonly timex: string;
  /** RFC 5545; undefined where no rule of days or longer says it. */
  readonly rrule: string | undefined;
  readonly clock: Clock | undefined;
  readonly part: DayPart | undefined;
}

/** A time that stands in a text, in every way it can be meant. */
export type Time =
  | { readonly type: 'date'; readonly ways: readonly Meaning<Day>[]; readonly bound?: Bound }
  | { readonly type: 'time'; readonly ways: readonly Meaning<Temporal.PlainTime>[]; readonly bound?: Bound }
  | {
      readonly type: 'datetime';
      readonly ways: readonly Meaning<Moment>[];
      readonly bound?: Bound;
      /** How long from now, for what is counted in hours and less: exact also where clocks change. */
      readonly fromNow?: Temporal.Duration;
    }
  | {
      readonly type: 'daterange';
      readonly ways: readonly Meaning<Stretch<Day>>[];
      readonly bound?: Bound;
      /** The single days, where not all of the stretch are meant. */
      readonly list?: readonly Day[];
    }
  | { readonly type: 'timerange'; readonly ways: readonly Meaning<Stretch<Temporal.PlainTime>>[]; readonly bound?: Bound }
  | { readonly type: 'datetimerange'; readonly ways: readonly Meaning<Stretch<Moment>>[]; readonly bound?: Bound }
  | { readonly type: 'duration'; readonly length: Length; readonly bound?: Bound }
  | { readonly type: 'set'; readonly repetition: Repetition };

export type MomentRange = Meaning<Stretch<Moment>>;

export function momentRange(ways: readonly MomentRange[], bound?: Bound): Time {
  return { type: 'datetimerange', ways, ...(bound && { bound }) };
}

export type TimeType = Time['type'];
