import { Temporal } from 'temporal-polyfill';
import { present } from './date-times.ts';
import { type Length, length, type TurnedLength, turnedLength } from './durations.ts';
import { holiday } from './holidays.ts';
import { type Day, fixed, type Meaning, type Moment, only, type Stretch, two } from './meaning.ts';
import { month } from './names.ts';
import { day } from './near-dates.ts';
import { dayNumber } from './numbers.ts';
import { after, either, perhaps, type Reader, remembered, seq, words } from './reader.ts';
import { namedStretch, span, spanPart } from './span-parts.ts';
import { longSpan, quarterOf, type Span } from './spans.ts';
import type { Time } from './times.ts';
import { yearlyDay } from './written-dates.ts';

type Range = Meaning<Stretch<Day>>;

/** One end of a range, and what its length is counted in. */
interface End {
  readonly day: Meaning<Day>;
  readonly unit: 'day' | 'month' | 'year';
}

function unitOf({ unit }: Span): End['unit'] {
  return unit === 'week' ? 'day' : unit;
}

function startOf(of: Span): End {
  const timex = of.timex.startsWith('XXXX') ? `${of.timex}-01` : `${of.future?.start}`;
  return { day: { timex, past: of.past?.start, future: of.future?.start }, unit: unitOf(of) };
}

/** `the end of June` is 1 July, `the middle of September` the 16th. */
function edgeOf({ span: of, edge, part }: { readonly span: Span; readonly edge: string; readonly part: Range }): End {
  const at = (stretch: Stretch<Day>, whole: Stretch<Day>) =>
    edge === 'end' ? whole.end : edge === 'mid' ? whole.start.add({ days: 15 }) : stretch.start;
  const past = part.past && of.past && at(part.past, of.past);
  const future = part.future && of.future && at(part.future, of.future);
  const timex = of.timex.startsWith('XXXX') ? `XXXX${future?.toString().slice(4)}` : `${future}`;
  return { day: { timex, past, future }, unit: 'month' };
}

const today: Reader<Meaning<Day>> = seq(present).as((now) => fixed(now.toPlainDate()));
const end: Reader<End> = remembered(
  either(
    seq(either(day, holiday, today)).as((_, said): End => ({ day: said, unit: 'day' })),
    seq(spanPart).as((_, said) => edgeOf(said)),
    perhaps('the')
      .and(span)
      .as((_, of) => startOf(of)),
  ),
);

const until = words('to', '-', '–', '—', '~', 'until', 'till', 'til', 'through', 'thru', 'up to', 'and until');

function isBefore(a: Day, b: Day): boolean {
  return Temporal.PlainDate.compare(a, b) < 0;
}

/** Both ends of one year where they are said without one: the past ones, and the ones to come. */
function range(from: End, to: End): Range | undefined {
  const [start, stop] = [from.day, to.day];
  if (!start.past || !start.future || !stop.past || !stop.future) return undefined;
  const pastEnd =
    /^XXXX-\d\d-\d\d$/.test(stop.timex) && isBefore(stop.past, stop.future)
      ? nextSuchDay(stop.future, start.past)
      : isBefore(start.past, stop.past)
        ? stop.past
        : stop.future;
  const futureStart = isBefore(start.future, stop.future) ? start.future : start.past;
  if (!isBefore(start.past, pastEnd) || !isBefore(futureStart, stop.future)) return undefined;
  const timex = `(${start.timex},${stop.timex},${lengthOf(from, to, { start: futureStart, end: stop.future })})`;
  return { timex, past: { start: start.past, end: pastEnd }, future: { start: futureStart, end: stop.future } };
}

function nextSuchDay(day: Day, after: Day): Day {
  const sameYear = day.with({ year: after.year });
  return isBefore(after, sameYear) ? sameYear : day.with({ year: after.year + 1 });
}

function lengthOf(from: End, to: End, { start, end: stop }: Stretch<Day>): string {
  if (from.unit === 'day' || to.unit === 'day') return `P${start.until(stop).days}D`;
  if (from.unit === 'year' && to.unit === 'year') return `P${stop.year - start.year}Y`;
  return `P${start.until(stop, { largestUnit: 'months' }).months}M`;
}

/** The year said at the end is also that of the start: `Jan-Feb 2017`. */
function inYearOf(from: End, to: End): End {
  const stop = to.day.future;
  if (
    !from.day.timex.startsWith('XXXX-') ||
    from.day.timex.includes('W') ||
    to.day.timex.startsWith('X') ||
    !stop ||
    !from.day.future
  )
    return from;
  const start = from.day.future.with({ year: stop.year });
  const placed = isBefore(start, stop) ? start : start.subtract({ years: 1 });
  return { day: fixed(placed), unit: from.unit };
}

const dayRange: Reader<Range> = either(
  perhaps('from', 'in', 'between', 'starting', 'starting from', 'on')
    .and(end)
    .may(',')
    .and(until)
    .and(end)
    .as((_, from, __, to) => range(inYearOf(from, to), to)),
  after('between', 'from between')
    .and(end)
    .skip('and')
    .and(end)
    .as((_, from, to) => range(inYearOf(from, to), to)),
);

