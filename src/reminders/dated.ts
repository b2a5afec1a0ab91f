import type { Temporal } from 'temporal-polyfill';

/** A moment, or a day without an hour. */
export type Dated =
  | {
      readonly state: 'time';
      readonly at: Temporal.ZonedDateTime;
      /** True when it was counted from now, and so is exact also where clocks change. */
      readonly counted?: boolean;
    }
  | { readonly state: 'day'; readonly day: Temporal.PlainDate };

/** Two that it can be; only the person can tell. */
export interface Choice {
  readonly state: 'choice';
  /** The sooner one first. */
  readonly options: readonly [Dated, Dated];
  /** What is meant where nobody can be asked; undefined where that would be a guess. */
  readonly likelier: Dated | undefined;
  readonly problem: string;
  readonly suggestions: readonly string[];
}

/** What words say: a date, two of which one is meant, or nothing that could be used. */
export type Meaning =
  | Dated
  | Choice
  | { readonly state: 'unclear'; readonly problem: string; readonly suggestions: readonly string[] };
