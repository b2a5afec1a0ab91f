import { Temporal } from 'temporal-polyfill';
import { which } from './names.ts';
import { amount } from './numbers.ts';
import { either, glued, many, named, phrases, type Reader, remembered, seq, words } from './reader.ts';

/** A length of time. */
export interface Length {
  /** `PT3H30M`. */
  readonly timex: string;
  /** By a common year of 365 days and a month of 30. */
  readonly seconds: number;
  /** What to add to a day or a moment. */
  readonly shift: Temporal.Duration;
  /** True when hours, minutes or seconds are in it. */
  readonly timed: boolean;
  /** True of whole quarters, which are counted by the calendar. */
  readonly quarters: boolean;
}

interface Unit {
  readonly code: string;
  readonly seconds: number;
  readonly shift: Temporal.DurationLike;
  readonly times: number;
  readonly timed: boolean;
}

const DAY = 86_400;
const unit = (code: string, seconds: number, shift: Temporal.DurationLike, times = 1, timed = false): Unit => ({
  code,
  seconds,
  shift,
  times,
  timed,
});
const SECOND = unit('S', 1, { seconds: 1 }, 1, true);
const MINUTE = unit('M', 60, { minutes: 1 }, 1, true);
const HOUR = unit('H', 3600, { hours: 1 }, 1, true);
const DAYS = unit('D', DAY, { days: 1 });
const WEEK = unit('W', 7 * DAY, { weeks: 1 });
const FORTNIGHT = unit('W', 7 * DAY, { weeks: 1 }, 2);
const WEEKEND = unit('WE', 2 * DAY, { weeks: 1 });
const MONTH = unit('M', 30 * DAY, { months: 1 });
const QUARTER = unit('M', 30 * DAY, { months: 1 }, 3);
const YEAR = unit('Y', 365 * DAY, { years: 1 });
const DECADE = unit('Y', 365 * DAY, { years: 1 }, 10);
const CENTURY = unit('Y', 365 * DAY, { years: 1 }, 100);
const BUSINESS_DAY = unit('BD', DAY, { days: 1 });

const NAMES: readonly (readonly [Unit, ...string[]])[] = [
  [SECOND, 'second', 'seconds', 'sec', 'secs'],
  [MINUTE, 'minute', 'minutes', 'min', 'mins'],
  [HOUR, 'hour', 'hours', 'hr', 'hrs', 'h'],
  [DAYS, 'day', 'days', 'night', 'nights'],
  [BUSINESS_DAY, 'business day', 'business days', 'working day', 'working days', 'workday', 'workdays', 'work day', 'work days'],
  [WEEK, 'week', 'weeks', 'wk', 'wks'],
  [FORTNIGHT, 'fortnight', 'fortnights'],
  [WEEKEND, 'weekend', 'weekends'],
  [MONTH, 'month', 'months'],
  [QUARTER, 'quarter', 'quarters'],
  [YEAR, 'year', 'years', 'yr', 'yrs', 'y'],
  [DECADE, 'decade', 'decades'],
  [CENTURY, 'century', 'centuries'],
];

export const unitName: Reader<Unit> = named(
  new Map(NAMES.flatMap(([meant, ...names]) => names.map((name): [string, Unit] => [name, meant]))),
);
/** Letters that are a unit only right behind their number. */
const letter: Reader<Unit> = glued(phrases([SECOND, 's'], [MINUTE, 'm'], [DAYS, 'd'], [WEEK, 'w']));

interface Piece {
  readonly count: number;
  readonly unit: Unit;
}

const fraction = phrases([0.5, 'and a half | and half'], [0.25, 'and a quarter']);
const quarter = words('a quarter of', 'quarter of', 'three quarters of');

const piece: Reader<Piece> = remembered(
  either(
    seq(quarter)
      .may('an', 'a')
      .and(unitName)
      .as((_, said, named) => ({ count: said.startsWith('three') ? 0.75 : 0.25, unit: named })),
    seq(amount)
      .may('of an', 'of a', '-', 'more', 'full', 'whole')
      .and(either(unitName, letter))
      .maybe(fraction)
      .as((_, count, named, more = 0) => ({
        count: count + more,
        unit: named,
      })),
    seq(words('all', 'whole', 'full', 'the whole', 'the entire', 'entire'))
      .and(unitName)
      .as((_, __, named) => ({ count: 1, unit: named })),
  ),
);

/** `3 hours`, `2 years 1 month and 21 days`, `half an hour`, `all day`, `3h`. */
export const length: Reader<Length> = remembered(
  seq(piece)
    .and(
      many(
        seq(words(',', 'and', ', and'))
          .and(piece)
          .as((_, __, next) => next),
        piece,
      ),
    )
    .as((_, first, rest) => lengthOf([first, ...rest])),
);

/** A length of what was or what comes. */
export interface TurnedLength {
  readonly way: 1 | -1;
  readonly length: Length;
}

const turn = seq(which).as((_, turns) => (turns === 0 ? undefined : turns > 0 ? 1 : -1));

/** `next 5 minutes`, `5 past minutes`, `last hour`. */
export const turnedLength: Reader<TurnedLength> = remembered(
  either(
    seq(turn)
      .and(length)
      .as((_, way, by) => ({ way, length: by })),
    seq(amount)
      .and(turn)
      .and(unitName)
      .as((_, count, way, unit) => turned(way, count, unit)),
    seq(turn)
      .and(unitName)
      .maybe(fraction)
      .as((_, way, unit, more = 0) => turned(way, 1 + more, unit)),
  ),
);

function turned(way: 1 | -1, count: number, unit: Unit): TurnedLength | undefined {
  const by = lengthOf([{ count, unit }]);
  return by && { way, length: by };
}

/** One unit of its kind, or so many of it. */
export function lengthOf(pieces: readonly Piece[]): Length | undefined {
  const order = pieces.map(({ unit: { seconds, times } }) => seconds * times);
  if (order.some((seconds, index) => index > 0 && seconds >= (order[index - 1] ?? 0))) return undefined;
  const days = pieces.filter(({ unit: { timed } }) => !timed).map(text);
  const times = pieces.filter(({ unit: { timed } }) => timed).map(text);
  return {
    timex: `P${days.join('')}${times.length > 0 ? 'T' : ''}${times.join('')}`,
    seconds: pieces.reduce((sum, { count, unit: { seconds, times: each } }) => sum + count * seconds * each, 0),
    shift: Temporal.Duration.from(shiftOf(pieces)),
    timed: times.length > 0,
    quarters: pieces.every(({ unit }) => unit === QUARTER),
  };
}

function text({ count, unit: { code, times } }: Piece): string {
  return `${count * times}${code}`;
}

function shiftOf(pieces: readonly Piece[]): Temporal.DurationLike {
  const shift: Record<string, number> = {};
  const add = (name: string, count: number) => {
    shift[name] = (shift[name] ?? 0) + count;
  };
  for (const { count, unit: each } of pieces) {
    const total = count * each.times;
    const [name = 'days'] = Object.keys(each.shift);
    if (Number.isInteger(total)) add(name, total);
    else if (each.timed) add('seconds', Math.round(total * each.seconds));
    else if (name === 'years') add('months', Math.round(total * 12));
    else add('hours', Math.round((total * each.seconds) / 3600));
  }
  return shift;
}
