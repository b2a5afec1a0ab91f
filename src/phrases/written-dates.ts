import { type Day, dayOf, fixed, type Meaning, type Moment, nearest, only, two } from './meaning.ts';
import { month, weekday } from './names.ts';
import { centuriesOf, dayNumber, digits, year } from './numbers.ts';
import { after, either, glued, perhaps, phrases, type Reader, remembered, seq, words } from './reader.ts';

/** A day of every year, `XXXX-05-09`. */
export function yearlyDay(now: Moment, monthNumber: number, day: number): Meaning<Day> | undefined {
  if (monthNumber < 1 || monthNumber > 12) return undefined;
  const timex = `XXXX-${two(monthNumber)}-${two(day)}`;
  const years = Array.from({ length: 17 }, (_, index) => now.year - 8 + index);
  return nearest(
    now,
    timex,
    years.map((each) => dayOf(each, monthNumber, day)).filter((each) => each !== undefined),
  );
}

/** The day of one year; a day that does not exist has its TIMEX alone. */
function datedDay(inYear: number, monthNumber: number, day: number): Meaning<Day> | undefined {
  if (monthNumber < 1 || monthNumber > 12 || day < 1 || day > 31) return undefined;
  const found = dayOf(inYear, monthNumber, day);
  return found ? fixed(found) : { timex: `${inYear}-${two(monthNumber)}-${two(day)}`, past: undefined, future: undefined };
}

/** The year may be of two digits, and then of two centuries. */
function inYear(said: number, monthNumber: number, day: number): Meaning<Day> | undefined {
  if (said >= 100) return datedDay(said, monthNumber, day);
  const [first = said, second] = centuriesOf(said);
  if (second === undefined) return datedDay(first, monthNumber, day);
  const past = datedDay(first, monthNumber, day);
  const future = datedDay(second, monthNumber, day);
  return past?.past && future?.future
    ? { timex: `XX${two(said)}-${two(monthNumber)}-${two(day)}`, past: past.past, future: future.future }
    : undefined;
}

/** American order, and the other one where only that makes a date. */
function inOrder(a: number, b: number): readonly [month: number, day: number] {
  return a > 12 && b <= 12 ? [b, a] : [a, b];
}

const mark = (...marks: readonly string[]) => glued(words(...marks));
const anyMark = words('-', '/', '.');
const twoOrFour = either(year, digits(2, 2));

/** `2016-10-16`, `2016/10/16`, `2016 10 16`, `1/1/2016`, `23.04.2022`, `5/7, 2020`: the two marks are the same. */
function markedBy(sign: string): Reader<Meaning<Day>> {
  const between = mark(sign);
  return either(
    seq(digits(4, 4))
      .and(between)
      .and(digits(2))
      .and(between)
      .and(digits(2))
      .as((_, y, __, m, ___, d) => inYear(y, m, d)),
    seq(digits(2))
      .and(between)
      .and(digits(2))
      .and(between)
      .and(twoOrFour)
      .as((_, a, __, b, ___, y) => inYear(y, ...inOrder(a, b))),
  );
}

const numeric: Reader<Meaning<Day>> = either(
  markedBy('-'),
  markedBy('/'),
  markedBy('.'),
  seq(digits(4, 4))
    .and(digits(2, 2))
    .and(digits(2, 2))
    .as((_, y, m, d) => (y >= 1500 && y < 2200 ? inYear(y, m, d) : undefined)),
  seq(digits(2))
    .and(mark('/'))
    .and(digits(2))
    .skip(',')
    .and(year)
    .as((_, a, __, b, y) => inYear(y, ...inOrder(a, b))),
  seq(digits(2))
    .and(mark('/'))
    .and(digits(2))
    .as((now, a, _, b) => slashed(now, a, b)),
);

function slashed(now: Moment, a: number, b: number): Meaning<Day> | undefined {
  const [monthNumber, day] = inOrder(a, b);
  return day >= 1 && day <= 31 ? yearlyDay(now, monthNumber, day) : undefined;
}

