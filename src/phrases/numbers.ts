import { either, glued, named, perhaps, phrases, type Reader, remembered, seq, token, unless, words } from './reader.ts';

const ONES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const TEENS = ['ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const FIRST_ONES = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'];
const FIRST_TEENS = [
  'tenth',
  'eleventh',
  'twelfth',
  'thirteenth',
  'fourteenth',
  'fifteenth',
  'sixteenth',
  'seventeenth',
  'eighteenth',
  'nineteenth',
];

/** `names[0]` is `from`, the next one `step` more. */
function counted(names: readonly string[], from: number, step = 1): [string, number][] {
  return names.map((name, index) => [name, from + index * step]);
}

const one = named(counted(ONES, 1));
const teen = named(counted(TEENS, 10));
const ten = named(counted(TENS, 20, 10));
const tens = either(
  seq(ten)
    .may('-')
    .and(one)
    .as((_, a, b) => a + b),
  ten,
);
const belowHundred = remembered(either(tens, teen, one));
const belowThousand = either(
  seq(one)
    .skip('hundred')
    .may('and')
    .maybe(belowHundred)
    .as((_, a, b = 0) => a * 100 + b),
  belowHundred,
);

/** `seven`, `twenty-five`, `two thousand and fifteen`. */
export const numberInWords = remembered(
  either(
    seq(belowHundred)
      .skip('thousand')
      .may('and')
      .maybe(belowThousand)
      .as((_, a, b = 0) => a * 1000 + b),
    belowThousand,
  ),
);

/** `7` of at most `most` digits. */
export function digits(most: number, least = 1): Reader<number> {
  return token(({ kind, text }) => (kind === 'number' && text.length >= least && text.length <= most ? Number(text) : undefined));
}

/** `7`, `12`, `seven`. */
export const whole = either(digits(4), numberInWords);

const decimals = seq(digits(4))
  .skip('.', ',')
  .and(glued(digits(2)))
  .as((_, a, b) => Number(`${a}.${b}`));
const half = phrases([0.5, '½ | half a | half an | half | a half']);

/** A count of units: `3`, `2.5`, `½`, `a`, `one and a half`, `a few`. */
export const amount = remembered(
  either(
    seq(whole)
      .skip('and a half', 'and half', '½')
      .as((_, a) => a + 0.5),
    decimals,
    whole,
    half,
    phrases([2, 'a couple of | a couple | couple of | couple'], [1, 'a | an']),
    phrases([3, 'a few | few | some | several']),
  ),
);

const firstTens = either(
  phrases([20, 'twentieth'], [30, 'thirtieth'], [40, 'fortieth'], [50, 'fiftieth']),
  seq(ten)
    .may('-')
    .and(named(counted(FIRST_ONES, 1)))
    .as((_, a, b) => a + b),
);
const ordinalInWords = either(firstTens, named([...counted(FIRST_TEENS, 10), ...counted(FIRST_ONES, 1)]));
const suffix = glued(words('st', 'nd', 'rd', 'th'));

/** `3rd`, also `3th`, or `third`. */
export const ordinal = remembered(
  either(
    seq(digits(2))
      .and(suffix)
      .as((_, a) => a),
    ordinalInWords,
  ),
);

const century = seq(either(teen, tens)).and(
  either(
    belowHundred,
    perhaps()
      .skip('hundred')
      .as(() => 0),
  ),
);
const yearInWords = either(
  century.as((_, a, b) => (a >= 15 && a <= 21 && (b >= 10 || b === 0) ? a * 100 + b : undefined)),
  seq(numberInWords).as((_, value) => (value >= 1500 && value <= 2200 ? value : undefined)),
);

/** `2019`, `nineteen ninety six`, `two thousand and fifteen`. */
export const year = remembered(
  either(
    token(({ kind, text }) => (kind === 'number' && /^(?:1[5-9]|2[01])\d\d$/.test(text) ? Number(text) : undefined)),
    yearInWords,
  ),
);

/** A year of two digits: `87` may only be 1987, `35` may be of either century (a number of 100 or more is no such year). */
export function centuriesOf(short: number): readonly number[] {
  if (short >= 40) return [1900 + short];
  return short < 30 ? [2000 + short] : [1900 + short, 2000 + short];
}

/** The day of a month: `4`, `04th`, `twenty-third`, `twenty five`. */
export const dayNumber = remembered(
  seq(
    either(
      ordinal,
      unless(
        digits(2),
        seq(digits(2))
          .and(suffix)
          .as(() => true),
      ),
      belowHundred,
    ),
  ).as((_, day) => (day >= 1 && day <= 31 ? day : undefined)),
);

/** The day of a month that can be nothing else: `4th`, `fourth`. */
export const dayOrdinalInDigits = seq(digits(2))
  .and(suffix)
  .as((_, day) => (day >= 1 && day <= 31 ? day : undefined));

export const dayOrdinal = seq(ordinal).as((_, day) => (day >= 1 && day <= 31 ? day : undefined));
