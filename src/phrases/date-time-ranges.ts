import { Temporal } from 'temporal-polyfill';
import { type PartOfDay, partOfDay, withinDay } from './date-times.ts';
import { dayWithHours } from './day-hours.ts';
import { hoursOf } from './day-parts.ts';
import { type Length, length, turnedLength } from './durations.ts';
import { type Moment, only, translate } from './meaning.ts';
import { boundedOnDay, momentToMoment } from './moment-ranges.ts';
import { after, either, type Reader, remembered, seq } from './reader.ts';
import { type Bound, momentRange, type Time } from './times.ts';

function partTime({ day: said, part }: PartOfDay): Time {
  const { from, to } = hoursOf(part);
  const bound: Bound | undefined = part.mod && { name: part.mod, keeps: 'both' };
  const range = translate(said, `${said.timex}T${part.code}`, (value) => ({
    start: value.toPlainDateTime(from),
    end: value.toPlainDateTime(to),
  }));
  return momentRange([range], bound);
}

/** `early in the day wednesday`, `later today`: a half of the day to come. */
const halfDay: Reader<Time> = seq(withinDay).as((_, { mod, day: said }) => {
  const start = said.future?.toPlainDateTime();
  if (!start) return undefined;
  const stretch =
    mod === 'start' ? { start, end: start.add({ hours: 12 }) } : { start: start.add({ hours: 12 }), end: start.add({ days: 1 }) };
  return momentRange([only(said.timex, stretch)], { name: mod, keeps: 'both' });
});

function around(now: Moment, { shift, timed, timex }: Length, way: number): Time | undefined {
  if (!timed) return undefined;
  const from = now.round({ smallestUnit: 'second', roundingMode: 'trunc' });
  const [start, end] = way > 0 ? [from, from.add(shift)] : [from.subtract(shift), from];
  return momentRange([only(`(${secondText(start)},${secondText(end)},${timex})`, { start, end })]);
}

/** `next hour`, `the past 5 minutes`, `within 2h`. */
const counted: Reader<Time> = either(
  seq(turnedLength).as((now, { way, length: by }) => around(now, by, way)),
  after('within', 'within the next', 'inside')
    .and(length)
    .as((now, by) => around(now, by, 1)),
);

const END_OF_DAY = new Temporal.PlainTime(23, 59, 59);

/** `the rest of the day`. */
const restOfDay: Reader<Time> = after('rest of', 'the rest of', 'remaining of', 'the remainder of', 'remainder of')
  .may('the', 'my')
  .skip('day', 'today', 'current day')
  .as((now) => {
    const start = now.round({ smallestUnit: 'second', roundingMode: 'trunc' });
    const end = start.withPlainTime(END_OF_DAY);
    return momentRange([
      only(`(${secondText(start)},${secondText(end)},PT${start.until(end).total('seconds')}S)`, { start, end }),
    ]);
  });

function secondText(moment: Moment): string {
  return moment.toString({ smallestUnit: 'second' });
}

/** From one moment to another one, or a part of one day. */
export const dateTimeRange: Reader<Time> = remembered(
  either(
    dayWithHours,
    seq(partOfDay).as((_, said) => partTime(said)),
    halfDay,
    restOfDay,
    counted,
    momentToMoment,
    boundedOnDay,
  ),
);
