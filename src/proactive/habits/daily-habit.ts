import { Temporal } from 'temporal-polyfill';

/** Something that is done at about the same time of day. */
export interface DailyHabit {
  /** By the wall clock, to five minutes. */
  readonly at: Temporal.PlainTime;
  /** On so many days it was done within a quarter of an hour of it ... */
  readonly days: number;
  /** ... of so many on which it was done at all. */
  readonly of: number;
}

/** Days before `now` that are looked at. */
export const LOOK_BACK_DAYS = 21;
const NEAR_MINUTES = 15;
const FEWEST_DAYS = 10;
const SHARE = 0.8;
const STEP_MINUTES = 5;

/** When somebody usually does a thing for the first time in a day; undefined where the days differ too much, or are too few. */
export function dailyHabit(done: readonly Temporal.ZonedDateTime[]): DailyHabit | undefined {
  const firsts = new Map<string, number>();
  for (const at of done) {
    const day = at.toPlainDate().toString();
    firsts.set(day, Math.min(firsts.get(day) ?? Number.POSITIVE_INFINITY, at.hour * 60 + at.minute));
  }
  const minutes = [...firsts.values()].sort((a, b) => a - b);
  const near = (middle: number) => minutes.filter((each) => Math.abs(each - middle) <= NEAR_MINUTES);
  const [best = []] = minutes.map(near).sort((a, b) => b.length - a.length);
  if (best.length < FEWEST_DAYS || best.length < minutes.length * SHARE) return undefined;
  const middle = best[Math.floor(best.length / 2)] ?? 0;
  const at = Temporal.PlainTime.from('00:00').add({ minutes: Math.round(middle / STEP_MINUTES) * STEP_MINUTES });
  return { at, days: best.length, of: minutes.length };
}
