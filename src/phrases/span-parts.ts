import { Temporal } from 'temporal-polyfill';
import { type Day, type Meaning, type Moment, only, type Stretch, translate } from './meaning.ts';
import { which } from './names.ts';
import { digits, ordinal, year } from './numbers.ts';
import { after, either, glued, perhaps, phrases, type Reader, remembered, seq, words } from './reader.ts';
import { daysFrom, longSpan, type Span } from './spans.ts';
import type { Time } from './times.ts';
import { weekSpan } from './weeks.ts';

/** Weeks, months, quarters and years. */
export const span: Reader<Span> = remembered(either(longSpan, weekSpan));

export type Edge = 'start' | 'mid' | 'end';

/** A beginning, a middle or an end of a stretch. */
export interface SpanPart {
  readonly span: Span;
  readonly edge: Edge;
  readonly part: Meaning<Stretch<Day>>;
}

const edgeOf = phrases<Edge>(
  ['start', 'beginning of | the beginning of | start of | the start of | early | early in | earlier in'],
  ['mid', 'middle of | the middle of | mid | mid- | the mid-'],
  ['end', 'end of | the end of | late | late in'],
);

/** A third of a year by its months, days 10 to 20 of a month, a half of anything else. */
function cut({ start, end }: Stretch<Day>, unit: Span['unit'], edge: Edge): Stretch<Day> {
  if (unit === 'year') {
    const [from, to] = { start: [0, 4], mid: [4, 8], end: [8, 12] }[edge];
    return { start: start.add({ months: from ?? 0 }), end: start.add({ months: to ?? 12 }) };
  }
  const half = halfOf({ start, end }, unit);
  if (edge === 'start') return { start, end: half };
  if (edge === 'end') return { start: half, end };
  return unit === 'month'
    ? { start: start.add({ days: 9 }), end: start.add({ days: 20 }) }
    : { start: start.add({ days: 2 }), end: start.add({ days: 5 }) };
}

/** Where its second half begins: the 16th of a month, the Thursday of a week, July. */
function halfOf({ start, end }: Stretch<Day>, unit: Span['unit']): Day {
  if (unit === 'year') return start.add({ months: 6 });
  if (unit === 'week') return start.add({ days: 3 });
  const months = start.until(end, { largestUnit: 'months' }).months;
  return months > 1 ? start.add({ months: Math.trunc(months / 2) }) : start.add({ days: 15 });
}

export const spanPart: Reader<SpanPart> = remembered(
  either(
    seq(edgeOf)
      .and(span)
      .as((_, edge, of) => partOf(of, edge)),
    after('end of month', 'eom', 'month end', 'the end of month').as((now) => nearPart(now, 'month')),
    after('end of year', 'eoy', 'year end', 'the end of year').as((now) => nearPart(now, 'year')),
    after('end of week', 'eow', 'the end of week').as((now) => nearPart(now, 'week')),
  ),
);

function partOf(of: Span, edge: Edge): SpanPart {
  return { span: of, edge, part: translate(of, of.timex, (value) => cut(value, of.unit, edge)) };
}

function nearPart(now: Moment, unit: 'week' | 'month' | 'year'): SpanPart {
  const today = now.toPlainDate();
  const start = {
    week: today.subtract({ days: today.dayOfWeek - 1 }),
    month: today.with({ day: 1 }),
    year: today.with({ day: 1, month: 1 }),
  }[unit];
  const week = `${today.yearOfWeek}-W${`${today.weekOfYear}`.padStart(2, '0')}`;
  const timex = { week, month: start.toString().slice(0, 7), year: `${start.year}` }[unit];
  return partOf({ ...only(timex, daysFrom(start, { [`${unit}s`]: 1 })), unit }, 'end');
}

const sinceNow = words('later', 'later in');
const untilNow = words('earlier', 'earlier in');

function larger(a: Day, b: Day): Day {
  return Temporal.PlainDate.compare(a, b) > 0 ? a : b;
}

/** `later this week` begins no earlier than today, `earlier this week` ends no later. */
const besideNow: Reader<Meaning<Stretch<Day>>> = either(
  seq(sinceNow)
    .may('in')
    .and(span)
    .as((now, _, of) =>
      translate(of, of.timex, (value) => ({ start: larger(halfOf(value, of.unit), now.toPlainDate()), end: value.end })),
    ),
  seq(untilNow)
    .may('in')
    .and(span)
    .as((now, _, of) =>
      translate(of, of.timex, ({ start, end }) => ({
        start,
        end: larger(now.toPlainDate(), halfOf({ start, end }, of.unit)).equals(now.toPlainDate())
          ? halfOf({ start, end }, of.unit)
          : now.toPlainDate(),
      })),
    ),
);

const rest = words(
  'rest of | the rest of | remaining of | the remaining of | remainder of | the remainder of | remaining',
  'rest of the | the rest of the',
);

