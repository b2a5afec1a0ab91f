import { Temporal } from 'temporal-polyfill';
import { type Clock, clock, fourDigits, inPart, looseClock, otherHalf } from './clock-times.ts';
import { type DayPart, dayPart, meal } from './day-parts.ts';
import { type Length, length } from './durations.ts';
import { after, either, perhaps, type Reader, remembered, seq, words } from './reader.ts';

/** From one time of day to another one, which is of the next day when it is not later. */
export interface Hours {
  readonly from: Clock;
  readonly to: Clock;
}

function isLater(a: Clock, b: Clock): boolean {
  return Temporal.PlainTime.compare(a.time, b.time) > 0;
}

const told = (said: Clock): Clock => ({ ...said, open: false });

/** In `1-3 pm` both are of the afternoon, in `11-3 pm` the first is not; of `9 to 10:30` nobody can tell. */
function readingsOf(from: Clock, to: Clock): readonly Hours[] {
  if (from.open && to.open) {
    const sameHalf = isLater(to, from) || to.time.hour === 12;
    const first = { from: told(from), to: sameHalf ? told(to) : otherHalf(to) };
    return [first, { from: otherHalf(from), to: sameHalf ? otherHalf(to) : told(to) }];
  }
  if (from.open) {
    const halves = [told(from), otherHalf(from)].filter((each) => isLater(to, each));
    const late = halves.toSorted((a, b) => Temporal.PlainTime.compare(b.time, a.time))[0];
    return [{ from: late ?? otherHalf(from), to }];
  }
  if (to.open) return [{ from, to: [told(to), otherHalf(to)].find((each) => isLater(each, from)) ?? told(to) }];
  return [{ from, to }];
}

const to = words('to', '-', '–', '—', '~', 'until', 'till', 'til', 'through', 'thru');
const loose = either(fourDigits, looseClock);

/** `from 5 to 6`, `between 9 and 11:30`. */
const prefixed = after('from', 'between', 'during', 'from between')
  .and(loose)
  .and(either(to, words('and')))
  .and(loose)
  .as((_, a, __, b) => readingsOf(a, b));

/** `5 to 6pm`, `3:00 to 4:00`. */
const exact = either(
  seq(looseClock)
    .and(to)
    .and(clock)
    .as((_, a, __, b) => readingsOf(a, b)),
  seq(clock)
    .and(to)
    .and(looseClock)
    .as((_, a, __, b) => readingsOf(a, b)),
);

const bare = seq(looseClock)
  .and(to)
  .and(looseClock)
  .as((_, a, __, b) => readingsOf(a, b));

/** Of two readings the one that lies in this part of the day. */
export function hoursInPart(readings: readonly Hours[], part: DayPart): readonly Hours[] {
  const [first, second] = readings;
  if (!first || !second) return readings;
  const meant = inPart({ ...first.from, open: true }, part);
  return [meant.timex === first.from.timex ? first : second];
}

const partBehind = perhaps('in the', 'in', 'at')
  .and(dayPart)
  .as((_, part) => part);

/** Times of day beyond doubt: `5 to 6pm`, `from 9 to 10:30`, `between 5 and 6 in the afternoon`. */
export const hours: Reader<readonly Hours[]> = remembered(
  either(
    seq(either(prefixed, bare))
      .and(partBehind)
      .as((_, said, part) => hoursInPart(said, part)),
    prefixed,
    exact,
  ),
);

/** The same beside a day, where `11-4` is enough. */
export const looseHours: Reader<readonly Hours[]> = remembered(either(hours, bare));

/** From a time of day for a length. */
export interface Lasting {
  readonly from: Clock;
  readonly length: Length;
}

/** `from 9:30am for 7 hours`, `for 2 hours from 2pm`: an hour alone is meant as it stands. */
export const lasting: Reader<Lasting> = remembered(
  either(
    after('from', 'starting at', 'starting')
      .and(clock)
      .skip('for')
      .and(length)
      .as((_, from, by) => lastingOf(from, by)),
    after('from', 'starting at')
      .and(looseClock)
      .skip('for')
      .and(length)
      .as((_, from, by) => lastingOf(from, by)),
    perhaps('for')
      .and(length)
      .skip('from', 'starting at', 'starting from', 'beginning at')
      .and(looseClock)
      .as((_, by, from) => lastingOf(from, by)),
  ),
);

function lastingOf(from: Clock, by: Length): Lasting | undefined {
  return by.timed ? { from: told(from), length: { ...by, timex: lengthText(by.seconds) } } : undefined;
}

/** `(T17,T18,PT1H)`. */
export function hoursTimex({ from, to }: Hours, before = '', behind = before): string {
  return `(${before}${from.timex},${behind}${to.timex},${lengthText(secondsOf(from.time, to.time))})`;
}

export function secondsOf(from: Temporal.PlainTime, to: Temporal.PlainTime): number {
  const seconds = from.until(to).total('seconds');
  return seconds > 0 ? seconds : seconds + 86_400;
}

/** `PT5H30M`. */
export function lengthText(seconds: number): string {
  const parts: readonly (readonly [number, string])[] = [
    [Math.trunc(seconds / 3600), 'H'],
    [Math.trunc((seconds % 3600) / 60), 'M'],
    [seconds % 60, 'S'],
  ];
  return `PT${parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join('')}`;
}

/** A part of the day as a stretch of time: `in the morning`, `lunchtime`, `early evening`. */
export const partOfAnyDay: Reader<DayPart> = perhaps('in the', 'in', 'at', 'during the', 'the')
  .and(dayPart)
  .as((_, part) => part);

/** `lunch`, where a word such as `before` shows that its time is meant. */
export const partOrMeal: Reader<DayPart> = either(partOfAnyDay, meal);

/** `TMO`. */
export function partTimex({ code }: DayPart): string {
  return `T${code}`;
}
