import { Temporal } from 'temporal-polyfill';
import { type DayPart, dayPart } from './day-parts.ts';
import { two } from './meaning.ts';
import { digits, numberInWords } from './numbers.ts';
import { after, either, glued, perhaps, phrases, type Reader, remembered, seq, unless, words } from './reader.ts';

/** A time of day. */
export interface Clock {
  readonly time: Temporal.PlainTime;
  /** As precise as it was said: `T07`, `T07:30`. */
  readonly timex: string;
  /** True when it may be the time twelve hours on as well. */
  readonly open: boolean;
}

type Half = 'am' | 'pm' | 'both';

/** Undefined for what no clock shows; `17 pm` is 17:00. */
function clockOf(hour: number, minute?: number, second?: number, half?: Half): Clock | undefined {
  if (hour * 60 + (minute ?? 0) > 24 * 60 || [minute, second].some((part = 0) => part > 59)) return undefined;
  const ofTwelve = hour >= 1 && hour <= 12;
  if (half === 'am' && !ofTwelve) return undefined;
  const told = ofTwelve && (half === 'am' || half === 'pm');
  const full = told ? (hour % 12) + (half === 'pm' ? 12 : 0) : hour % 24;
  const rest = [minute, second].filter((part) => part !== undefined).map((part) => `:${two(part)}`);
  const time = new Temporal.PlainTime(full, minute, second);
  return { time, timex: `T${two(full)}${rest.join('')}`, open: ofTwelve && !told };
}

/** The same time of the other half of the day. */
export function otherHalf({ time, timex }: Clock): Clock {
  const hour = (time.hour + 12) % 24;
  return { time: time.with({ hour }), timex: `T${two(hour)}${timex.slice(3)}`, open: false };
}

/** What it can mean: one time, or the two halves of the day. */
export function halvesOf(clock: Clock): readonly Clock[] {
  return clock.open ? [{ ...clock, open: false }, otherHalf(clock)] : [clock];
}

/** `7` with `in the evening` is 19:00; what is said of the morning stays as it is. */
export function inPart(clock: Clock, { code }: DayPart): Clock {
  const { hour } = clock.time;
  if (!clock.open) return clock;
  const told = { ...clock, open: false };
  const late = code === 'AF' || code === 'EV' || code === 'MED' || (code === 'NI' && hour > 4);
  if (hour === 12) return late === (code === 'NI') ? otherHalf(clock) : told;
  return late ? otherHalf(clock) : told;
}

const half = either(
  phrases<Half>(['am', 'am | a.m | a m'], ['pm', 'pm | p.m | p m'], ['both', 'ampm']),
  glued(phrases<Half>(['am', 'a'], ['pm', 'p'])),
);
const halfOfDay = seq(half)
  .maybe(glued(words('.')))
  .as((_, said) => said);
const oClock = words("o'clock", 'oclock', 'o clock');
const twoDigits = glued(digits(2, 2));
const colon = glued(words(':'));
const minutes = seq(colon)
  .and(twoDigits)
  .as((_, __, minute) => minute);
const dotMinutes = seq(glued(words('.')))
  .and(twoDigits)
  .as((_, __, minute) => minute);

const written = either(
  seq(digits(2))
    .and(minutes)
    .maybe(minutes)
    .and(halfOfDay)
    .as((_, h, m, s, said) => clockOf(h, m, s, said)),
  seq(digits(2))
    .and(dotMinutes)
    .and(halfOfDay)
    .as((_, h, m, said) => clockOf(h, m, undefined, said)),
  seq(digits(2))
    .and(halfOfDay)
    .as((_, h, said) => clockOf(h, undefined, undefined, said)),
  seq(digits(4, 3))
    .and(halfOfDay)
    .as((_, hm, said) => clockOf(Math.trunc(hm / 100), hm % 100, undefined, said)),
  seq(digits(2))
    .and(minutes)
    .maybe(minutes)
    .may("o'clock", 'hours', 'h')
    .as((_, h, m, s) => clockOf(h, m, s)),
);

