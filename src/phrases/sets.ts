import type { Cadence } from './cadence-units.ts';
import { cadence, every, weekly } from './cadences.ts';
import { type Clock, clock, inPart, looseClock } from './clock-times.ts';
import { type DayPart, dayPart, pluralPart } from './day-parts.ts';
import { weekday } from './names.ts';
import { after, either, perhaps, type Reader, remembered, seq } from './reader.ts';
import type { Repetition } from './times.ts';

function at({ timex, rrule }: Cadence, clock?: Clock, part?: DayPart): Repetition {
  const behind = clock?.timex ?? (part && `T${part.code}`);
  const before = timex === 'P1D' && behind !== undefined ? '' : timex;
  return { timex: `${before}${behind ?? ''}`, rrule, clock, part };
}

const DAILY: Cadence = { timex: 'P1D', rrule: 'FREQ=DAILY' };

/** Whatever comes again and again: `every second tuesday at 9`, `3pm each day`, `friday mornings`, `the last friday of every month`. */
export const repetition: Reader<Repetition> = remembered(
  either(
    seq(cadence)
      .may(',')
      .may('at', 'around', 'about')
      .and(clock)
      .as((_, how, said) => at(how, said)),
    seq(cadence)
      .may(',')
      .skip('at', 'around', 'about')
      .and(looseClock)
      .as((_, how, said) => at(how, said)),
    perhaps('at')
      .and(clock)
      .may(',')
      .and(cadence)
      .as((_, said, how) => at(how, said)),
    after('at')
      .and(looseClock)
      .may(',')
      .and(cadence)
      .as((_, said, how) => at(how, said)),
    seq(cadence)
      .may('in the')
      .and(dayPart)
      .may('at', 'around')
      .and(either(clock, looseClock))
      .as((_, how, part, said) => at(how, inPart(said, part))),
    seq(cadence)
      .may('in the')
      .and(dayPart)
      .as((_, how, part) => at(how, undefined, part)),
    seq(every)
      .and(dayPart)
      .may(',')
      .may('at', 'around')
      .and(either(clock, looseClock))
      .as((_, __, part, said) => at(DAILY, inPart(said, part))),
    seq(every)
      .and(dayPart)
      .as((_, __, part) => at(DAILY, undefined, part)),
    seq(weekday)
      .and(pluralPart)
      .as((_, day, part) => at(weekly([day]), undefined, part)),
    seq(cadence).as((_, how) => at(how)),
  ),
);