const restOf: Reader<Meaning<Stretch<Day>>> = either(
  seq(rest)
    .and(span)
    .as((now, _, { future, unit }) => {
      const start = now.toPlainDate();
      if (!future || Temporal.PlainDate.compare(future.end, start) <= 0) return undefined;
      const end = unit === 'week' ? future.end.subtract({ days: 1 }) : future.end;
      return only(`(${start},${end},P${start.until(end).days}D)`, { start, end });
    }),
  after('year to date', 'the year to date', 'ytd').as((now) =>
    only(`${now.year}`, { start: now.toPlainDate().with({ month: 1, day: 1 }), end: now.toPlainDate() }),
  ),
  after('month to date', 'the month to date', 'mtd').as((now) =>
    only(now.toPlainDate().toString().slice(0, 7), { start: now.toPlainDate().with({ day: 1 }), end: now.toPlainDate() }),
  ),
);

function years(start: number, count: number): Meaning<Stretch<Day>> {
  const from = new Temporal.PlainDate(start, 1, 1);
  const to = from.add({ years: count });
  return only(`(${from},${to},P${count}Y)`, { start: from, end: to });
}

const s = glued(words('s', "'s", "' s"));
const longYears: Reader<Meaning<Stretch<Day>>> = either(
  perhaps('the')
    .and(year)
    .and(either(s, words('s')))
    .as((_, y) => (y % 10 === 0 ? years(y, 10) : undefined)),
  perhaps('the')
    .and(ordinal)
    .skip('century')
    .as((_, nth) => years((nth - 1) * 100, 100)),
  perhaps('the')
    .and(which)
    .skip('decade')
    .as((now, turns) => years(Math.trunc(now.year / 10) * 10 + turns * 10, 10)),
  perhaps('the')
    .and(which)
    .skip('century')
    .as((now, turns) => years(Math.trunc(now.year / 100) * 100 + turns * 100, 100)),
  perhaps('the')
    .skip("'")
    .and(digits(2, 2))
    .and(s)
    .as((_, y) => years(1900 + y, 10)),
);

/** A season has no days of its own: `2016-SU`. */
const season = phrases(['SP', 'spring'], ['SU', 'summer'], ['FA', 'fall | autumn'], ['WI', 'winter']);
const nameOnly = (timex: string): Meaning<Stretch<Day>> => ({ timex, past: undefined, future: undefined });
const specialYear = phrases(['SY', 'school year | sy'], ['FY', 'fiscal year | fy']);
const unresolved: Reader<Meaning<Stretch<Day>>> = either(
  seq(season)
    .may('of', ',', 'in')
    .and(year)
    .as((_, code, y) => nameOnly(`${y}-${code}`)),
  seq(year)
    .and(season)
    .as((_, y, code) => nameOnly(`${y}-${code}`)),
  seq(which)
    .and(season)
    .as((now, turns, code) => nameOnly(`${now.year + turns}-${code}`)),
  seq(season)
    .may('of')
    .and(which)
    .skip('year')
    .as((now, code, turns) => nameOnly(`${now.year + turns}-${code}`)),
  perhaps('the')
    .and(season)
    .as((_, code) => nameOnly(code)),
  seq(which)
    .and(specialYear)
    .as((now, turns, code) => nameOnly(`${code}${now.year + turns}`)),
  perhaps('the')
    .and(specialYear)
    .may('of')
    .and(year)
    .as((_, code, y) => nameOnly(`${code}${y}`)),
  seq(specialYear)
    .and(glued(digits(2, 2)))
    .as((_, code, y) => nameOnly(`${code}20${y}`)),
  perhaps('the')
    .and(specialYear)
    .as((_, code) => nameOnly(`${code}XXXX`)),
);

const same = words('that', 'same', 'the same');
/** `that week`: one that was spoken of, taken for this one until somebody knows better. */
const spokenOf: Reader<Meaning<Stretch<Day>>> = either(
  seq(same)
    .skip('week')
    .as((now) => ({ ...nearPart(now, 'week').span, timex: 'XXXX-WXX' })),
  seq(same)
    .skip('weekend')
    .as((now) => {
      const saturday = now.toPlainDate().add({ days: 6 - now.dayOfWeek });
      return only('XXXX-WXX-WE', daysFrom(saturday, { days: 2 }));
    }),
  seq(same)
    .skip('month')
    .as((now) => ({ ...nearPart(now, 'month').span, timex: 'XXXX-XX' })),
  seq(same)
    .skip('year')
    .as((now) => ({ ...nearPart(now, 'year').span, timex: 'XXXX' })),
);

/** Stretches of days that are said by one name. */
export const namedStretch: Reader<Time> = remembered(
  either(
    seq(either<Meaning<Stretch<Day>>>(span, besideNow, restOf, longYears, unresolved)).as(
      (_, way): Time => ({ type: 'daterange', ways: [way] }),
    ),
    seq(spokenOf).as((_, way): Time => ({ type: 'daterange', ways: [way], bound: { name: 'ref_undef', keeps: 'both' } })),
    seq(spanPart).as((_, { part, edge }): Time => ({ type: 'daterange', ways: [part], bound: { name: edge, keeps: 'both' } })),
  ),
);
