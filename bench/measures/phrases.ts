import { isDeepStrictEqual } from 'node:util';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { findTimes } from '../../src/phrases/find-times.ts';
import { toValues, type Value } from '../../src/phrases/values.ts';

const phraseCase = z.object({
  Input: z.string(),
  Context: z.object({ ReferenceDateTime: z.string().optional() }).optional(),
  /** Absent in a file that only asks. */
  Results: z
    .array(
      z.object({
        Text: z.string(),
        TypeName: z.string(),
        Resolution: z.object({ values: z.array(z.record(z.string(), z.string())) }).nullish(),
      }),
    )
    .optional(),
});

export type PhraseCase = z.infer<typeof phraseCase>;

/** The file of the shared data, or the cases alone as Microsoft publishes them. */
export const readCases = (file: unknown): readonly PhraseCase[] =>
  z.union([z.object({ cases: z.array(phraseCase) }).transform(({ cases }) => cases), z.array(phraseCase)]).parse(file);

export interface PhraseLine {
  readonly input: string;
  /** Of all times in it, one behind the other. */
  readonly values: readonly Value[];
  /** True when they are exactly those that the case expects; null where it expects nothing. */
  readonly ok: boolean | null;
  readonly found: readonly { readonly text: string; readonly type: string; readonly values: readonly Value[] }[];
  /** RFC 5545, of what repeats. */
  readonly rrules?: readonly string[];
}

/** The types that a reminder, a task or an event is said in. */
const COUNTED = ['date', 'time', 'datetime', 'datetimerange', 'duration', 'set'];

interface Tally {
  readonly right: number;
  readonly of: number;
}

/** Single: cases of one time, by its type. Counted: those of the counted types; mixed: cases of several times or none. */
export interface PhraseSummary {
  readonly summary: 'phrases';
  readonly byType: Readonly<Record<string, Tally>>;
  readonly counted: Tally;
  readonly share: number;
  readonly all: Tally;
}

export function measurePhrases(cases: readonly PhraseCase[]): {
  readonly lines: readonly PhraseLine[];
  readonly summary: PhraseSummary;
} {
  const lines = cases.map(lineOf);
  const byType: Record<string, Tally> = {};
  for (const [index, { Results }] of cases.entries()) {
    const type = typeOf(Results);
    const before = byType[type] ?? { right: 0, of: 0 };
    byType[type] = { right: before.right + (lines[index]?.ok ? 1 : 0), of: before.of + 1 };
  }
  const counted = sum(COUNTED.map((type) => byType[type]));
  const share = Math.round((1000 * counted.right) / Math.max(1, counted.of)) / 10;
  return { lines, summary: { summary: 'phrases', byType, counted, share, all: sum(Object.values(byType)) } };
}

function sum(tallies: readonly (Tally | undefined)[]): Tally {
  return tallies.reduce<Tally>((total, each) => ({ right: total.right + (each?.right ?? 0), of: total.of + (each?.of ?? 0) }), {
    right: 0,
    of: 0,
  });
}

function typeOf(results: PhraseCase['Results']): string {
  if (!results) return 'unknown';
  const [only] = results;
  if (!only) return 'none';
  return results.length > 1 ? 'several' : shortType(only.TypeName);
}

function shortType(name: string): string {
  return name.replace(/^.*\./, '');
}

function lineOf({ Input, Context, Results }: PhraseCase): PhraseLine {
  const now = Temporal.PlainDateTime.from(Context?.ReferenceDateTime ?? '2020-01-01T00:00:00');
  const times = findTimes(Input, now);
  const found = times.map(({ time, start, end }) => ({ text: Input.slice(start, end), type: time.type, values: toValues(time) }));
  const rrules = times.flatMap(({ time }) => (time.type === 'set' && time.repetition.rrule ? [withHour(time.repetition)] : []));
  const values = found.flatMap((each) => each.values);
  const expected = Results?.flatMap(({ Resolution }) => Resolution?.values ?? []);
  const ok = expected ? isDeepStrictEqual(plain(values), plain(expected)) : null;
  return { input: Input, values, ok, found, ...(rrules.length > 0 && { rrules }) };
}

function plain(values: readonly object[]): unknown {
  return values.map((value) => Object.fromEntries(Object.entries(value).filter(([, text]) => text !== undefined)));
}

function withHour({
  rrule,
  clock,
}: {
  readonly rrule: string | undefined;
  readonly clock: { readonly time: Temporal.PlainTime } | undefined;
}): string {
  return clock ? `${rrule};BYHOUR=${clock.time.hour};BYMINUTE=${clock.time.minute}` : `${rrule}`;
}
