import { Temporal } from 'temporal-polyfill';
import type { Meaning, Stretch } from './meaning.ts';
import type { Bound, Time } from './times.ts';

/** One value of a resolution in the shape of Microsoft's Recognizers-Text, as its specification writes it. */
export interface Value {
  readonly timex: string;
  readonly Mod?: string;
  readonly type: string;
  readonly value?: string;
  readonly start?: string;
  readonly end?: string;
  readonly list?: string;
  readonly sourceEntity?: string;
}

type Point = Temporal.PlainDate | Temporal.PlainTime | Temporal.PlainDateTime;

const NOT_RESOLVED = 'not resolved';
const RANGE_OF = { date: 'daterange', time: 'timerange', datetime: 'datetimerange' } as const;

/** All that a time can be, the past before the future, the morning before the afternoon. */
export function toValues(time: Time): readonly Value[] {
  switch (time.type) {
    case 'date':
    case 'time':
    case 'datetime':
      return time.ways.flatMap((way) => pointValues(time.type, way, time.bound));
    case 'daterange':
      return time.ways.flatMap((way) => stretchValues(time.type, way, time.bound, time.list));
    case 'timerange':
    case 'datetimerange':
      return time.ways.flatMap((way) => stretchValues(time.type, way, time.bound));
    case 'duration':
      return [{ timex: time.length.timex, ...mod(time.bound), type: 'duration', value: `${time.length.seconds}` }];
    case 'set':
      return [{ timex: time.repetition.timex, type: 'set', value: NOT_RESOLVED }];
  }
}

function mod(bound: Bound | undefined) {
  return bound ? { Mod: bound.name } : {};
}

function pointValues(type: 'date' | 'time' | 'datetime', way: Meaning<Point>, bound: Bound | undefined): readonly Value[] {
  const shownType = bound ? RANGE_OF[type] : type;
  const values = eachOf(way).map((value) => text(value));
  const known = values.length > 0 ? values : [NOT_RESOLVED];
  return known.map((value) => ({ timex: way.timex, ...mod(bound), type: shownType, value }));
}

function stretchValues(
  type: Value['type'],
  way: Meaning<Stretch<Point>>,
  bound?: Bound,
  list?: readonly Point[],
): readonly Value[] {
  const shared = { timex: way.timex, ...mod(bound), type, ...(bound?.source && { sourceEntity: bound.source }) };
  const stretches = eachOf(way);
  if (stretches.length === 0) return [{ ...shared, value: NOT_RESOLVED }];
  return stretches.map(({ start, end }) => ({
    ...shared,
    ...(list && { list: list.map(text).join(',') }),
    ...(bound?.keeps !== 'end' && { start: text(start) }),
    ...(bound?.keeps !== 'start' && { end: text(end) }),
  }));
}

/** The past one and the one to come, once where they are the same. */
function eachOf<V extends Point | Stretch<Point>>({ past, future }: Meaning<V>): readonly V[] {
  const both = [past, future].filter((value) => value !== undefined);
  const [first, second] = both;
  return first && second && key(first) === key(second) ? [first] : both;
}

function key(value: Point | Stretch<Point>): string {
  return 'start' in value ? `${text(value.start)} ${text(value.end)}` : text(value);
}

/** `2016-11-08`, `07:30:00`, `2016-11-08 07:30:00`. */
function text(value: Point): string {
  if (value instanceof Temporal.PlainDate) return value.toString();
  return value.toString({ smallestUnit: 'second' }).replace('T', ' ');
}
