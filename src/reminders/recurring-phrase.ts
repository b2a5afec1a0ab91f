import type { Temporal } from 'temporal-polyfill';
import { parseTime } from '../people/time-range.ts';
import type { Span } from './duration-phrase.ts';
import { nextOccurrence, type Recurrence } from './recurrence.ts';

export interface FoundRecurrence extends Span {
  readonly recurrence: Recurrence;
  readonly next: Temporal.Instant;
  /** True when the hour was said. */
  readonly timed: boolean;
}

const DAY = 'mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?';
const DAYS = `(?:${DAY})s?(?:(?:\\s*,\\s*|\\s+and\\s+|\\s*&\\s*)(?:${DAY})s?)*`;
const CLOCK = String.raw`\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\b\.?)?(?![\d:.]*\d)|noon|midnight`;
const CLEAR_CLOCK = String.raw`\d{1,2}:\d\d(?:\s*[ap]m\b)?|\d{1,2}\s*[ap]m\b`;
const AT = `(?:\\s*,?\\s+(?:at\\s+(?<after>${CLOCK})|(?<clear>${CLEAR_CLOCK})))?`;
const BEFORE = `(?:\\bat\\s+(?<before>${CLOCK})\\s+)?`;
const PART = '(?:\\s+(?<part>morning|afternoon|evening|night))?';
const ON_DAY = '(?:\\s+on\\s+(?:the\\s+)?(?<monthday>\\d{1,2})(?:st|nd|rd|th)?|\\s+on\\s+the\\s+(?<last>last\\s+day))';

/** What stands between `every` and the hour, and the rule it means. */
const SHAPES: readonly (readonly [words: string, rule: (said: Said) => string | undefined])[] = [
  [`(?:every|each)\\s+(?<part>morning|afternoon|evening|night)`, () => 'FREQ=DAILY'],
  ['(?:every|each)\\s+(?:week|work|working\\s+)day', () => 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
  ['(?:every|each)\\s+weekend', () => 'FREQ=WEEKLY;BYDAY=SA,SU'],
  ['(?:every|each)\\s+day|every\\s+single\\s+day|daily', () => 'FREQ=DAILY'],
  ['every\\s+other\\s+day', () => 'FREQ=DAILY;INTERVAL=2'],
  ['every\\s+(?<count>\\d{1,3})\\s+days', ({ count }) => `FREQ=DAILY;INTERVAL=${count}`],
  [`(?:(?:every|each)\\s+week|weekly)\\s+on\\s+(?<days>${DAYS})`, weekly],
  [`(?:every|each)\\s+(?<days>${DAYS})${PART}`, weekly],
  [`every\\s+(?<count>\\d{1,2})\\s+weeks(?:\\s+on\\s+(?<days>${DAYS}))?`, weekly],
  [`every\\s+other\\s+(?:week\\s+on\\s+)?(?<days>${DAYS})`, (said) => weekly({ ...said, count: '2' })],
  ['(?:every|each)\\s+week|weekly', () => 'FREQ=WEEKLY'],
  [`(?:(?:every|each)\\s+month|monthly)${ON_DAY}`, monthly],
  [`every\\s+(?<count>\\d{1,2})\\s+months${ON_DAY}`, monthly],
];

type Said = Readonly<Record<string, string | undefined>>;

/** Longest first within the list: an earlier shape is never the beginning of what a later one would read whole. */
const READERS = SHAPES.map(([words, rule]) => ({ pattern: new RegExp(`${BEFORE}\\b(?:${words})${AT}(?![\\w-])`, 'i'), rule }));
const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const HOUR_OF_PART = new Map([
  ['morning', '09:00'],
  ['afternoon', '15:00'],
  ['evening', '19:00'],
  ['night', '21:00'],
  ['noon', '12:00'],
  ['midnight', '00:00'],
]);

/** Finds a recurrence such as `every weekday at 9`. Without an hour it is `defaultTime`. */
export function findRecurrence(
  text: string,
  now: Temporal.ZonedDateTime,
  defaultTime: Temporal.PlainTime,
): FoundRecurrence | undefined {
  for (const { pattern, rule } of READERS) {
    const found = pattern.exec(text);
    const said: Said = found?.groups ?? {};
    const rrule = found ? rule(said) : undefined;
    if (!found || !rrule) continue;
    const time = timeOf(said, defaultTime);
    const placed = time && placeInTime(rrule, time, now);
    const timed = (said.before ?? said.after ?? said.clear) !== undefined;
    if (placed) return { start: found.index, end: found.index + found[0].length, timed, ...placed };
  }
  return undefined;
}

const RECURRING_WORDS = new RegExp(
  `\\b(?:every|each)\\s+(?:[\\w-]+\\s+){0,2}(?:${DAY}|seconds?|minutes?|hours?|days?|weeks?|months?|quarter|years?)s?\\b|\\b(?:hourly|yearly|annually)\\b`,
  'i',
);

/** True when the text asks for something again and again in words that `findRecurrence` may not know: it must not be read as once. */
export function soundsRecurring(text: string): boolean {
  return RECURRING_WORDS.test(text);
}

function timeOf({ before, after, clear, part }: Said, defaultTime: Temporal.PlainTime): Temporal.PlainTime | undefined {
  const said = before ?? after ?? clear ?? part;
  if (said === undefined) return defaultTime;
  try {
    return parseTime(HOUR_OF_PART.get(said.toLowerCase()) ?? said);
  } catch {
    return undefined;
  }
}

/** The rule starts on the soonest day that fits, and DTSTART is its own first time (RFC 5545, section 3.8.5.3). */
function placeInTime(rrule: string, time: Temporal.PlainTime, now: Temporal.ZonedDateTime) {
  const zone = now.timeZoneId;
  const wallOf = (at: Temporal.PlainDate) => at.toPlainDateTime(time).toString({ smallestUnit: 'minute' });
  const everyTime = rrule.replace(/;INTERVAL=\d+/, '');
  const first = nextOccurrence({ rrule: everyTime, startsLocal: wallOf(now.toPlainDate()), zone }, now.toInstant());
  if (!first) return undefined;
  return { recurrence: { rrule, startsLocal: wallOf(first.toZonedDateTimeISO(zone).toPlainDate()), zone }, next: first };
}

function weekly({ days, count }: Said): string {
  const interval = count === undefined ? '' : `;INTERVAL=${count}`;
  if (days === undefined) return `FREQ=WEEKLY${interval}`;
  const said = [...days.toLowerCase().matchAll(/[a-z]+/g)].map(([word]) => word.slice(0, 2).toUpperCase());
  return `FREQ=WEEKLY${interval};BYDAY=${CODES.filter((code) => said.includes(code)).join(',')}`;
}

/** In a month that is too short for the day, its last day stands in: a reminder is never left out. */
function monthly({ monthday, last, count }: Said): string | undefined {
  const interval = count === undefined ? '' : `;INTERVAL=${count}`;
  if (last) return `FREQ=MONTHLY${interval};BYMONTHDAY=-1`;
  const day = Number(monthday);
  if (day < 1 || day > 31) return undefined;
  if (day <= 28) return `FREQ=MONTHLY${interval};BYMONTHDAY=${day}`;
  const days = [28, 29, 30, 31].filter((each) => each <= day);
  return `FREQ=MONTHLY${interval};BYMONTHDAY=${days.join(',')};BYSETPOS=-1`;
}
