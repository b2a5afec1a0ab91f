import { Temporal } from 'temporal-polyfill';
import { type Day, dayOf, fixed, type Meaning, type Moment, nearest, only, two } from './meaning.ts';
import { which } from './names.ts';
import { year } from './numbers.ts';
import { after, either, named, perhaps, type Reader, remembered, seq } from './reader.ts';

interface Holiday {
  /** Without its year. */
  readonly timex: (year: number) => string;
  readonly day: (year: number) => Day | undefined;
}

function dated(month: number, day: number): Holiday {
  return { timex: () => `XXXX-${two(month)}-${two(day)}`, day: (inYear) => dayOf(inYear, month, day) };
}

/** The `count`-th such weekday of a month; the last one for 0. */
function weekly(month: number, weekday: number, count: number): Holiday {
  const day = (inYear: number) => {
    const months = Temporal.PlainYearMonth.from({ year: inYear, month });
    const first = months.toPlainDate({ day: 1 });
    const start = 1 + ((weekday - first.dayOfWeek + 7) % 7);
    const last = start + 7 * Math.trunc((months.daysInMonth - start) / 7);
    return dayOf(inYear, month, count === 0 ? last : start + 7 * (count - 1));
  };
  return { timex: () => `XXXX-${two(month)}-WXX-${weekday}-${count === 0 ? 4 : count}`, day };
}

