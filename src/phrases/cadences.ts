import { adverb, type Cadence, DAY, everyUnit, everyUnitName, perUnit, WEEKEND, WORKDAY } from './cadence-units.ts';
import { two } from './meaning.ts';
import { month, weekday, weekdays } from './names.ts';
import { dayNumber, ordinal, whole } from './numbers.ts';
import { after, either, many, perhaps, phrases, type Reader, remembered, seq, words } from './reader.ts';

export const every = words('every', 'each', 'every single');
const other = phrases([2, 'other | second | alternate']);
const howMany = either(
  other,
  whole,
  seq(ordinal).as((_, count) => count),
);

const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

export function weekly(days: readonly number[], count = 1): Cadence {
  const codes = CODES.filter((_, index) => days.includes(index + 1));
  return { timex: `XXXX-WXX-${days[0]}`, rrule: `FREQ=WEEKLY${count > 1 ? `;INTERVAL=${count}` : ''};BYDAY=${codes.join(',')}` };
}

const aDay = either(weekday, weekdays);
const someDays = seq(aDay)
  .and(
    many(
      seq(words(',', 'and', ', and', '&', 'or'))
        .may('every', 'each')
        .and(aDay)
        .as((_, __, day) => day),
    ),
  )
  .as((_, first, rest) => [first, ...rest]);
const pluralDays = seq(weekdays)
  .and(
    many(
      seq(words(',', 'and', ', and', '&'))
        .and(weekdays)
        .as((_, __, day) => day),
    ),
  )
  .as((_, first, rest) => [first, ...rest]);

/** In a month that is too short for the day, its last day stands in: a reminder is never left out. */
export function monthDayRule(day: number): string {
  const days = [28, 29, 30, 31].filter((each) => each <= day);
  return day <= 28 ? `BYMONTHDAY=${day}` : `BYMONTHDAY=${days.join(',')};BYSETPOS=-1`;
}

function monthly(day: number, count = 1): Cadence | undefined {
  if (day < 1 || day > 31) return undefined;
  return { timex: `XXXX-XX-${two(day)}`, rrule: `FREQ=MONTHLY${count > 1 ? `;INTERVAL=${count}` : ''};${monthDayRule(day)}` };
}

function lastDay(count = 1): Cadence {
  return { timex: `P${count}M`, rrule: `FREQ=MONTHLY${count > 1 ? `;INTERVAL=${count}` : ''};BYMONTHDAY=-1` };
}

function nthWeekday(nth: number, day: number, count = 1): Cadence | undefined {
  if (nth > 5) return undefined;
  const rrule = `FREQ=MONTHLY${count > 1 ? `;INTERVAL=${count}` : ''};BYDAY=${nth}${CODES[day - 1]}`;
  return { timex: `XXXX-XX-WXX-${day}-#${nth < 0 ? 5 : nth}`, rrule };
}

/** 29 February is kept on the last day of the month in other years. */
function yearlyOn(monthNumber: number, day: number): Cadence {
  const rule = day === 29 && monthNumber === 2 ? 'BYMONTHDAY=28,29;BYSETPOS=-1' : `BYMONTHDAY=${day}`;
  return { timex: `XXXX-${two(monthNumber)}-${two(day)}`, rrule: `FREQ=YEARLY;BYMONTH=${monthNumber};${rule}` };
}

const nth = either(phrases([-1, 'last']), ordinal);
const months = either(
  after('every month', 'each month', 'monthly').as(() => 1),
  after('every', 'each')
    .and(howMany)
    .skip('months', 'month')
    .as((_, count) => count),
);
const ofMonths = perhaps('of', 'in')
  .and(months)
  .as((_, count) => count);
const theDay = perhaps('on')
  .may('the')
  .and(dayNumber)
  .may('day')
  .as((_, day) => day);

