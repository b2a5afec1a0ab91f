import { Temporal } from 'temporal-polyfill';
import { type Clock, clock, halvesOf, looseClock } from './clock-times.ts';
import { moment, momentsOf, present } from './date-times.ts';
import { type Day, type Meaning, type Moment, only, translate } from './meaning.ts';
import { day } from './near-dates.ts';
import { after, either, perhaps, type Reader, seq, words } from './reader.ts';
import { lengthText } from './time-ranges.ts';
import { type Bound, type MomentRange, momentRange, type Time } from './times.ts';

const until = words('to', '-', '–', '—', '~', 'until', 'till', 'til', 'through', 'thru', 'and');
const begin = perhaps('from', 'between', 'from between');

function fromTo(starts: readonly Meaning<Moment>[], ends: readonly Meaning<Moment>[]): Time | undefined {
  const ranges = starts.flatMap((from, index) => {
    const to =
      ends.length === starts.length
        ? ends[index]
        : ends.find(({ future }) => future && from.future && isAfter(future, from.future));
    const range = to && between(from, to);
    return range ? [range] : [];
  });
  return ranges.length > 0 ? momentRange(ranges) : undefined;
}

function isAfter(a: Moment, b: Moment): boolean {
  return Temporal.PlainDateTime.compare(a, b) > 0;
}

function between(from: Meaning<Moment>, to: Meaning<Moment>): MomentRange | undefined {
  if (!from.future || !to.future || !from.past || !to.past) return undefined;
  const pick = (start: Moment, end: Moment | undefined, other: Moment | undefined) =>
    [end, other].filter((each) => each !== undefined).find((each) => isAfter(each, start));
  const [pastEnd, futureEnd] = [pick(from.past, to.past, to.future), pick(from.future, to.future, to.past)];
  if (!pastEnd || !futureEnd) return undefined;
  const seconds = from.future.until(futureEnd).total('seconds');
  return {
    timex: `(${from.timex},${to.timex},${lengthText(seconds)})`,
    past: { start: from.past, end: pastEnd },
    future: { start: from.future, end: futureEnd },
  };
}

/** The times of the day on which `moment` lies. */
function sameDay([first]: readonly Meaning<Moment>[], at: Clock): readonly Meaning<Moment>[] {
  const timex = first?.timex === 'PRESENT_REF' ? `${first.future?.toPlainDate()}` : (first?.timex.replace(/T.*$/, '') ?? '');
  return first
    ? halvesOf(at).map((each) => translate(first, `${timex}${each.timex}`, (value) => value.withPlainTime(each.time)))
    : [];
}

/** `from 2pm till tomorrow 4:30pm`, `between now and eight`. */
export const momentToMoment: Reader<Time> = either(
  begin
    .and(moment)
    .and(until)
    .and(moment)
    .as((_, from, __, to) => fromTo(from, to)),
  begin
    .and(moment)
    .and(until)
    .and(clock)
    .as((_, from, __, to) => fromTo(from, sameDay(from, to))),
  begin
    .and(clock)
    .and(until)
    .and(moment)
    .as((now, from, __, to) => fromTo(momentsOf(only(now.toPlainDate().toString(), now.toPlainDate()), from), to)),
  after('from', 'between')
    .and(present)
    .and(until)
    .and(looseClock)
    .as((_, from, __, to) => fromTo([from], sameDay([from], to))),
);

const startOnly: Bound = { name: 'after', keeps: 'start' };
const endOnly: Bound = { name: 'before', keeps: 'end' };

function bounded(said: Meaning<Day>, at: Clock, bound: Bound): Time {
  return momentRange(
    momentsOf(said, at).map((each) => translate(each, each.timex, (value) => ({ start: value, end: value }))),
    bound,
  );
}

const afterWords = words('after', 'later than');
const beforeWords = words('before', 'by', 'no later than', 'earlier than', 'until', 'till');
const sinceWords = words('since', 'from', 'starting at', 'starting from');

/** `tuesday after 1pm`, `tomorrow before 5pm`, `3 pm or later on monday`. */
export const boundedOnDay: Reader<Time> = either(
  seq(day)
    .may(',')
    .and(afterWords)
    .and(looseClock)
    .as((_, said, __, at) => bounded(said, at, startOnly)),
  seq(day)
    .may(',')
    .and(beforeWords)
    .and(looseClock)
    .as((_, said, __, at) => bounded(said, at, endOnly)),
  seq(day)
    .may(',')
    .and(sinceWords)
    .and(looseClock)
    .as((_, said, __, at) => bounded(said, at, { name: 'since', keeps: 'start' })),
  seq(afterWords)
    .and(looseClock)
    .may('on', ',')
    .and(day)
    .as((_, __, at, said) => bounded(said, at, { ...startOnly, source: 'datetimepoint' })),
  seq(beforeWords)
    .and(looseClock)
    .may('on', ',')
    .and(day)
    .as((_, __, at, said) => bounded(said, at, { ...endOnly, source: 'datetimepoint' })),
  perhaps('at')
    .and(clock)
    .skip('or later', 'and later', 'or after', 'and after', 'onwards')
    .may('on', ',')
    .and(day)
    .as((_, at, said) => bounded(said, at, { name: 'since', keeps: 'start', source: 'datetimepoint' })),
  seq(day)
    .may('at', ',')
    .and(clock)
    .skip('or later', 'and later', 'or after', 'and after', 'onwards')
    .as((_, said, at) => bounded(said, at, { name: 'since', keeps: 'start', source: 'datetimepoint' })),
);