/** Western Easter Sunday (the anonymous Gregorian reckoning). */
function easterSunday(inYear: number): Day {
  const golden = inYear % 19;
  const century = Math.trunc(inYear / 100);
  const leaps = Math.trunc(century / 4);
  const correction = Math.trunc((century - Math.trunc((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - leaps - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.trunc((inYear % 100) / 4) - epact - (inYear % 4)) % 7;
  const shift = Math.trunc((golden + 11 * epact + 22 * weekday) / 451);
  const months = epact + weekday - 7 * shift + 114;
  return new Temporal.PlainDate(inYear, Math.trunc(months / 31), (months % 31) + 1);
}

function fromEaster(days: number): Holiday {
  const day = (inYear: number) => easterSunday(inYear).add({ days });
  return { timex: (inYear) => `XXXX${day(inYear).toString().slice(4)}`, day };
}

/** The day behind another holiday. */
function behind({ day }: Holiday, days: number): Holiday {
  const moved = (inYear: number) => day(inYear)?.add({ days });
  return { timex: (inYear) => `XXXX${moved(inYear)?.toString().slice(4)}`, day: moved };
}

const THANKSGIVING = weekly(11, 4, 4);

const HOLIDAYS: readonly (readonly [Holiday, ...string[]])[] = [
  [dated(1, 1), 'new year', "new year's", "new year's day", 'new year day', 'new years day', 'new years'],
  [dated(12, 31), "new year's eve", 'new years eve', 'new year eve', 'nye'],
  [weekly(1, 1, 3), 'martin luther king day', 'mlk day', 'martin luther king jr day'],
  [dated(2, 2), 'groundhog day'],
  [
    dated(2, 14),
    "valentine's day",
    "valentine's",
    'valentines day',
    'valentine day',
    "st valentine's day",
    "saint valentine's day",
  ],
  [weekly(2, 1, 3), "president's day", "presidents' day", 'presidents day', "washington's birthday"],
  [dated(3, 17), "st patrick's day", "st. patrick's day", "saint patrick's day", 'st patricks day', 'saint patrick day'],
  [dated(3, 8), "women's day", "international women's day", 'womens day'],
  [dated(4, 1), "april fools' day", "april fool's day", 'april fools day', 'april fools'],
  [dated(4, 22), 'earth day'],
  [
    dated(5, 1),
    "workers' day",
    "international workers' day",
    "international worker's day",
    'may day',
    'labour day',
    'international workers day',
  ],
  [dated(5, 4), 'star wars day'],
  [dated(5, 5), 'cinco de mayo'],
  [weekly(5, 7, 2), "mother's day", "mothers' day", 'mothers day', 'mother day'],
  [weekly(5, 1, 0), 'memorial day'],
  [dated(6, 1), "children's day", 'childrens day'],
  [weekly(6, 7, 3), "father's day", "fathers' day", 'fathers day', 'father day'],
  [dated(6, 19), 'juneteenth'],
  [dated(7, 4), 'independence day', 'us independence day', 'usa independence day'],
  [dated(7, 14), 'bastille day'],
  [weekly(9, 1, 1), 'labor day'],
  [weekly(10, 1, 2), 'columbus day', "indigenous peoples' day"],
  [dated(10, 31), 'halloween', 'halloween day', "all hallows' eve"],
  [dated(11, 1), "all saints' day", 'all saints day', "all saint's day"],
  [dated(11, 2), "all souls' day", 'all souls day', "all soul's day"],
  [dated(11, 5), 'guy fawkes day', 'guy fawkes night', 'bonfire night'],
  [dated(11, 11), 'veterans day', "veterans' day", "veteran's day", 'remembrance day', "singles' day", 'singles day'],
  [THANKSGIVING, 'thanksgiving', 'thanksgiving day'],
  [behind(THANKSGIVING, 1), 'black friday'],
  [behind(THANKSGIVING, 4), 'cyber monday'],
  [dated(12, 24), 'christmas eve', 'xmas eve'],
  [dated(12, 25), 'christmas', 'christmas day', 'xmas', 'xmas day'],
  [dated(12, 26), 'boxing day'],
  [fromEaster(0), 'easter', 'easter sunday', 'easter day'],
  [fromEaster(1), 'easter monday'],
  [fromEaster(-2), 'good friday'],
  [fromEaster(-1), 'easter saturday', 'holy saturday'],
  [fromEaster(-3), 'maundy thursday'],
  [fromEaster(-7), 'palm sunday'],
  [fromEaster(-46), 'ash wednesday'],
  [fromEaster(-47), 'mardi gras', 'shrove tuesday', 'pancake day'],
  [fromEaster(39), 'ascension day'],
  [fromEaster(49), 'pentecost', 'whit sunday'],
  [fromEaster(50), 'whit monday', 'pentecost monday'],
];

const name = named(HOLIDAYS.flatMap(([holiday, ...names]) => names.map((each): [string, Holiday] => [each, holiday])));

function anyYear(now: Moment, { day, timex }: Holiday): Meaning<Day> {
  const days = [-1, 0, 1].map((years) => day(now.year + years)).filter((each) => each !== undefined);
  return nearest(now, timex(now.year), days);
}

function ofYear({ day }: Holiday, inYear: number): Meaning<Day> | undefined {
  const found = day(inYear);
  return found && fixed(found);
}

/** `last easter`: the one that was, the one to come, or this year's. */
function turned(now: Moment, holiday: Holiday, turns: number): Meaning<Day> | undefined {
  const { past, future } = anyYear(now, holiday);
  if (turns === 0) return ofYear(holiday, now.year);
  const found = turns < 0 ? past : future;
  return found && only(found.toString(), found);
}

const whichYear = either(
  perhaps(',')
    .may('of', 'in')
    .may('the year')
    .and(year)
    .as((_, said) => said),
  perhaps('of', 'in')
    .and(which)
    .skip('year')
    .as((now, years) => now.year + years),
);

/** `christmas`, `easter 2018`, `last thanksgiving`, `independence day of this year`. */
export const holiday: Reader<Meaning<Day>> = remembered(
  either(
    perhaps('the')
      .and(name)
      .and(whichYear)
      .as((_, found, inYear) => ofYear(found, inYear)),
    seq(which)
      .and(name)
      .as((now, turns, found) => turned(now, found, turns)),
    seq(year)
      .may("'s")
      .and(name)
      .as((_, inYear, found) => ofYear(found, inYear)),
    after('this year', "this year's")
      .and(name)
      .as((now, found) => ofYear(found, now.year)),
    after('next year', "next year's")
      .and(name)
      .as((now, found) => ofYear(found, now.year + 1)),
    after('last year', "last year's")
      .and(name)
      .as((now, found) => ofYear(found, now.year - 1)),
    perhaps('the')
      .and(name)
      .as((now, found) => anyYear(now, found)),
  ),
);
