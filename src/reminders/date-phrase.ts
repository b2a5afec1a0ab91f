import { casual, type ParsedComponents, type ParsedResult } from 'chrono-node';
import { Temporal } from 'temporal-polyfill';
import type { Span } from './duration-phrase.ts';
import { dayText } from './moment-text.ts';
import { toPlainWords } from './plain-words.ts';

export type FoundDate = Span &
  (
    | { readonly state: 'time'; readonly at: Temporal.ZonedDateTime }
    | { readonly state: 'day'; readonly day: Temporal.PlainDate }
    /** The words are there, but a reader could take them in more ways than one, or in none. */
    | { readonly state: 'unclear'; readonly problem: string; readonly suggestions: readonly string[] }
  );

/** Finds one date or time such as `tomorrow at 9`, `friday 14:30`, `3 May` or an ISO time, by the wall clock of `now`'s zone. */
export function findDate(text: string, now: Temporal.ZonedDateTime): FoundDate | undefined {
  const plain = toPlainWords(text, now.toPlainDate());
  // The date reader is given the wall clock as if it were UTC: it must not know of any zone, least of all of this machine's.
  const instant = new Date(now.toPlainDateTime().toZonedDateTime('UTC').epochMilliseconds);
  const results = casual
    .parse(plain.text, { instant, timezone: 0 }, { forwardDate: true })
    .map(withoutStrayZone)
    .filter((result) => isMeant(result, plain.text));
  const best = results.find(({ start }) => start === 0) ?? results.find(({ end }) => endsText(plain.text, end)) ?? results[0];
  if (!best) return undefined;
  const span = { start: plain.origin(best.start), end: plain.origin(best.end) };
  return { ...span, ...meaningOf(best, plain.text, now) };
}

interface Read extends Span {
  readonly words: string;
  readonly components: ParsedComponents;
  /** False when a word after the time was taken for a zone and was none. */
  readonly zoned: boolean;
}

/** `at 9 art class` is no Argentine time: a zone's short name counts in capitals only, but for `utc` and `gmt`. */
function withoutStrayZone({ index, text, start }: ParsedResult): Read {
  const zoned = start.isCertain('timezoneOffset');
  const stray = zoned ? /\s+\(?(?!utc|gmt)[a-z]{2,5}\)?$/.exec(text)?.[0] : undefined;
  const words = stray === undefined ? text : text.slice(0, -stray.length);
  return { start: index, end: index + words.length, words, components: start, zoned: zoned && stray === undefined };
}

/** Words that are a date only where a date would stand: `buy sun cream`, `may I`, `do it now`. */
const OFTEN_ANOTHER_WORD = /^(?:sun|sat|mon|wed|fri|may|mar|march|jan|dec|now)$/i;

