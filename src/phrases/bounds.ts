import { clock, halvesOf, looseClock } from './clock-times.ts';
import { dateRange } from './date-ranges.ts';
import { moment, secondsOf, timedFromNow } from './date-times.ts';
import { hoursOf } from './day-parts.ts';
import { length } from './durations.ts';
import { holiday } from './holidays.ts';
import { type Meaning, only, type Stretch, translate } from './meaning.ts';
import { day } from './near-dates.ts';
import { after, either, perhaps, phrases, type Reader, remembered, seq, unless, words } from './reader.ts';
import { spanPart } from './span-parts.ts';
import { partOrMeal } from './time-ranges.ts';
import type { Bound, Time } from './times.ts';

type Side = 'before' | 'after' | 'since' | 'until';

const side = phrases<Side>(
  ['before', 'before | by | no later than | earlier than | prior to | until | till | up to | ending | ending on | <'],
  ['until', 'as late as | < ='],
  ['after', 'after | later than | >'],
  ['since', 'since | as early as | starting | starting on | starting from | beginning | beginning on | any time from | > ='],
);

const behindWord = phrases<Side>(
  ['since', 'or later | and later | onwards | onward'],
  ['until', 'or earlier | or before | and earlier'],
);

const behind = unless(
  behindWord,
  seq(behindWord)
    .skip('than')
    .as(() => true),
);

const keeps = { before: 'end', until: 'end', after: 'start', since: 'start' } as const;

function point<V>(value: Meaning<V>): Meaning<Stretch<V>> {
  return translate(value, value.timex, (each) => ({ start: each, end: each }));
}

/** What lies before a stretch ends where it starts, and what lies after it starts where it ends. */
function limit<V>(which: Side, range: Meaning<Stretch<V>>): Meaning<Stretch<V>> {
  return translate(range, range.timex, ({ start, end }) =>
    which === 'after' || which === 'until' ? { start: end, end } : { start, end: start },
  );
}

function bound(which: Side, source?: Bound['source'], approx = false): Bound {
  return { name: approx ? `${which}-approx` : which, keeps: keeps[which], ...(source && { source }) };
}

function bounded(which: Side, time: Time, approx = false): Time | undefined {
  const at = bound(which, 'datetimepoint', approx);
  const range = bound(which, 'datetimerange', approx);
  switch (time.type) {
    case 'date':
      return { type: 'daterange', ways: time.ways.map(point), bound: at };
    case 'time':
      return { type: 'timerange', ways: time.ways.map(point), bound: at };
    case 'datetime':
      return { type: 'datetimerange', ways: time.ways.map(point), bound: at };
    case 'daterange':
      return time.bound ? undefined : { type: 'daterange', ways: time.ways.map((way) => limit(which, way)), bound: range };
    case 'timerange':
      return { type: 'timerange', ways: time.ways.map((way) => limit(which, way)), bound: bound(which, undefined, approx) };
    case 'datetimerange':
      return time.bound ? undefined : { type: 'datetimerange', ways: time.ways.map((way) => limit(which, way)), bound: range };
    default:
      return undefined;
  }
}

export const aDay: Reader<Time> = seq(either(day, holiday)).as((_, said): Time => ({ type: 'date', ways: [said] }));

/** A time of day in every way it can be meant. */
export const aTime: Reader<Time> = perhaps('at')
  .and(clock)
  .as((_, said) => timeOf(said));
const looseTime: Reader<Time> = seq(looseClock).as((_, said) => timeOf(said));

export function timeOf(said: Parameters<typeof halvesOf>[0]): Time {
  return { type: 'time', ways: halvesOf(said).map(({ timex, time }) => only(timex, time)) };
}

export const aMoment: Reader<Time> = either(
  seq(timedFromNow).as((now, by): Time => ({ type: 'datetime', ways: [secondsOf(now.add(by))], fromNow: by })),
  seq(moment).as((_, ways): Time => ({ type: 'datetime', ways })),
);

const aPart: Reader<Time> = seq(partOrMeal).as((_, part): Time => {
  const { from, to } = hoursOf(part);
  return { type: 'timerange', ways: [only(`T${part.code}`, { start: from, end: to })] };
});

const about = words('around', 'approximately', 'approx', 'circa', 'roughly', 'nearly');
const any = either(aMoment, aDay, dateRange, looseTime, aPart);

/** `before end of this year`: the edge of the part that is said. */
const besidePart: Reader<Time> = seq(side)
  .and(spanPart)
  .as((_, which, { edge, part }): Time => {
    const end = which === 'before' ? edge === 'end' : which !== 'since' && edge !== 'start';
    const way = translate(part, part.timex, (value) =>
      end ? { start: value.end, end: value.end } : { start: value.start, end: value.start },
    );
    return { type: 'daterange', ways: [way], bound: { name: `${which}-${edge}`, keeps: keeps[which], source: 'datetimerange' } };
  });

/** `before friday`, `since august`, `after around 3:30pm`, `1/1/2016 or later`. */
export const boundedTime: Reader<Time> = remembered(
  either(
    besidePart,
    seq(side)
      .may('the')
      .and(any)
      .as((_, which, time) => bounded(which, time)),
    seq(side)
      .and(about)
      .and(any)
      .as((_, which, __, time) => bounded(which, time, true)),
    seq(any)
      .and(behind)
      .as((_, time, which) => bounded(which, time)),
    after('to date', 'so far').as(
      (now): Time => ({
        type: 'daterange',
        ways: [only('PRESENT_REF', { start: now.toPlainDate(), end: now.toPlainDate() })],
        bound: { name: 'before', keeps: 'end' },
      }),
    ),
    after('more than')
      .and(length)
      .skip('before')
      .and(day)
      .as((_, by, said): Time | undefined => {
        const value = said.future?.subtract(by.shift);
        return (
          value && {
            type: 'daterange',
            ways: [only(value.toString(), { start: value, end: value })],
            bound: { name: 'before', keeps: 'end' },
          }
        );
      }),
  ),
);

const moreOrLess = phrases(
  ['more', 'more than | at least | longer than'],
  ['less', 'less than | at most | up to | shorter than'],
);

/** A length of time, `more than 4 days`. */
export const aLength: Reader<Time> = either(
  seq(moreOrLess)
    .and(length)
    .as((_, name, said): Time => ({ type: 'duration', length: said, bound: { name, keeps: 'both' } })),
  seq(length).as((_, said): Time => ({ type: 'duration', length: said })),
);

/** `around 1pm`, `around tomorrow 10am`. */
export const aboutTime: Reader<Time> = seq(about)
  .and(either(aMoment, aTime))
  .as(
    (_, __, time): Time =>
      time.type === 'duration' || time.type === 'set' ? time : { ...time, bound: { name: 'approx', keeps: 'both' } },
  );