/** The year behind a day and a month: `, 1994`, `of 2020`, `in 2019`, `'87`. */
const yearBehind = either(
  perhaps(',')
    .may('of', 'in')
    .and(year)
    .as((_, said) => said),
  seq(anyMark)
    .and(year)
    .as((_, __, said) => said),
  after("'")
    .and(digits(2, 2))
    .as((_, said) => said),
);

function written(now: Moment, monthNumber: number, day: number, said: number | undefined): Meaning<Day> | undefined {
  return said === undefined ? yearlyDay(now, monthNumber, day) : inYear(said, monthNumber, day);
}

const inWords: Reader<Meaning<Day>> = either(
  seq(digits(2))
    .skip('-', '/', '.')
    .and(month)
    .skip('-', '/', '.')
    .and(digits(2, 2))
    .as((_, d, m, y) => inYear(y, m, d)),
  seq(month)
    .skip('-', '/')
    .and(digits(2))
    .skip('-', '/')
    .and(digits(2, 2))
    .as((_, m, d, y) => inYear(y, m, d)),
  seq(month)
    .may('-', '/', '.', ',')
    .may('the')
    .and(dayNumber)
    .maybe(yearBehind)
    .as((now, m, d, y) => written(now, m, d, y)),
  perhaps('the')
    .and(dayNumber)
    .may('day')
    .may('-', '/', '.', 'of')
    .may('the')
    .and(month)
    .maybe(yearBehind)
    .as((now, d, m, y) => written(now, m, d, y)),
  seq(digits(4, 4))
    .and(mark('-', '/', '.'))
    .and(month)
    .and(mark('-', '/', '.'))
    .and(digits(2))
    .as((_, y, __, m, ___, d) => datedDay(y, m, d)),
  seq(digits(4, 4))
    .and(mark('-', '/', '.'))
    .and(digits(2))
    .and(mark('-', '/', '.'))
    .and(month)
    .as((_, y, __, d, ___, m) => datedDay(y, m, d)),
  seq(year)
    .may(',')
    .and(month)
    .and(dayNumber)
    .as((_, y, m, d) => datedDay(y, m, d)),
);

const withoutWeekday = either(numeric, inWords);

/** `7.6` and `7-6` are dates only behind a weekday. */
const behindWeekday = either(
  withoutWeekday,
  seq(digits(2))
    .and(mark('.', '-'))
    .and(digits(2))
    .as((now, a, _, b) => slashed(now, a, b)),
);

const turn = phrases([0, 'this'], [1, 'next'], [-1, 'last']);

/** `this 5/12` is of this year, `next 5/12` of the next one; with a weekday the weekday is what comes next. */
function ofYear(now: Moment, meaning: Meaning<Day>, years: number): Meaning<Day> | undefined {
  const [, m, d] = /^XXXX-(\d\d)-(\d\d)$/.exec(meaning.timex) ?? [];
  if (m === undefined || d === undefined) return meaning;
  const day = dayOf(now.year + years, Number(m), Number(d));
  return day && only(meaning.timex, day);
}

/** A day with its month: `4 May 2027`, `May the 4th`, `22/04`, `2016-10-16`, also with its weekday, which adds nothing. */
export const writtenDate: Reader<Meaning<Day>> = remembered(
  either(
    withoutWeekday,
    seq(weekday)
      .may(',', 'the', 'on')
      .and(behindWeekday)
      .as((_, __, day) => day),
    seq(weekday)
      .skip('(')
      .and(behindWeekday)
      .skip(')')
      .as((_, __, day) => day),
    seq(withoutWeekday)
      .may(',')
      .skip('(')
      .and(weekday)
      .skip(')')
      .as((_, day) => day),
    seq(turn)
      .and(weekday)
      .may(',', '(')
      .and(behindWeekday)
      .may(')')
      .as((now, _, __, day) => ofYear(now, day, 0)),
    seq(turn)
      .and(numeric)
      .as((now, years, day) => ofYear(now, day, years)),
    seq(words('today', 'tomorrow', 'yesterday'))
      .skip(',')
      .and(withoutWeekday)
      .as((_, __, day) => day),
  ),
);
