import { either, glued, named, phrases, type Reader, seq, words } from './reader.ts';

const WEEKDAYS: readonly (readonly string[])[] = [
  ['monday', 'mon'],
  ['tuesday', 'tues', 'tue'],
  ['wednesday', 'weds', 'wed'],
  ['thursday', 'thurs', 'thur', 'thu'],
  ['friday', 'fri'],
  ['saturday', 'sat'],
  ['sunday', 'sun'],
];

const MONTHS: readonly (readonly string[])[] = [
  ['january', 'jan'],
  ['february', 'feb'],
  ['march', 'mar'],
  ['april', 'apr'],
  ['may'],
  ['june', 'jun'],
  ['july', 'jul'],
  ['august', 'aug'],
  ['september', 'sept', 'sep'],
  ['october', 'oct'],
  ['november', 'nov'],
  ['december', 'dec'],
];

function numbered(names: readonly (readonly string[])[]): [string, number][] {
  return names.flatMap((same, index) => same.map((name): [string, number] => [name, index + 1]));
}

/** A short name may end with a dot, as in `Sept. 3`. */
function oneOf(names: readonly (readonly string[])[]): Reader<number> {
  const short = named(numbered(names).filter(([name]) => name.length < 5));
  return either(
    seq(short)
      .and(glued(words('.')))
      .as((_, value) => value),
    named(numbered(names)),
  );
}

/** 1 for Monday to 7 for Sunday (ISO 8601). */
export const weekday = oneOf(WEEKDAYS);

/** `mondays`: every one of them. */
export const weekdays = named(WEEKDAYS.flatMap(([name = ''], index): [string, number][] => [[`${name}s`, index + 1]]));

/** 1 to 12. */
export const month = oneOf(MONTHS);

/** Which one of a row: the one that is, or so many further. */
export const which = phrases(
  [0, 'this | this current | current | the current'],
  [1, 'next | the next | following | the following | coming | the coming | upcoming | the upcoming'],
  [-1, 'last | the last | past | the past | previous | the previous'],
);
