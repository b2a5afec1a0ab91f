import { Temporal } from 'temporal-polyfill';
import { type Day, type Meaning, type Moment, only, type Stretch, two } from './meaning.ts';
import { month, which } from './names.ts';
import { centuriesOf, digits, ordinal, year } from './numbers.ts';
import { after, either, glued, perhaps, phrases, type Reader, remembered, seq, words } from './reader.ts';

/** A stretch of whole days, and in what it was said: a range from May to June is counted in months. */
export interface Span extends Meaning<Stretch<Day>> {
  readonly unit: 'day' | 'week' | 'month' | 'year';
}

export function daysFrom(start: Day, length: Temporal.DurationLike): Stretch<Day> {
  return { start, end: start.add(length) };
}

function firstDay(inYear: number, monthNumber: number): Day {
  return new Temporal.PlainDate(inYear, monthNumber, 1);
}

export function ofYear(inYear: number): Span {
  return { ...only(`${inYear}`, daysFrom(firstDay(inYear, 1), { years: 1 })), unit: 'year' };
}

export function ofMonth(inYear: number, monthNumber: number): Span {
  return { ...only(`${inYear}-${two(monthNumber)}`, daysFrom(firstDay(inYear, monthNumber), { months: 1 })), unit: 'month' };
}

/** Of any year: this month counts as one to come. */
function anyMonth(now: Moment, monthNumber: number): Span {
  const past = now.year - (monthNumber < now.month ? 0 : 1);
  const inYear = (each: number) => daysFrom(firstDay(each, monthNumber), { months: 1 });
  return { timex: `XXXX-${two(monthNumber)}`, past: inYear(past), future: inYear(past + 1), unit: 'month' };
}

const inWhich = either(
  perhaps('of', 'in')
    .may('the')
    .and(which)
    .skip('year', 'calendar year')
    .as((now, years) => now.year + years),
  after('of the year', 'in the year', 'of this year').as((now) => now.year),
);
const shortYear = either(
  after('of', "'", "of '")
    .and(digits(2, 2))
    .as((_, said) => (said > 31 ? centuriesOf(said)[0] : undefined)),
  perhaps(',', '-', '/', '.')
    .may('of', 'in')
    .may('the year', 'year')
    .and(year)
    .as((_, said) => said),
);

const monthSpan: Reader<Span> = remembered(
  either(
    perhaps('the')
      .and(month)
      .and(either(shortYear, inWhich))
      .as((_, m, y) => ofMonth(y, m)),
    seq(year)
      .may('-', ',', '/')
      .and(month)
      .as((_, y, m) => ofMonth(y, m)),
    seq(digits(2))
      .skip('-', '/')
      .and(glued(year))
      .as((_, m, y) => (m >= 1 && m <= 12 ? ofMonth(y, m) : undefined)),
    seq(year)
      .skip('-', '/')
      .and(glued(digits(2, 2)))
      .as((_, y, m) => (m >= 1 && m <= 12 ? ofMonth(y, m) : undefined)),
    perhaps('the')
      .and(ordinal)
      .skip('month')
      .and(
        either(
          inWhich,
          after('of')
            .and(year)
            .as((_, y) => y),
        ),
      )
      .as((_, m, y) => (m <= 12 ? ofMonth(y, m) : undefined)),
    seq(which)
      .and(month)
      .as((now, years, m) => ofMonth(now.year + years, m)),
    perhaps('the month of', 'month of', 'the', 'all', 'all of')
      .and(month)
      .as((now, m) => anyMonth(now, m)),
    perhaps('the')
      .skip('whole', 'entire')
      .may('month of')
      .and(month)
      .as((now, m) => anyMonth(now, m)),
  ),
);

const yearName = words('year', 'calendar year', 'cy');
const yearSpan: Reader<Span> = remembered(
  either(
    perhaps('the', 'the whole', 'whole')
      .and(yearName)
      .may('of', 'in')
      .and(year)
      .as((_, __, y) => ofYear(y)),
    after('cy')
      .and(glued(digits(2, 2)))
      .as((_, short) => ofYear(2000 + short)),
    perhaps('the', 'the whole', 'all of')
      .and(year)
      .as((_, y) => ofYear(y)),
    seq(which)
      .and(yearName)
      .as((now, years) => ofYear(now.year + years)),
    after('the year', 'the calendar year').as((now) => ofYear(now.year)),
  ),
);

