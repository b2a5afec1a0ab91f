import { Temporal } from 'temporal-polyfill';

/** A stretch of days, both ends included. */
export interface DateWindow {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DAY = '(\\d{1,2})(?:st|nd|rd|th)?';
const YEAR = '((?:19|20)\\d\\d)';
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

type Read = (match: RegExpExecArray, today: Temporal.PlainDate) => DateWindow | undefined;

/** From the most exact to the widest: the first that matches counts. A date without its year is the last one that has begun. */
const FORMS: readonly (readonly [pattern: RegExp, read: Read])[] = [
  [/\b(\d{4})-(\d\d)-(\d\d)\b/, ([, year, month, day]) => dayOf(Number(year), Number(month), Number(day))],
  [
    new RegExp(`\\b${DAY} (?:of )?${MONTH}\\b(?:,? ${YEAR})?`, 'i'),
    ([, day, month, year], today) => lastDay(today, Number(day), monthOf(month), year),
  ],
  [
    new RegExp(`\\b${MONTH} ${DAY}\\b(?:,? ${YEAR})?`, 'i'),
    ([, month, day, year], today) => lastDay(today, Number(day), monthOf(month), year),
  ],
  [
    new RegExp(`\\b(?:in|of|since|during|last|this|early|late|mid|by|for)[ -]${MONTH}\\b(?:,? ${YEAR})?`, 'i'),
    ([, month, year], today) => lastMonth(today, monthOf(month), year),
  ],
  [new RegExp(`\\b${MONTH},? ${YEAR}\\b`, 'i'), ([, month, year], today) => lastMonth(today, monthOf(month), year)],
  [/\b(?:yesterday|last night)\b/i, (_, today) => around(today.subtract({ days: 1 }), 0)],
  [/\btoday\b/i, (_, today) => around(today, 0)],
  [/\b(\d+|an?|one|two|three|four|five|six) (day|week|month|year)s? ago\b/i, ([, count, unit], today) => ago(count, unit, today)],
  [
    /\b(?:last|this|on) (monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b/i,
    ([, weekday], today) => around(lastWeekday(today, weekday), 0),
  ],
  [/\blast week\b/i, (_, today) => between(weekStart(today).subtract({ days: 7 }), { days: 7 })],
  [/\bthis week\b/i, (_, today) => between(weekStart(today), { days: 7 })],
  [/\blast month\b/i, (_, today) => between(today.with({ day: 1 }).subtract({ months: 1 }), { months: 1 })],
  [/\bthis month\b/i, (_, today) => between(today.with({ day: 1 }), { months: 1 })],
  [/\blast year\b/i, (_, { year }) => yearOf(year - 1)],
  [/\bthis year\b/i, (_, { year }) => yearOf(year)],
  [new RegExp(`\\b(?:in|of|since|during) ${YEAR}\\b`, 'i'), ([, year]) => yearOf(Number(year))],
];

/** The days that a question speaks of, looking back from today; undefined when it names none. */
export function windowOf(question: string, today: Temporal.PlainDate): DateWindow | undefined {
  for (const [pattern, read] of FORMS) {
    const match = pattern.exec(question);
    if (match) return read(match, today);
  }
  return undefined;
}

function monthOf(name = ''): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function lastDay(today: Temporal.PlainDate, day: number, month: number, year: string | undefined): DateWindow | undefined {
  if (year !== undefined) return dayOf(Number(year), month, day);
  const thisYear = dayOf(today.year, month, day);
  return thisYear && Temporal.PlainDate.compare(thisYear.from, today) > 0 ? dayOf(today.year - 1, month, day) : thisYear;
}

function lastMonth(today: Temporal.PlainDate, month: number, year: string | undefined): DateWindow {
  const lastYear = month > today.month ? today.year - 1 : today.year;
  return between(Temporal.PlainDate.from({ year: year === undefined ? lastYear : Number(year), month, day: 1 }), { months: 1 });
}

function dayOf(year: number, month: number, day: number): DateWindow | undefined {
  try {
    return around(Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }), 0);
  } catch {
    return undefined; // there is no such day
  }
}

function yearOf(year: number): DateWindow {
  return between(Temporal.PlainDate.from({ year, month: 1, day: 1 }), { years: 1 });
}

/** The further back, the less exact is what people say. */
function ago(count = '', unit = '', today: Temporal.PlainDate): DateWindow {
  const number = ['', 'one', 'two', 'three', 'four', 'five', 'six'].indexOf(count.toLowerCase());
  const many = number > 0 ? number : Number.parseInt(count, 10) || 1;
  const slack = { day: 0, week: 3, month: 15, year: 180 }[unit.toLowerCase()] ?? 0;
  return around(today.subtract({ [`${unit.toLowerCase()}s`]: Math.min(many, 1_000) }), slack);
}

function lastWeekday(today: Temporal.PlainDate, name = ''): Temporal.PlainDate {
  const back = (today.dayOfWeek - (WEEKDAYS.indexOf(name.toLowerCase()) + 1) + 7) % 7;
  return today.subtract({ days: back === 0 ? 7 : back });
}

function weekStart(today: Temporal.PlainDate): Temporal.PlainDate {
  return today.subtract({ days: today.dayOfWeek - 1 });
}

function around(day: Temporal.PlainDate, slack: number): DateWindow {
  return { from: day.subtract({ days: slack }), to: day.add({ days: slack }) };
}

function between(from: Temporal.PlainDate, length: Temporal.DurationLike): DateWindow {
  return { from, to: from.add(length).subtract({ days: 1 }) };
}