const byMonth: Reader<Cadence> = either(
  seq(months)
    .may(',')
    .skip('on')
    .may('the')
    .and(dayNumber)
    .as((_, count, day) => monthly(day, count)),
  seq(theDay)
    .and(ofMonths)
    .as((_, day, count) => monthly(day, count)),
  seq(months)
    .may(',')
    .may('on')
    .may('the')
    .skip('last day')
    .as((_, count) => lastDay(count)),
  perhaps('on')
    .may('the')
    .skip('last day')
    .and(ofMonths)
    .as((_, count) => lastDay(count)),
  perhaps('on')
    .may('the')
    .and(nth)
    .and(weekday)
    .and(ofMonths)
    .as((_, n, day, count) => nthWeekday(n, day, count)),
  seq(months)
    .may(',')
    .may('on')
    .may('the')
    .and(nth)
    .and(weekday)
    .as((_, count, n, day) => nthWeekday(n, day, count)),
  after('every', 'each')
    .may('the')
    .skip('last')
    .and(weekday)
    .may('of the month')
    .as((_, day) => nthWeekday(-1, day)),
  after('every', 'each')
    .and(ordinal)
    .and(weekday)
    .skip('of the month', 'in the month')
    .as((_, n, day) => nthWeekday(n, day)),
  after('every', 'each')
    .and(ordinal)
    .may('day')
    .skip('of the month')
    .as((_, day) => monthly(day)),
);

const byYear: Reader<Cadence> = either(
  after('every year', 'each year', 'yearly', 'annually')
    .may(',')
    .may('on')
    .may('the')
    .and(dayNumber)
    .may('of')
    .and(month)
    .as((_, day, m) => yearlyOn(m, day)),
  after('every year', 'each year', 'yearly', 'annually')
    .may(',')
    .may('on')
    .and(month)
    .may('the')
    .and(dayNumber)
    .as((_, m, day) => yearlyOn(m, day)),
  after('every', 'each')
    .and(dayNumber)
    .may('of')
    .and(month)
    .as((_, day, m) => yearlyOn(m, day)),
  after('every', 'each')
    .and(month)
    .may('the')
    .and(dayNumber)
    .as((_, m, day) => yearlyOn(m, day)),
  perhaps('on')
    .and(dayNumber)
    .may('of')
    .and(month)
    .skip('every year', 'each year')
    .as((_, day, m) => yearlyOn(m, day)),
  perhaps('on')
    .and(month)
    .may('the')
    .and(dayNumber)
    .skip('every year', 'each year')
    .as((_, m, day) => yearlyOn(m, day)),
);

const byWeek: Reader<Cadence> = either(
  seq(every)
    .and(someDays)
    .as((_, __, days) => weekly(days)),
  seq(every)
    .and(howMany)
    .and(someDays)
    .as((_, __, count, days) => weekly(days, count)),
  after('every week', 'each week', 'weekly')
    .may(',')
    .may('on')
    .and(someDays)
    .as((_, days) => weekly(days)),
  seq(every)
    .and(howMany)
    .skip('week', 'weeks')
    .may(',')
    .may('on')
    .and(someDays)
    .as((_, __, count, days) => weekly(days, count)),
  after('biweekly', 'bi-weekly', 'fortnightly')
    .may('on')
    .and(someDays)
    .as((_, days) => weekly(days, 2)),
  perhaps('on')
    .and(pluralDays)
    .as((_, days) => weekly(days)),
  seq(someDays)
    .skip('every week', 'each week')
    .as((_, days) => weekly(days)),
);

export const cadence: Reader<Cadence> = remembered(
  either(
    byMonth,
    byYear,
    byWeek,
    seq(every)
      .and(everyUnitName)
      .as((_, __, each) => everyUnit(each, 1)),
    seq(every)
      .and(howMany)
      .and(everyUnitName)
      .as((_, __, count, each) => everyUnit(each, count)),
    after('any')
      .and(everyUnitName)
      .as((_, each) => (each === DAY || each.freq === undefined ? undefined : everyUnit(each, 1))),
    after('once a', 'once per', 'once every', 'one per')
      .and(perUnit)
      .as((_, each) => everyUnit(each, 1)),
    perhaps('on')
      .skip('weekdays')
      .as(() => everyUnit(WORKDAY, 1)),
    perhaps('on')
      .skip('weekends')
      .as(() => everyUnit(WEEKEND, 1)),
    adverb,
  ),
);
