import { Temporal } from 'temporal-polyfill';
import { type Clock, clock, halvesOf, inPart, looseClock } from './clock-times.ts';
import { type DayPart, dayPart, edge, NIGHT } from './day-parts.ts';
import { type Length, length } from './durations.ts';
import { type Day, fixed, type Meaning, type Moment, only, translate, weekdayOfWeek } from './meaning.ts';
import { weekday, which } from './names.ts';
import { day, nearDay } from './near-dates.ts';
import { dayOrdinalInDigits } from './numbers.ts';
import { after, either, perhaps, type Reader, remembered, seq, words } from './reader.ts';
import { anyMonth } from './weekday-dates.ts';

/** A day and a part of it. */
export interface PartOfDay {
  readonly day: Meaning<Day>;
  readonly part: DayPart;
}

const tonight = words('tonight', 'tonite', 'to night', 'this night', 'tonights');

/** `tomorrow night`, `this morning`, `tuesday afternoon`, `last night`, `wednesday evening next week`, `late this morning`. */
export const partOfDay: Reader<PartOfDay> = remembered(
  either(
    seq(tonight).as((now) => ({ day: fixed(now.toPlainDate()), part: NIGHT })),
    seq(edge)
      .and(tonight)
      .as((now, mod) => ({ day: fixed(now.toPlainDate()), part: { ...NIGHT, mod } })),
    seq(which)
      .and(dayPart)
      .as((now, days, part) => ({ day: fixed(now.toPlainDate().add({ days })), part })),
    seq(edge)
      .and(which)
      .and(dayPart)
      .as((now, mod, days, part) => ({ day: fixed(now.toPlainDate().add({ days })), part: { ...part, mod } })),
    seq(day)
      .may(',')
      .may('in the', 'in', 'at', 'during the', '-')
      .and(dayPart)
      .as((_, said, part) => ({ day: said, part })),
    seq(edge)
      .and(day)
      .and(dayPart)
      .as((_, mod, said, part) => ({ day: said, part: { ...part, mod } })),
    perhaps('in the', 'the', 'in')
      .and(dayPart)
      .may('of', 'on', ',')
      .may('the')
      .and(day)
      .as((_, part, said) => ({ day: said, part })),
    seq(weekday)
      .and(dayPart)
      .may('of', 'in')
      .and(which)
      .skip('week')
      .as((now, d, part, weeks) => ({
        day: fixed(weekdayOfWeek(now.toPlainDate(), d).add({ weeks })),
        part,
      })),
  ),
);

/** The moments that a day and a time of day can be. */
export function momentsOf(said: Meaning<Day>, clock: Clock): readonly Meaning<Moment>[] {
  return halvesOf(clock).map(({ time, timex }) =>
    translate(said, `${said.timex}${timex}`, (value) => value.toPlainDateTime(time)),
  );
}

const nearTime = seq(looseClock).as((_, said) => said);

/** A day with a time of it, either first. */
export interface DayWithClock {
  readonly day: Meaning<Day>;
  readonly clock: Clock;
}

export const dayWithClock: Reader<DayWithClock> = remembered(
  either(
    seq(dayOrdinalInDigits)
      .may(',')
      .may('at', 'around')
      .and(clock)
      .as((now, d, at) => ({ day: anyMonth(now, d), clock: at })),
    seq(day)
      .may(',', '-')
      .may('at', 'around', 'about', 'for')
      .and(clock)
      .as((_, said, at) => ({ day: said, clock: at })),
    seq(day)
      .may(',')
      .skip('at', 'around', 'about', '@')
      .may('about', 'around')
      .and(nearTime)
      .as((_, said, at) => ({ day: said, clock: at })),
    perhaps('at')
      .and(clock)
      .may(',', '-')
      .may('on', 'of')
      .and(day)
      .as((_, at, said) => ({ day: said, clock: at })),
    after('at', '@')
      .and(nearTime)
      .may(',')
      .may('on')
      .and(day)
      .as((_, at, said) => ({ day: said, clock: at })),
    seq(partOfDay)
      .may(',')
      .may('at', 'around', 'about')
      .and(clock)
      .as((_, { day: said, part }, at) => ({ day: said, clock: inPart(at, part) })),
    seq(partOfDay)
      .may(',')
      .skip('at', 'around', 'about')
      .and(nearTime)
      .as((_, { day: said, part }, at) => ({ day: said, clock: inPart(at, part) })),
    perhaps('at')
      .and(clock)
      .may(',')
      .and(partOfDay)
      .as((_, at, { day: said, part }) => ({ day: said, clock: inPart(at, part) })),
    after('at')
      .and(nearTime)
      .may(',')
      .and(partOfDay)
      .as((_, at, { day: said, part }) => ({ day: said, clock: inPart(at, part) })),
    seq(looseClock)
      .and(partOfDay)
      .as((_, at, { day: said, part }) => ({ day: said, clock: inPart(at, part) })),
  ),
);

