/** A day as it is drawn beside the brief, as plain data. Places on its axis are minutes that have passed since the axis begins. */
export interface DayPicture {
  /** ISO 8601: `2026-03-06`. */
  readonly date: string;
  /** `Friday, 6 March 2026`. */
  readonly title: string;
  /** The same day in words, for who does not see it; at most 1,000 characters. */
  readonly alt: string;
  /** What lasts the whole day, above the axis. */
  readonly wholeDay: readonly string[];
  /** How long the axis is. */
  readonly minutes: number;
  /** So many minutes take the height of one line: no block is shorter. */
  readonly lineMinutes: number;
  /** The full hours, as the clock on the wall shows them: one is missing or comes twice where clocks are changed. */
  readonly hours: readonly DayMark[];
  readonly blocks: readonly DayBlock[];
  /** What lies between the blocks: a time for focus, or free. */
  readonly stretches: readonly DayStretch[];
  /** What is due at an hour. */
  readonly due: readonly DayMark[];
  /** Lines under the axis: what is due, and what found no room above. */
  readonly below: readonly string[];
}

export interface DayMark {
  readonly at: number;
  readonly label: string;
}

interface Extent {
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
}

export interface DayBlock extends Extent {
  readonly title: string;
  /** `10:00-11:30`. */
  readonly time: string;
  /** Its column, from 0, of so many that stand side by side there. */
  readonly lane: number;
  readonly lanes: number;
  /** It takes time of another one. */
  readonly conflict: boolean;
}

export interface DayStretch extends Extent {
  readonly kind: 'focus' | 'free';
  readonly label: string;
}

/** Draws it as a PNG. Rejects when it cannot. */
export type DrawDay = (day: DayPicture) => Promise<Uint8Array>;