function months(start: Day, count: number, timex?: string): Span {
  const stretch = daysFrom(start, { months: count });
  return { ...only(timex ?? `(${stretch.start},${stretch.end},P${count}M)`, stretch), unit: 'month' };
}

/** The nearest of a part of each year. */
function partOfAnyYear(now: Moment, first: number, count: number): Span {
  const end = first + count;
  const timex = `(XXXX-${two(first)}-01,XXXX-${two(end > 12 ? 1 : end)}-01,P${count}M)`;
  const [past, future] = [0, 1].map((years) => daysFrom(firstDay(now.year + years, first), { months: count }));
  return { timex, past, future, unit: 'month' };
}

const nthPart = either(ordinal, phrases([-1, 'last | final']));
const part = phrases([3, 'quarter | qtr'], [6, 'half']);
const shortPart = either(
  after('q')
    .and(glued(digits(1)))
    .as((_, nth) => ({ nth, count: 3 })),
  after('h')
    .and(glued(digits(1)))
    .as((_, nth) => ({ nth, count: 6 })),
  perhaps('the')
    .and(nthPart)
    .and(part)
    .as((_, nth, count) => ({ nth, count })),
);

function firstMonth({ nth, count }: { readonly nth: number; readonly count: number }): number | undefined {
  const parts = 12 / count;
  const at = nth < 0 ? parts : nth;
  return at >= 1 && at <= parts ? 1 + (at - 1) * count : undefined;
}

type Part = { readonly nth: number; readonly count: number };

function partOf(inYear: number, said: Part): Span | undefined {
  const first = firstMonth(said);
  return first === undefined ? undefined : months(firstDay(inYear, first), said.count);
}

function ofAnyYear(now: Moment, said: Part): Span | undefined {
  const first = firstMonth(said);
  return first === undefined ? undefined : partOfAnyYear(now, first, said.count);
}

const quarterSpan: Reader<Span> = remembered(
  either(
    seq(shortPart)
      .may('-', ',', 'of', 'in')
      .may('the year')
      .and(year)
      .as((_, said, y) => partOf(y, said)),
    seq(year)
      .may('-', ',', "'s")
      .and(shortPart)
      .as((_, y, said) => partOf(y, said)),
    seq(shortPart)
      .may('of', 'in')
      .and(which)
      .skip('year')
      .as((now, said, years) => partOf(now.year + years, said)),
    seq(which)
      .skip('year', "year's")
      .and(shortPart)
      .as((now, years, said) => partOf(now.year + years, said)),
    seq(shortPart)
      .skip('of the year')
      .as((now, said) => ofAnyYear(now, said)),
    seq(shortPart).as((now, said) => (said.nth < 0 ? undefined : ofAnyYear(now, said))),
    perhaps('the')
      .and(which)
      .skip('quarter')
      .as((now, turns) => months(quarterOf(now).add({ months: 3 * turns }), 3)),
    after('the quarter').as((now) => months(quarterOf(now), 3)),
  ),
);

export function quarterOf(now: Moment): Day {
  return firstDay(now.year, 1 + 3 * Math.trunc((now.month - 1) / 3));
}

/** `month`, `next month`. */
const nearMonth: Reader<Span> = either(
  seq(which)
    .skip('month')
    .as((now, count) => nearest(now, count)),
  after('the month').as((now) => nearest(now, 0)),
  after('the month after next').as((now) => nearest(now, 2)),
  after('the year after next').as((now) => ofYear(now.year + 2)),
);

function nearest(now: Moment, count: number): Span {
  const first = firstDay(now.year, now.month).add({ months: count });
  return ofMonth(first.year, first.month);
}

/** Whole months, quarters and years. */
export const longSpan: Reader<Span> = remembered(either(quarterSpan, monthSpan, nearMonth, yearSpan));
