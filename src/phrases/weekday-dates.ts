import { Temporal } from 'temporal-polyfill';
import { unitName } from './durations.ts';
import { type Day, dayOf, fixed, type Meaning, type Moment, nearest, only, two, weekdayOfWeek } from './meaning.ts';
import { month, weekday, which } from './names.ts';
import { dayOrdinal, dayOrdinalInDigits, digits, ordinal, year } from './numbers.ts';
import { after, either, perhaps, phrases, type Reader, remembered, seq, unless, words } from './reader.ts';

function anyWeek(now: Moment, day: number): Meaning<Day> {
  const today = now.toPlainDate();
  return nearest(
    today.toPlainDateTime(),
    `XXXX-WXX-${day}`,
    [-7, 0, 7].map((days) => weekdayOfWeek(today, day).add({ days })),
  );
}

function inWeek(now: Moment, day: number, weeks: number): Meaning<Day> {
  return fixed(weekdayOfWeek(now.toPlainDate(), day).add({ weeks }));
}

/** The first such day after today, or the last one before. */
function nearestWeekday(now: Moment, day: number, way: 1 | -1): Meaning<Day> {
  const today = now.toPlainDate();
  const ahead = (day - today.dayOfWeek + 7) % 7 || 7;
  return fixed(today.add({ days: way > 0 ? ahead : (ahead % 7) - 7 }));
}

function monthsAround(now: Moment, count: number): readonly Temporal.PlainYearMonth[] {
  return Array.from({ length: 2 * count + 1 }, (_, index) =>
    now
      .toPlainDate()
      .toPlainYearMonth()
      .add({ months: index - count }),
  );
}

function dayIn(months: Temporal.PlainYearMonth, day: number): Day | undefined {
  return dayOf(months.year, months.month, day);
}

/** `the 18th`. */
export function anyMonth(now: Moment, day: number): Meaning<Day> {
  const days = monthsAround(now, 2).map((each) => dayIn(each, day));
  return nearest(
    now,
    `XXXX-XX-${two(day)}`,
    days.filter((each) => each !== undefined),
  );
}

/** `Monday 21`: the months in which the 21st is one. */
function weekdayThe(now: Moment, dayOfWeek: number, day: number): Meaning<Day> | undefined {
  const days = monthsAround(now, 40).map((each) => dayIn(each, day));
  const found = nearest(
    now,
    `XXXX-WXX-${dayOfWeek}`,
    days.filter((each) => each?.dayOfWeek === dayOfWeek).filter((each) => each !== undefined),
  );
  return found.past && found.future ? found : undefined;
}

/** `Monday the 21st` is said of a day close by. */
function weekdayTheNear(now: Moment, dayOfWeek: number, day: number): Meaning<Day> | undefined {
  const near = monthsAround(now, 1)
    .slice(1)
    .map((each) => dayIn(each, day));
  const found = near.find((each) => each?.dayOfWeek === dayOfWeek);
  return found ? fixed(found) : weekdayThe(now, dayOfWeek, day);
}

const nth = either(
  phrases([-1, 'last | the last']),
  perhaps('the')
    .and(ordinal)
    .as((_, count) => (count <= 5 ? count : undefined)),
);

function nthOf(months: Temporal.PlainYearMonth, dayOfWeek: number, count: number): Day | undefined {
  const first = months.toPlainDate({ day: 1 });
  const start = 1 + ((dayOfWeek - first.dayOfWeek + 7) % 7);
  const last = start + 7 * Math.trunc((months.daysInMonth - start) / 7);
  return dayIn(months, count < 0 ? last : start + 7 * (count - 1));
}

function weekCode(dayOfWeek: number, count: number): string {
  return `WXX-${dayOfWeek}-#${count < 0 ? 5 : count}`;
}

function nthOfMonth(
  now: Moment,
  dayOfWeek: number,
  count: number,
  ofMonth: number,
  ofYear: number | undefined,
): Meaning<Day> | undefined {
  const timex = `${ofYear ?? 'XXXX'}-${two(ofMonth)}-${weekCode(dayOfWeek, count)}`;
  const years = ofYear === undefined ? [-2, -1, 0, 1, 2].map((years) => now.year + years) : [ofYear];
  const days = years
    .map((each) => nthOf(Temporal.PlainYearMonth.from({ year: each, month: ofMonth }), dayOfWeek, count))
    .filter((each) => each !== undefined);
  const [day] = days;
  return ofYear === undefined ? nearest(now, timex, days) : day && only(timex, day);
}