const hourInWords = seq(numberInWords).as((_, hour) => (hour <= 12 ? hour : undefined));
const minutesInWords = either(
  seq(numberInWords)
    .may('minutes')
    .as((_, minute) => (minute >= 10 && minute < 60 ? minute : undefined)),
  after('oh', 'o')
    .and(numberInWords)
    .as((_, minute) => (minute < 10 ? minute : undefined)),
);
const spoken = either(
  seq(hourInWords)
    .may('-')
    .and(minutesInWords)
    .maybe(halfOfDay)
    .as((_, h, m, said) => clockOf(h, m, undefined, said)),
  seq(hourInWords)
    .and(halfOfDay)
    .as((_, h, said) => clockOf(h, undefined, undefined, said)),
  seq(either(hourInWords, digits(2)))
    .and(oClock)
    .maybe(halfOfDay)
    .as((_, h, __, said) => clockOf(h, undefined, undefined, said)),
  seq(hourInWords)
    .skip('hundred hours')
    .as((_, h) => clockOf(h, 0)),
);

const pastMinutes = either(
  phrases([30, 'half'], [15, 'quarter | a quarter']),
  seq(either(digits(2), numberInWords))
    .skip('minutes', 'minute', 'mins', 'min')
    .as((_, minute) => (minute < 60 ? minute : undefined)),
  // `two to four` says no time of day.
  seq(either(digits(2), numberInWords)).as((_, minute) => (minute < 60 && minute % 5 === 0 ? minute : undefined)),
);
const side = phrases([1, 'past | after'], [-1, 'to | of | before | til | till']);
const aroundHour = seq(pastMinutes)
  .and(side)
  .and(either(hourInWords, digits(2)))
  .maybe(oClock)
  .maybe(halfOfDay)
  .as((_, minute, way, hour, __, said) => {
    if (hour < 1 || hour > 12) return undefined;
    return way > 0 ? clockOf(hour, minute, undefined, said) : clockOf(hour === 1 ? 12 : hour - 1, 60 - minute, undefined, said);
  });

const namedTime = seq(
  phrases(
    [12, 'noon | noonish | noontime | midday | mid-day | mid day | 12 noon'],
    [0, 'midnight | mid-night | mid night | 12 midnight'],
  ),
).as((_, hour): Clock => ({ time: new Temporal.PlainTime(hour), timex: `T${two(hour)}`, open: false }));

const plain = remembered(
  either(
    seq(either(written, aroundHour, spoken, namedTime))
      .maybe(glued(words('ish')))
      .as((_, clock) => clock),
  ),
);
/** An hour and nothing else. */
const bare = seq(
  unless(
    either(digits(2), hourInWords),
    seq(digits(2))
      .and(glued(words('%', '$', '/')))
      .as(() => true),
  ),
)
  .maybe(glued(words('ish')))
  .as((_, hour) => clockOf(hour));
const dotted = seq(digits(2))
  .and(dotMinutes)
  .as((_, h, m) => clockOf(h, m));

const inThePart = perhaps(',')
  .may('in', 'at', 'in the', 'during the', 'during')
  .and(dayPart)
  .as((_, part) => part);

/** A bare hour counts with its part of the day: `7 in the morning`, `in the morning at 7`, `early morning at 8:00`. */
const withPart: Reader<Clock> = either(
  seq(either(plain, dotted))
    .and(inThePart)
    .as((_, clock, part) => inPart(clock, part)),
  seq(bare)
    .skip('in the', 'in', 'at')
    .and(dayPart)
    .as((_, clock, part) => inPart(clock, part)),
  perhaps('in the', 'in')
    .and(dayPart)
    .may(',')
    .may('at', 'around', 'about')
    .and(either(plain, dotted))
    .as((_, part, clock) => inPart(clock, part)),
  perhaps('in the', 'in')
    .and(dayPart)
    .may(',')
    .skip('at', 'around', 'about')
    .and(bare)
    .as((_, part, clock) => inPart(clock, part)),
);

/** `7:30`, `9 pm`, `half past seven`, `noon`, `7 in the morning`: what can be nothing but a time of day. */
export const clock: Reader<Clock> = remembered(either(withPart, plain));

/** The same, or an hour alone, as it stands behind `at`. */
export const looseClock: Reader<Clock> = remembered(either(clock, dotted, bare));

/** `0730`, as it is said in ranges. */
export const fourDigits = seq(digits(4, 4)).as((_, hm) => clockOf(Math.trunc(hm / 100), hm % 100));
