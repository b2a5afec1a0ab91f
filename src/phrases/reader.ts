import type { Temporal } from 'temporal-polyfill';
import { type Token, toTokens } from './tokens.ts';

/** What is being read, and when it is said, by the wall clock of the person. */
export interface Said {
  readonly tokens: readonly Token[];
  readonly now: Temporal.PlainDateTime;
}

export interface Read<T> {
  readonly value: T;
  /** The place of the token behind it. */
  readonly end: number;
}

/** Every way to read something that begins at the token `at`; what is likelier stands first. */
export type Reader<T> = (said: Said, at: number) => readonly Read<T>[];

/** Several readers one behind the other. */
export interface Sequence<T extends readonly unknown[]> {
  and<U>(reader: Reader<U>): Sequence<readonly [...T, U]>;
  maybe<U>(reader: Reader<U>): Sequence<readonly [...T, U | undefined]>;
  /** One of these phrases stands here. */
  skip(...phrases: readonly string[]): Sequence<T>;
  /** One of these phrases, or none. */
  may(...phrases: readonly string[]): Sequence<T>;
  /** What it means; undefined when these parts do not belong together. */
  as<R>(make: (now: Temporal.PlainDateTime, ...parts: T) => R | undefined): Reader<R>;
}

export function seq<T>(first: Reader<T>): Sequence<readonly [T]> {
  return sequence((said, at) => first(said, at).map(({ value, end }) => ({ value: [value] as const, end })));
}

/** A sequence that begins with one of these phrases. */
export function after(...phrases: readonly string[]): Sequence<readonly []> {
  return sequence(joined(NOTHING, words(...phrases), (value) => value));
}

/** A sequence that may begin with one of these phrases. */
export function perhaps(...phrases: readonly string[]): Sequence<readonly []> {
  return sequence(
    either(
      joined(NOTHING, words(...phrases), (value) => value),
      NOTHING,
    ),
  );
}

const NOTHING: Reader<readonly []> = (_, at) => [{ value: [], end: at }];

function sequence<T extends readonly unknown[]>(reader: Reader<T>): Sequence<T> {
  return {
    and: <U>(next: Reader<U>) => sequence(joined(reader, next, (value, more): readonly [...T, U] => [...value, more])),
    maybe: <U>(next: Reader<U>) =>
      sequence(
        joined(reader, either<U | undefined>(next, ABSENT), (value, more): readonly [...T, U | undefined] => [...value, more]),
      ),
    skip: (...phrases) => sequence(joined(reader, words(...phrases), (value) => value)),
    may: (...phrases) => sequence(joined(reader, either<string | undefined>(words(...phrases), ABSENT), (value) => value)),
    as: (make) => (said, at) =>
      reader(said, at).flatMap(({ value, end }) => {
        const made = inTime(() => make(said.now, ...value));
        return made === undefined ? [] : [{ value: made, end }];
      }),
  };
}

/** What lies beyond the calendar, such as `in 9999 centuries`, means nothing. */
function inTime<R>(make: () => R): R | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const ABSENT: Reader<undefined> = (_, at) => [{ value: undefined, end: at }];

function joined<A, B, C>(first: Reader<A>, second: Reader<B>, join: (a: A, b: B) => C): Reader<C> {
  return (said, at) =>
    first(said, at).flatMap((a) => second(said, a.end).map((b) => ({ value: join(a.value, b.value), end: b.end })));
}

export function either<T>(...readers: readonly Reader<T>[]): Reader<T> {
  return (said, at) => readers.flatMap((reader) => reader(said, at));
}

/** Any of these phrases, in their own words; a phrase may hold spaces and marks. `a | b` are two. */
export function words(...choices: readonly string[]): Reader<string> {
  return named(choices.flatMap((choice) => choice.split(' | ')).map((phrase): [string, string] => [phrase, phrase]));
}

/** What one of some phrases means: `[1, 'next | following']`. */
export function phrases<V>(...groups: readonly (readonly [V, string])[]): Reader<V> {
  return named(groups.flatMap(([value, choice]) => choice.split(' | ').map((phrase): [string, V] => [phrase, value])));
}

/** What one of these phrases stands for, the longest first. */
export function named<V>(meanings: Iterable<readonly [string, V]>): Reader<V> {
  const byFirst = new Map<string, { readonly rest: readonly string[]; readonly value: V }[]>();
  for (const [phrase, value] of meanings) {
    const [first = '', ...rest] = toTokens(phrase).map(({ text }) => text);
    byFirst.set(
      first,
      [...(byFirst.get(first) ?? []), { rest, value }].sort((a, b) => b.rest.length - a.rest.length),
    );
  }
  return ({ tokens }, at) =>
    (byFirst.get(tokens[at]?.text ?? '') ?? [])
      .filter(({ rest }) => rest.every((word, index) => tokens[at + 1 + index]?.text === word))
      .map(({ rest, value }) => ({ value, end: at + 1 + rest.length }));
}

/** One token that passes. */
export function token<V>(pass: (token: Token) => V | undefined): Reader<V> {
  return ({ tokens }, at) => {
    const found = tokens[at];
    const value = found && pass(found);
    return value === undefined ? [] : [{ value, end: at + 1 }];
  };
}

/** One behind the other, as many as there are; only the whole row. */
export function many<T>(...readers: readonly Reader<T>[]): Reader<readonly T[]> {
  const one = either(...readers);
  return (said, at) => {
    const values: T[] = [];
    let end = at;
    for (;;) {
      const [read] = one(said, end);
      if (!read) return [{ value: values, end }];
      values.push(read.value);
      end = read.end;
    }
  };
}

/** Only where it stands close to what is before it. */
export function glued<T>(reader: Reader<T>): Reader<T> {
  return (said, at) => (said.tokens[at]?.glued ? reader(said, at) : []);
}

/** Only where something else does not begin. */
export function unless<T>(reader: Reader<T>, other: Reader<unknown>): Reader<T> {
  return (said, at) => (other(said, at).length > 0 ? [] : reader(said, at));
}

/** The same reader, which remembers for each text what it has read where. */
export function remembered<T>(reader: Reader<T>): Reader<T> {
  const texts = new WeakMap<Said, Map<number, readonly Read<T>[]>>();
  return (said, at) => {
    const known = texts.get(said) ?? new Map<number, readonly Read<T>[]>();
    texts.set(said, known);
    const read = known.get(at) ?? reader(said, at);
    known.set(at, read);
    return read;
  };
}