const inYear = perhaps(',')
  .may('of', 'in')
  .and(longSpan)
  .as((_, { unit, past }) => (unit === 'year' ? past?.start.year : undefined));

/** `November 19-20`, `between 3 and 12 of Sept`, `april 9th through seventeenth`. */
const monthDays: Reader<Range> = either(
  perhaps('from', 'between')
    .and(month)
    .may('the')
    .and(dayNumber)
    .and(either(until, words('and')))
    .may('the')
    .and(dayNumber)
    .maybe(inYear)
    .as((now, m, a, _, b, y) => daysOf(now, m, a, b, y)),
  perhaps('from', 'between')
    .may('the')
    .and(dayNumber)
    .and(either(until, words('and')))
    .may('the')
    .and(dayNumber)
    .may('of')
    .and(month)
    .maybe(inYear)
    .as((now, a, _, b, m, y) => daysOf(now, m, a, b, y)),
);

function daysOf(now: Moment, m: number, a: number, b: number, y: number | undefined): Range | undefined {
  if (a >= b) return undefined;
  const [from, to] = [yearlyDay(now, m, a), yearlyDay(now, m, b)];
  const [start, stop] = [from?.past, from?.future];
  if (!from || !to || !start || !stop) return undefined;
  const stretch = (first: Day, of: number): Stretch<Day> => ({
    start: first.with({ year: of }),
    end: first.with({ year: of, day: b }),
  });
  if (y !== undefined) return only(`(${y}-${two(m)}-${two(a)},${y}-${two(m)}-${two(b)},P${b - a}D)`, stretch(start, y));
  return { timex: `(${from.timex},${to.timex},P${b - a}D)`, past: stretch(start, start.year), future: stretch(stop, stop.year) };
}

/** `next 3 days` begin tomorrow and `the last 3 weeks` end yesterday. */
function around(now: Moment, { way, length: by }: TurnedLength): Time | undefined {
  if (by.timed) return undefined;
  const today = now.toPlainDate();
  const quarters = /^P(\d+)M$/.exec(by.timex)?.[1];
  if (by.quarters && quarters !== undefined) {
    const first = quarterOf(now);
    return stretchTime(
      way > 0
        ? { start: first.add({ months: 3 }), end: first.add({ months: 3 }).add(by.shift) }
        : { start: first.subtract(by.shift), end: first },
      by.timex,
    );
  }
  const business = /^P(\d+)BD$/.exec(by.timex)?.[1];
  if (business !== undefined) return businessDays(today, Number(business), way, by.timex);
  if (way < 0) return stretchTime({ start: today.subtract(by.shift), end: today }, by.timex);
  const start = today.add({ days: 1 });
  return stretchTime({ start, end: start.add(by.shift) }, by.timex);
}

function stretchTime({ start, end: stop }: Stretch<Day>, length: string): Time {
  return { type: 'daterange', ways: [only(`(${start},${stop},${length})`, { start, end: stop })] };
}

function businessDays(today: Day, count: number, way: 1 | -1, timex: string): Time {
  const list: Day[] = [];
  for (let next = today.add({ days: way }); list.length < Math.min(count, 400); next = next.add({ days: way }))
    if (next.dayOfWeek < 6) list.push(next);
  list.sort(Temporal.PlainDate.compare);
  const [first = today] = list;
  const behind = (list.at(-1) ?? today).add({ days: 1 });
  return { type: 'daterange', ways: [only(`(${first},${behind},${timex})`, { start: first, end: behind })], list };
}

const lasting: Reader<Time> = either(
  seq(turnedLength).as((now, said) => around(now, said)),
  perhaps('for')
    .and(length)
    .may(',')
    .skip('from', 'starting', 'starting on', 'starting from', 'beginning', 'beginning on')
    .and(day)
    .as((_, by, said) => lengthFrom(by, said)),
  after('within', 'within the next')
    .and(length)
    .as((now, by) => (by.timed ? undefined : around(now, { way: 1, length: by }))),
  after('less than')
    .and(length)
    .skip('after', 'from')
    .and(day)
    .as((_, by, said) => lengthFrom(by, said)),
  perhaps('the')
    .skip('first')
    .and(length)
    .skip('of')
    .and(span)
    .as((_, by, of) => of.future && lengthFrom(by, fixed(of.future.start))),
  perhaps('the')
    .skip('last', 'final')
    .and(length)
    .skip('of')
    .and(span)
    .as((_, by, of) => lastOf(by, of)),
);

function lengthFrom(by: Length, { future }: Meaning<Day>): Time | undefined {
  return future && !by.timed ? stretchTime({ start: future, end: future.add(by.shift) }, by.timex) : undefined;
}

/** Whole weeks end with the last full one. */
function lastOf(by: Length, { future }: Span): Time | undefined {
  if (!future || by.timed) return undefined;
  const stop = /W$/.test(by.timex) ? future.end.subtract({ days: future.end.dayOfWeek - 1 }) : future.end;
  return stretchTime({ start: stop.subtract(by.shift), end: stop }, by.timex);
}

/** Stretches of whole days. */
export const dateRange: Reader<Time> = remembered(
  either(
    namedStretch,
    seq(either(monthDays, dayRange)).as((_, way): Time => ({ type: 'daterange', ways: [way] })),
    lasting,
  ),
);