function isMeant({ words, start, end }: Read, text: string): boolean {
  // `tomorrow's meeting` says what, not when.
  if (/^['’\w]/.test(text.slice(end))) return false;
  return !OFTEN_ANOTHER_WORD.test(words) || (start === 0 && endsText(text, end));
}

function endsText(text: string, end: number): boolean {
  return /^[\s.!?]*$/.test(text.slice(end));
}

type Meaning =
  | { readonly state: 'time'; readonly at: Temporal.ZonedDateTime }
  | { readonly state: 'day'; readonly day: Temporal.PlainDate }
  | { readonly state: 'unclear'; readonly problem: string; readonly suggestions: readonly string[] };

function meaningOf(read: Read, text: string, now: Temporal.ZonedDateTime): Meaning {
  const { components, words } = read;
  if (components.tags().has('result/relativeDateAndTime')) return unclear(words, ['in 2 hours', 'tomorrow at 9']);
  if (/^(?:last|past)\b/i.test(words)) return unclear(words, ['next Friday', 'tomorrow at 9']);
  const twoWays = dayAndMonthOrMonthAndDay(words, now);
  if (twoWays) return twoWays;
  const time = timeOf(components, words);
  const day = dayOf(read, time, now);
  if (!day) return unclear(words, ['tomorrow', '3 May 2027']);
  if (!time) return leftoverHour(read, text) ?? { state: 'day', day };
  const wall = day.toPlainDateTime(time);
  const offset = read.zoned ? components.get('timezoneOffset') : null;
  if (offset === null) return { state: 'time', at: wall.toZonedDateTime(now.timeZoneId) };
  const at = wall.toZonedDateTime('UTC').subtract({ minutes: offset }).withTimeZone(now.timeZoneId);
  return { state: 'time', at };
}

/** `tomorrow 8` may be an hour, and `tomorrow 25:00` wants to be one. */
function leftoverHour({ words, end }: Read, text: string): Meaning | undefined {
  const [, whole, hour = ''] = /^\s+((\d{1,2})(?:[:.]\d{1,2})?)(?=\s|$)/.exec(text.slice(end)) ?? [];
  if (whole === undefined || (whole === hour && Number(hour) > 23)) return undefined;
  const problem = `I am not sure whether "${words} ${whole}" says an hour.`;
  return { state: 'unclear', problem, suggestions: [Number(hour) > 23 ? `${words} at 9` : `${words} at ${whole}`] };
}

/**
 * What was said of the day, carried forward to the first one that is not over. Only `next ...` and lengths are left to the date reader:
 * its own carrying forward counts in this machine's zone.
 */
function dayOf({ components, words }: Read, time: Temporal.PlainTime | undefined, now: Temporal.ZonedDateTime) {
  const today = now.toPlainDate();
  const over = time !== undefined && Temporal.PlainTime.compare(time, now.toPlainTime()) <= 0;
  if (/\bnext\b/i.test(words) || components.isCertain('year')) return writtenDay(components, today);
  if (components.isCertain('day')) return thisYearOrNext(components, today);
  const weekday = components.isCertain('weekday') ? components.get('weekday') : null;
  if (weekday !== null) return comingWeekday(weekday, today, over || !time);
  if (components.isCertain('month')) return writtenDay(components, today);
  return today.add({ days: over && !/\bthis\b/i.test(words) ? 1 : 0 });
}

/** `weekday` counts from Sunday, 0. */
function comingWeekday(weekday: number, today: Temporal.PlainDate, notToday: boolean): Temporal.PlainDate {
  const days = (weekday - today.dayOfWeek + 7) % 7;
  return today.add({ days: days === 0 && notToday ? 7 : days });
}

function thisYearOrNext(components: ParsedComponents, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const thisYear = writtenDay(components, today, today.year);
  return thisYear && Temporal.PlainDate.compare(thisYear, today) >= 0 ? thisYear : writtenDay(components, today, today.year + 1);
}

function writtenDay(components: ParsedComponents, today: Temporal.PlainDate, inYear?: number): Temporal.PlainDate | undefined {
  const [year, month, day] = [inYear ?? components.get('year'), components.get('month'), components.get('day')];
  if (year === null || month === null || day === null || Math.abs(year - today.year) > 100) return undefined;
  const days = Temporal.PlainYearMonth.from({ year, month });
  return day > days.daysInMonth ? undefined : days.toPlainDate({ day });
}

/** The hour that a part of the day stands for, where no hour is said. */
const PARTS: readonly (readonly [RegExp, number])[] = [
  [/\bmorning\b/i, 9],
  [/\bafternoon\b/i, 15],
  [/\bevening\b/i, 19],
  [/\b(?:night|tonight)\b/i, 21],
  [/\bmidnight\b/i, 0],
  [/\bnoon\b/i, 12],
];

function timeOf(components: ParsedComponents, words: string): Temporal.PlainTime | undefined {
  const part = PARTS.find(([pattern]) => pattern.test(words))?.[1];
  if (!components.isCertain('hour')) return part === undefined ? undefined : new Temporal.PlainTime(part);
  const hour = components.get('hour') ?? 0;
  return new Temporal.PlainTime(hour, components.get('minute') ?? 0, components.get('second') ?? 0);
}

/** `5/6` is May in one country and June in another. */
function dayAndMonthOrMonthAndDay(words: string, now: Temporal.ZonedDateTime): Meaning | undefined {
  const [, first, second, year] = /\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2,4}))?\b(?!\s*[ap]m)/i.exec(words) ?? [];
  const [a, b] = [Number(first), Number(second)];
  if (a === b || !(a >= 1 && a <= 12 && b >= 1 && b <= 12)) return undefined;
  const written = year === undefined ? now.year : Number(year.padStart(4, '20'));
  const dates = [
    [a, b],
    [b, a],
  ].map(([day = 1, month = 1]) => dayText(new Temporal.PlainDate(written, month, day)).replace(/^\w+, /, ''));
  return { state: 'unclear', problem: `"${words}" can be ${dates[0]} or ${dates[1]}.`, suggestions: dates };
}

function unclear(words: string, suggestions: readonly string[]): Meaning {
  return { state: 'unclear', problem: `I cannot read "${words}" as a time to come.`, suggestions };
}
