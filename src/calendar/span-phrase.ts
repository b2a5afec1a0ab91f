import { Temporal } from 'temporal-polyfill';
import { AppError } from '../ground/errors.ts';
import { findDate } from '../reminders/date-phrase.ts';
import type { Stretch } from './event-time.ts';

interface Days {
  readonly first: Temporal.PlainDate;
  /** Exclusive. */
  readonly end: Temporal.PlainDate;
}

/**
 * Reads a stretch of time: `today`, `tomorrow afternoon`, `this week`, `next 10 days`, `2026-12-01`, `December`, `2026-12-01 to 2026-12-05`.
 * Weeks begin on Monday; the last day named is included. Rejects with `invalid` and examples.
 */
export function parseSpan(text: string, now: Temporal.ZonedDateTime): Stretch {
  const said = text
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replace(/^(?:(?:on|in|for|over|during) )?(?:the )?/, '');
  const [, first, last] = /^(?:from )?(.+?)(?: to | until | till | - | – |\.\.)(.+)$/.exec(said) ?? [];
  const span = first !== undefined && last !== undefined ? between(first, last, now) : oneSpan(said, now);
  if (span && Temporal.Instant.compare(span.from, span.until) < 0) return span;
  throw new AppError(
    'invalid',
    `I cannot read "${text.trim().slice(0, 60)}" as a stretch of time. Write it like: today; tomorrow afternoon; this week; 2026-12-01; 2026-12-01 to 2026-12-05.`,
  );
}

function between(first: string, last: string, now: Temporal.ZonedDateTime): Stretch | undefined {
  const from = oneSpan(first, now);
  const until = oneSpan(last, now);
  if (!from || !until) return undefined;
  const hours = /^\d{1,2}(?::\d\d)?(?:\s*[ap]m)?$/.test(last);
  // `tomorrow 9:00 to 11:00`: the second hour is of the first's day.
  const end = hours ? findDate(last, now.withPlainTime()) : undefined;
  if (end?.state !== 'time') return { from: from.from, until: clockSpan(last, now) ? until.from : until.until };
  return { from: from.from, until: from.from.toZonedDateTimeISO(now.timeZoneId).withPlainTime(end.at.toPlainTime()).toInstant() };
}

/** True when an hour was said: it ends there, and not an hour later. */
function clockSpan(text: string, now: Temporal.ZonedDateTime): boolean {
  return /\d:\d\d|\d\s*[ap]m/.test(text) && findDate(text, now)?.state === 'time';
}

const PARTS = new Map([
  ['morning', [0, 12]],
  ['afternoon', [12, 18]],
  ['evening', [18, 24]],
  ['night', [18, 24]],
]);

function oneSpan(said: string, now: Temporal.ZonedDateTime): Stretch | undefined {
  const [, before = '', part = ''] =
    /^(.*?) ?(morning|afternoon|evening|night)$/.exec(said === 'tonight' ? 'today night' : said) ?? [];
  const hours = PARTS.get(part);
  if (hours && !/\d:\d|\d ?[ap]m/.test(before)) {
    const days = daysOf(before.replace(/^(?:this|)$/, 'today'), now);
    return days && partOf(days.first, hours, now.timeZoneId);
  }
  const days = daysOf(said, now);
  if (days)
    return {
      from: days.first.toZonedDateTime(now.timeZoneId).toInstant(),
      until: days.end.toZonedDateTime(now.timeZoneId).toInstant(),
    };
  const found = findDate(said, now);
  if (found?.state !== 'time' || found.start !== 0 || found.end < said.length) return undefined;
  return { from: found.at.toInstant(), until: found.at.add({ hours: 1 }).toInstant() };
}

function partOf(day: Temporal.PlainDate, [from = 0, to = 24]: readonly number[], zone: string): Stretch {
  const at = (hour: number) => day.toPlainDateTime().add({ hours: hour }).toZonedDateTime(zone).toInstant();
  return { from: at(from), until: at(to) };
}

type Reader = (match: RegExpExecArray, today: Temporal.PlainDate) => Days | undefined;

const SPANS: readonly (readonly [RegExp, Reader])[] = [
  [/^(?:today|now)$/, (_, today) => days(today, 1)],
  [/^tomorrow$/, (_, today) => days(today.add({ days: 1 }), 1)],
  [/^yesterday$/, (_, today) => days(today.subtract({ days: 1 }), 1)],
  [/^(this|next|last) week$/, ([, which], today) => days(monday(today).add({ weeks: steps(which) }), 7)],
  [/^(this |next |last )?weekend$/, ([, which], today) => days(monday(today).add({ weeks: steps(which), days: 5 }), 2)],
  [/^(this|next|last) month$/, ([, which], today) => month(today.toPlainYearMonth().add({ months: steps(which) }))],
  [/^(?:next |coming )?(\d{1,3}) days$/, ([, count], today) => days(today, Number(count))],
  [/^(?:next |coming )?(\d{1,2}) weeks$/, ([, count], today) => days(today, Number(count) * 7)],
  [/^(?:last|past) (\d{1,3}) days$/, ([, count], today) => days(today.subtract({ days: Number(count) }), Number(count) + 1)],
  [/^(\d{4}-\d\d-\d\d)$/, ([, day = '']) => existing(() => days(Temporal.PlainDate.from(day), 1))],
  [/^(\d{4}-\d\d)$/, ([, text = '']) => existing(() => month(Temporal.PlainYearMonth.from(text)))],
];

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

function daysOf(said: string, now: Temporal.ZonedDateTime): Days | undefined {
  const today = now.toPlainDate();
  for (const [pattern, read] of SPANS) {
    const match = pattern.exec(said);
    if (match) return read(match, today);
  }
  const named = MONTHS.indexOf(said) + 1;
  if (named > 0)
    return month(Temporal.PlainYearMonth.from({ year: named < today.month ? today.year + 1 : today.year, month: named }));
  const found = findDate(said, now);
  return found?.state === 'day' && found.start === 0 && found.end === said.length ? days(found.day, 1) : undefined;
}

function steps(which: string | undefined): number {
  if (which?.startsWith('next')) return 1;
  return which?.startsWith('last') ? -1 : 0;
}

function monday(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.subtract({ days: day.dayOfWeek - 1 });
}

function days(first: Temporal.PlainDate, count: number): Days {
  return { first, end: first.add({ days: count }) };
}

function month(of: Temporal.PlainYearMonth): Days {
  return { first: of.toPlainDate({ day: 1 }), end: of.add({ months: 1 }).toPlainDate({ day: 1 }) };
}

function existing(read: () => Days): Days | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