const END = new Temporal.PlainTime(23, 59, 59);

const endOfDay: Reader<Meaning<Moment>> = either(
  perhaps('the', 'at the', 'by the')
    .skip('end of')
    .may('the')
    .and(day)
    .as((_, said) => translate(said, `${said.timex}T23:59:59`, (value) => value.toPlainDateTime(END))),
  perhaps('the')
    .skip('eod')
    .may('of')
    .and(day)
    .as((_, said) => translate(said, `${said.timex}T23:59:59`, (value) => value.toPlainDateTime(END))),
  seq(day)
    .skip('eod', 'end of day')
    .as((_, said) => translate(said, `${said.timex}T23:59:59`, (value) => value.toPlainDateTime(END))),
  perhaps('the')
    .skip('eod', 'end of day', 'end of the day')
    .as((now) => only(`${now.toPlainDate()}T23:59:59`, now.toPlainDate().toPlainDateTime(END))),
);

const NOW = 'PRESENT_REF';

/** This very second. */
export const present: Reader<Meaning<Moment>> = seq(
  words(
    'now | right now | just now | at present | at this time | at the moment | at this moment | at this minute | asap',
    'as soon as possible | this minute | this moment | presently | currently',
  ),
).as((now) => only(NOW, now.round({ smallestUnit: 'second', roundingMode: 'trunc' })));

/** To the second. */
export function secondsOf(moment: Moment): Meaning<Moment> {
  const second = moment.round({ smallestUnit: 'second', roundingMode: 'trunc' });
  return only(second.toString(), second);
}

/** `in 5 minutes`, `two hours ago`, `3 min later`: how long from now. */
export const timedFromNow: Reader<Temporal.Duration> = remembered(
  either(
    after('in', 'in another', 'in about')
      .and(length)
      .as((_, by) => timed(by)),
    seq(length)
      .skip('from now', 'later', 'hence')
      .as((_, by) => timed(by)),
    seq(length)
      .skip('ago', 'earlier', 'before now', 'back')
      .as((_, by) => timed(by)?.negated()),
  ),
);

function timed({ shift, timed: isTimed }: Length): Temporal.Duration | undefined {
  return isTimed ? shift : undefined;
}

/** Every way to say one moment: two meanings where the half of the day is open. */
export const moment: Reader<readonly Meaning<Moment>[]> = remembered(
  either(
    seq(dayWithClock).as((_, { day: said, clock: at }) => momentsOf(said, at)),
    seq(timedFromNow).as((now, by) => [secondsOf(now.add(by))]),
    seq(endOfDay).as((_, said) => [said]),
    seq(present).as((_, said) => [said]),
    seq(isoMoment()).as((_, said) => [said]),
  ),
);

/** `2026-05-01T10:00` */
function isoMoment(): Reader<Meaning<Moment>> {
  return seq(day)
    .skip('t')
    .and(clock)
    .as((_, said, { time, timex }) => translate(said, `${said.timex}${timex}`, (value) => value.toPlainDateTime(time)));
}

/** `in the day`, with which a day may be said once more. */
export const withinDay = either(
  seq(edge)
    .may('the', 'on')
    .skip('day')
    .may('on', ',')
    .and(day)
    .as((_, mod, said) => ({ mod, day: said })),
  seq(edge)
    .may('on')
    .and(nearDay)
    .as((_, mod, said) => ({ mod, day: said })),
);
