import { Temporal } from 'temporal-polyfill';
import { partOfDay } from './date-times.ts';
import { type Day, type Meaning, translate } from './meaning.ts';
import { day } from './near-dates.ts';
import { digits } from './numbers.ts';
import { after, either, type Reader, seq } from './reader.ts';
import { type Hours, hoursInPart, type Lasting, lasting, lengthText, looseHours, secondsOf } from './time-ranges.ts';
import { type MomentRange, momentRange, type Time } from './times.ts';
import { anyMonth, nearMonth, nthOfNear, nthWeekday } from './weekday-dates.ts';

/** The TIMEX of the day behind: `XXXX-WXX-2` for `XXXX-WXX-1`. */
function nextTimex(said: Meaning<Day>): string {
  const weekday = /^XXXX-WXX-(\d)$/.exec(said.timex)?.[1];
  if (weekday !== undefined) return `XXXX-WXX-${(Number(weekday) % 7) + 1}`;
  return said.timex.startsWith('X') || !said.future ? said.timex : said.future.add({ days: 1 }).toString();
}

function onDay(said: Meaning<Day>, { from, to }: Hours): MomentRange {
  const seconds = secondsOf(from.time, to.time);
  const overnight = Temporal.PlainTime.compare(to.time, from.time) <= 0;
  const end = `${overnight ? nextTimex(said) : said.timex}${to.timex}`;
  return translate(said, `(${said.timex}${from.timex},${end},${lengthText(seconds)})`, (value) => {
    const start = value.toPlainDateTime(from.time);
    return { start, end: start.add({ seconds }) };
  });
}

/** `10:30 to 3` is of the daytime; `11-4` may be either. */
function hoursOn(said: Meaning<Day>, readings: readonly Hours[]): Time {
  const [first] = readings;
  const byDay = first && first.from.time.hour < 12 && first.to.time.hour >= 12 && /:/.test(first.from.timex + first.to.timex);
  return momentRange((byDay ? [first] : readings).map((each) => onDay(said, each)));
}

function lastingOn(said: Meaning<Day>, { from, length: by }: Lasting): Time {
  const end = `${said.timex}T${from.time.add(by.shift).toString({ smallestUnit: 'second' })}`;
  return momentRange([
    translate(said, `(${said.timex}${from.timex},${end},${by.timex})`, (value) => {
      const start = value.toPlainDateTime(from.time);
      return { start, end: start.add(by.shift) };
    }),
  ]);
}

/** Some hours of one day: `tomorrow 3-4pm`, `between 9 and 5 on friday`. */
export const dayWithHours: Reader<Time> = either(
  after('the')
    .and(digits(2))
    .skip('from', 'between')
    .and(looseHours)
    .as((now, d, readings) => (d >= 1 && d <= 31 ? hoursOn(anyMonth(now, d), readings) : undefined)),
  seq(nthWeekday)
    .and(looseHours)
    .and(nearMonth)
    .as((now, { nth, weekday: d }, readings, months) => {
      const said = nthOfNear(now, d, nth, months);
      return said && hoursOn(said, readings);
    }),
  seq(day)
    .may(',')
    .may('at', 'on', 'for', '-', ':')
    .and(looseHours)
    .as((_, said, readings) => hoursOn(said, readings)),
  seq(looseHours)
    .may(',')
    .may('on', 'of')
    .and(day)
    .as((_, readings, said) => hoursOn(said, readings)),
  seq(partOfDay)
    .may(',')
    .may('at')
    .and(looseHours)
    .as((_, { day: said, part }, readings) => hoursOn(said, hoursInPart(readings, part))),
  seq(looseHours)
    .may(',')
    .may('on')
    .and(partOfDay)
    .as((_, readings, { day: said, part }) => hoursOn(said, hoursInPart(readings, part))),
  seq(day)
    .may(',')
    .and(lasting)
    .as((_, said, how) => lastingOn(said, how)),
  seq(lasting)
    .may(',')
    .may('on')
    .and(day)
    .as((_, how, said) => lastingOn(said, how)),
);
