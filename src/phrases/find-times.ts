import type { Temporal } from 'temporal-polyfill';
import { aboutTime, aDay, aLength, aMoment, aTime, boundedTime, timeOf } from './bounds.ts';
import { looseClock } from './clock-times.ts';
import { dateRange } from './date-ranges.ts';
import { dateTimeRange } from './date-time-ranges.ts';
import { hoursOf } from './day-parts.ts';
import { only } from './meaning.ts';
import { isMeant } from './meant.ts';
import { after, either, type Reader, type Said, seq } from './reader.ts';
import { repetition } from './sets.ts';
import { hours, hoursTimex, lasting, partOfAnyDay } from './time-ranges.ts';
import type { Time } from './times.ts';
import { toTokens } from './tokens.ts';

/** A time in a text, and where it stands. */
export interface FoundTime {
  readonly time: Time;
  readonly start: number;
  /** Behind its last character. */
  readonly end: number;
}

const partTime: Reader<Time> = seq(partOfAnyDay).as((_, part): Time => {
  const { from, to } = hoursOf(part);
  const range = only(`T${part.code}`, { start: from, end: to });
  return { type: 'timerange', ways: [range], ...(part.mod && { bound: { name: part.mod, keeps: 'both' } }) };
});

const hoursTime: Reader<Time> = either(
  seq(hours).as(
    (_, readings): Time => ({
      type: 'timerange',
      ways: readings.map((each) => only(hoursTimex(each), { start: each.from.time, end: each.to.time })),
    }),
  ),
  seq(lasting).as((_, { from, length }): Time => {
    const end = from.time.add(length.shift);
    return {
      type: 'timerange',
      ways: [only(`(${from.timex},T${end.toString({ smallestUnit: 'second' })},${length.timex})`, { start: from.time, end })],
    };
  }),
);

const atHour: Reader<Time> = after('at', '@')
  .and(looseClock)
  .as((_, said) => timeOf(said));

/** Where two of them read the same words, the earlier one is meant. */
const READERS: readonly Reader<Time>[] = [
  seq(repetition).as((_, said): Time => ({ type: 'set', repetition: said })),
  boundedTime,
  aboutTime,
  dateTimeRange,
  aDay,
  aMoment,
  dateRange,
  hoursTime,
  partTime,
  aTime,
  atHour,
  aLength,
];

/** Every time that stands in a text, in its order. `now` is when the text is said, by the wall clock of who says it. */
export function findTimes(text: string, now: Temporal.PlainDateTime): readonly FoundTime[] {
  const said = { tokens: toTokens(text), now };
  const found: FoundTime[] = [];
  for (let at = 0; at < said.tokens.length; ) {
    const best = longest(said, at);
    const [first, last] = [said.tokens[at], best && said.tokens[best.end - 1]];
    if (best && first && last) found.push({ time: best.value, start: first.start, end: last.end });
    at = best ? best.end : at + 1;
  }
  return found;
}

function longest(said: Said, at: number) {
  let best: { readonly value: Time; readonly end: number } | undefined;
  for (const reader of READERS) {
    for (const read of reader(said, at)) {
      if (read.end > (best?.end ?? at) && isMeant(said.tokens, at, read.end, read.value)) best = read;
    }
  }
  return best;
}