export function nthOfNear(now: Moment, dayOfWeek: number, count: number, months: number): Meaning<Day> | undefined {
  const of = now.toPlainDate().toPlainYearMonth().add({ months });
  const day = nthOf(of, dayOfWeek, count);
  return day && only(`XXXX-${two(of.month)}-${weekCode(dayOfWeek, count)}`, day);
}

/** This, the next or the last month: `of the month`, `of next month`. */
export const nearMonth = either(
  perhaps('of', 'in')
    .and(which)
    .skip('month', "month's")
    .as((_, months) => months),
  after('of the month', 'in the month', 'this month', 'of the current month').as(() => 0),
);

const lastDay = either(
  perhaps('the')
    .skip('last day')
    .and(nearMonth)
    .as((now, months) => lastOf(now.toPlainDate().toPlainYearMonth().add({ months }))),
  perhaps('the')
    .skip('last day of', 'last day in')
    .and(month)
    .maybe(year)
    .as((now, m, y) => {
      const last = lastOf(Temporal.PlainYearMonth.from({ year: y ?? now.year, month: m }));
      if (y !== undefined) return last;
      return nearest(
        now,
        `XXXX-${last.timex.slice(5)}`,
        [-1, 0, 1].map((years) => now.toPlainDate().with({ month: m, day: 1 }).add({ years, months: 1 }).subtract({ days: 1 })),
      );
    }),
);

function lastOf(months: Temporal.PlainYearMonth): Meaning<Day> {
  return fixed(months.toPlainDate({ day: months.daysInMonth }));
}

/** `first Monday`. */
export const nthWeekday = seq(nth)
  .and(weekday)
  .as((_, count, day) => ({ nth: count, weekday: day }));

const week = words('week', "week's", 'wk');

/** `the 1st week` and `on 14th Feb` say more than a day. */
function alone(said: Reader<number>): Reader<number> {
  return unless(
    said,
    seq(said)
      .may('of', 'the')
      .and(either<unknown>(unitName, month))
      .as(() => true),
  );
}

export const monthlyDate: Reader<Meaning<Day>> = remembered(
  either(
    lastDay,
    seq(nth)
      .and(weekday)
      .may('of', 'in')
      .and(month)
      .maybe(
        perhaps(',')
          .may('of')
          .and(year)
          .as((_, said) => said),
      )
      .as((now, n, d, m, y) => nthOfMonth(now, d, n, m, y)),
    seq(nth)
      .and(weekday)
      .and(nearMonth)
      .as((now, n, d, months) => nthOfNear(now, d, n, months)),
    perhaps('the')
      .and(dayOrdinal)
      .may('day')
      .and(nearMonth)
      .as((now, d, months) => {
        const day = dayIn(now.toPlainDate().toPlainYearMonth().add({ months }), d);
        return day && fixed(day);
      }),
    after('the', 'on', 'on the')
      .and(alone(dayOrdinalInDigits))
      .as((now, d) => anyMonth(now, d)),
    after('on the')
      .and(alone(dayOrdinal))
      .as((now, d) => anyMonth(now, d)),
    seq(weekday)
      .may(',')
      .skip('the')
      .and(either(dayOrdinal, digits(2)))
      .as((now, d, day) => weekdayTheNear(now, d, day)),
    seq(weekday)
      .and(either(dayOrdinal, digits(2)))
      .as((now, d, day) => weekdayThe(now, d, day)),
  ),
);

/** `friday`, `next friday`, `friday next week`, `this past wednesday`. */
export const weekdayDate: Reader<Meaning<Day>> = remembered(
  either(
    after('this upcoming', 'this coming', 'upcoming', 'the coming', 'coming', 'this next')
      .and(weekday)
      .as((now, d) => nearestWeekday(now, d, 1)),
    after('this past', 'this last')
      .and(weekday)
      .as((now, d) => nearestWeekday(now, d, -1)),
    seq(which)
      .and(weekday)
      .as((now, weeks, d) => inWeek(now, d, weeks)),
    seq(which)
      .and(week)
      .may(',')
      .may('on')
      .and(weekday)
      .as((now, weeks, _, d) => inWeek(now, d, weeks)),
    seq(weekday)
      .may(',')
      .may('of', 'in')
      .and(which)
      .and(week)
      .as((now, d, weeks) => inWeek(now, d, weeks)),
    perhaps('the')
      .and(weekday)
      .as((now, d) => anyWeek(now, d)),
  ),
);
