import { Temporal } from 'temporal-polyfill';
import { holiday } from './holidays.ts';
import { type Day, type Meaning, type Moment, only, translate, two, weekdayOfWeek } from './meaning.ts';
import { which } from './names.ts';
import { day } from './near-dates.ts';
import { digits, ordinal, year } from './numbers.ts';
import { after, either, glued, perhaps, phrases, type Reader, remembered, seq, words } from './reader.ts';
import { daysFrom, longSpan, type Span } from './spans.ts';

const monday = (of: Day) => weekdayOfWeek(of, 1);

/** `2018-W20` (ISO 8601). */
function weekTimex(of: Day): string {
  return `${of.yearOfWeek}-W${two(of.weekOfYear ?? 1)}`;
}

function weekFrom(start: Day, timex = weekTimex(start)): Span {
  return { ...only(timex, daysFrom(start, { weeks: 1 })), unit: 'week' };
}

function nearWeek(now: Moment, weeks: number): Span {
  return weekFrom(monday(now.toPlainDate()).add({ weeks }));
}

function weekend(of: Day): Span {
  const saturday = weekdayOfWeek(of, 6);
  return { ...only(`${weekTimex(saturday)}-WE`, daysFrom(saturday, { days: 2 })), unit: 'week' };
}

/** Week `nth` of a year (ISO 8601), its last one for -1. */
function weekOfYear(inYear: number, nth: number): Span | undefined {
  const fourth = new Temporal.PlainDate(nth < 0 ? inYear + 1 : inYear, 1, 4);
  if (nth < 0) return weekFrom(monday(fourth).subtract({ weeks: 1 }));
  return nth >= 1 && nth <= 53 ? weekFrom(monday(fourth).add({ weeks: nth - 1 })) : undefined;
}

/** Week `nth` of a month: the first one holds its first Thursday. */
function weekOfMonth(span: Span, nth: number): Span | undefined {
  if (span.unit !== 'month') return undefined;
  const startOf = (first: Day, end: Day) => {
    const week = monday(first.add({ days: 3 }));
    return nth < 0 ? monday(end.subtract({ days: 4 })) : week.add({ weeks: nth - 1 });
  };
  const timex = `${span.timex}-W${two(nth < 0 ? 5 : nth)}`;
  return { ...translate(span, timex, ({ start, end }) => daysFrom(startOf(start, end), { weeks: 1 })), unit: 'week' };
}

const nth = either(phrases([-1, 'last | final']), ordinal);
const number = seq(digits(2)).as((_, said) => (said >= 1 && said <= 53 ? said : undefined));
const week = words('week', 'wk');

const nthWeek: Reader<Span> = either(
  perhaps('the')
    .and(nth)
    .and(week)
    .skip('of', 'in')
    .may('the year')
    .and(year)
    .as((_, n, __, y) => weekOfYear(y, n)),
  perhaps('the')
    .and(nth)
    .and(week)
    .may('of', 'in')
    .and(longSpan)
    .as((_, n, __, span) => (span.unit === 'year' && span.past ? weekOfYear(span.past.start.year, n) : weekOfMonth(span, n))),
  perhaps('the')
    .skip('week')
    .and(number)
    .may('of', 'in', ',')
    .and(year)
    .as((_, n, y) => weekOfYear(y, n)),
  seq(year)
    .may('-', ',')
    .skip('week', 'w')
    .and(number)
    .as((_, y, n) => weekOfYear(y, n)),
  perhaps('the')
    .skip('week', 'cw')
    .and(number)
    .as((now, n) => weekOfYear(now.year, n)),
  after('w')
    .and(glued(number))
    .as((now, n) => weekOfYear(now.year, n)),
  after(
    'week commencing | the week commencing | w/c | wc | the week starting on | the week starting | week starting',
    'week starting on | the week beginning | week beginning | the week of | week of',
  )
    .may('the')
    .and(day)
    .as((_, said) => weekAround(said)),
);

function weekAround(said: Meaning<Day>): Span {
  return { ...translate(said, said.timex, (value) => daysFrom(monday(value), { weeks: 1 })), unit: 'week' };
}

const weekendOfHoliday: Reader<Span> = seq(holiday)
  .skip('weekend')
  .may('of')
  .maybe(year)
  .as((_, said, y) => {
    const found = y === undefined ? said.future : said.future?.with({ year: y });
    if (!found) return undefined;
    const saturday = weekdayOfWeek(found.dayOfWeek === 1 ? found.subtract({ days: 1 }) : found, 6);
    const days = found.dayOfWeek === 1 ? 3 : 2;
    return { ...only(`${weekTimex(saturday)}-WE`, daysFrom(saturday, { days })), unit: 'week' };
  });

/** `this week`, `week 23`, `the last week of july`, `next weekend`, `w/c 4 Feb`. */
export const weekSpan: Reader<Span> = remembered(
  either(
    nthWeek,
    weekendOfHoliday,
    seq(which)
      .and(week)
      .as((now, weeks) => nearWeek(now, weeks)),
    after('the week').as((now) => nearWeek(now, 0)),
    after('the week after next', 'week after next').as((now) => nearWeek(now, 2)),
    seq(which)
      .skip('working week', 'work week', 'workweek', 'business week')
      .as((now, weeks) => {
        const start = monday(now.toPlainDate()).add({ weeks });
        return { ...only(weekTimex(start), daysFrom(start, { days: 5 })), unit: 'week' };
      }),
    seq(which)
      .skip('weekend')
      .as((now, weeks) => weekend(now.toPlainDate().add({ weeks }))),
    after('weekend', 'the weekend').as((now) => weekend(now.toPlainDate())),
    seq(which)
      .skip('fortnight')
      .as((now, turns) => fortnight(now, turns)),
    after('the fortnight').as((now) => fortnight(now, 0)),
  ),
);

function fortnight(now: Moment, turns: number): Span {
  const stretch = daysFrom(monday(now.toPlainDate()).add({ weeks: 2 * turns }), { weeks: 2 });
  return { ...only(`(${stretch.start},${stretch.end},P2W)`, stretch), unit: 'week' };
}
