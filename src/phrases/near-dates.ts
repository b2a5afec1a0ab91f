import { type Length, length } from './durations.ts';
import { holiday } from './holidays.ts';
import { type Day, dayOf, fixed, type Meaning, weekdayOfWeek } from './meaning.ts';
import { weekday } from './names.ts';
import { year } from './numbers.ts';
import { after, either, perhaps, phrases, type Reader, remembered, seq, unless, words } from './reader.ts';
import { monthlyDate, weekdayDate } from './weekday-dates.ts';
import { writtenDate } from './written-dates.ts';

const daysOff = phrases(
  [0, "today | today's date | the day | otd | this day | current date | current day | the same day"],
  [1, 'tomorrow | tmr | tmrw | tomorow | the next day | next day | the day after | the following day'],
  [2, 'the day after tomorrow | day after tomorrow'],
  [-1, 'yesterday | the day before | the last day | last day | the previous day | previous day'],
  [-2, 'the day before yesterday | day before yesterday'],
);

/** `today`, `tomorrow`, `the day after tomorrow`. */
export const nearDay: Reader<Meaning<Day>> = unless(
  seq(daysOff).as((now, days) => fixed(now.toPlainDate().add({ days }))),
  words('last day of', 'the last day of', 'last day in', 'the day of'),
);

const plainDay: Reader<Meaning<Day>> = remembered(either(writtenDate, monthlyDate, weekdayDate, nearDay));
const base: Reader<Meaning<Day>> = either(plainDay, holiday);

/** A length of whole days from a day: the day it is counted from may itself be only near. */
function moved(base: Day | undefined, by: Length, way: 1 | -1): Meaning<Day> | undefined {
  if (by.timed || !base || /BD|WE/.test(by.timex)) return undefined;
  return fixed(way > 0 ? base.add(by.shift) : base.subtract(by.shift));
}

const fromNow = words('from now', 'later', 'hence', 'from today', 'after today', 'in the future');
const ago = words('ago', 'earlier', 'before today', 'prior', 'before now', 'back');

/** `in 3 days`, `2 weeks ago`, `3 days from tuesday`, `two weeks since the year 2011`. */
const shifted: Reader<Meaning<Day>> = remembered(
  either(
    after('in', 'in another')
      .and(length)
      .as((now, by) => moved(now.toPlainDate(), by, 1)),
    seq(length)
      .and(fromNow)
      .as((now, by) => moved(now.toPlainDate(), by, 1)),
    seq(length)
      .and(ago)
      .as((now, by) => moved(now.toPlainDate(), by, -1)),
    perhaps('in')
      .and(length)
      .skip('from', 'after', 'since', 'following')
      .and(base)
      .as((_, by, day) => moved(day.future, by, 1)),
    seq(length)
      .skip('before', 'prior to')
      .and(base)
      .as((_, by, day) => moved(day.future, by, -1)),
    perhaps('in')
      .and(length)
      .skip('from', 'after', 'since')
      .may('the year')
      .and(year)
      .as((_, by, y) => moved(dayOf(y, 1, 1), by, 1)),
  ),
);

/** The weekday in the week, from Sunday on, of a day that was counted out. */
function ofItsWeek(day: Meaning<Day>, dayOfWeek: number): Meaning<Day> | undefined {
  return day.future && fixed(weekdayOfWeek(day.future.add({ days: 1 }), (dayOfWeek % 7) + 1).subtract({ days: 1 }));
}

const withWeekday: Reader<Meaning<Day>> = either(
  seq(shifted)
    .may(',')
    .skip('on')
    .and(weekday)
    .as((_, day, d) => ofItsWeek(day, d)),
  seq(weekday)
    .may(',')
    .and(shifted)
    .as((_, d, day) => ofItsWeek(day, d)),
);

/** Every day that is not a holiday. */
export const day: Reader<Meaning<Day>> = remembered(either(plainDay, shifted, withWeekday));
