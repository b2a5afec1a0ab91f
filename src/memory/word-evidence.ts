import { eachPosting } from './posting.ts';
import type { FoundPostings } from './postings.ts';

/** How much of the best that the question's words allow, from 0 to about 1. */
export interface WordEvidence {
  /** Of the memory's own words. */
  readonly own: number;
  /** Of its words and those of its neighbours, taken together. */
  readonly near: number;
  /** The best `near` of its session. */
  readonly session: number;
}

/** A memory by where it stands in the postings. */
export interface Standing {
  readonly segment: number;
  readonly place: number;
}

export interface FoundByWords {
  /** What has the most evidence, best first. */
  readonly best: readonly Standing[];
  /** Of any memory; nothing where none of the words stands near. */
  evidence(standing: Standing): WordEvidence;
  /** In how many memories each word stands. */
  readonly frequency: ReadonlyMap<string, number>;
}

/** BM25 over each memory, and over each memory with its neighbours. */
export function weighWords(words: readonly string[], found: FoundPostings, options: Options): FoundByWords {
  const frequency = new Map<string, number>();
  for (const { word, packed } of found.lists) frequency.set(word, (frequency.get(word) ?? 0) + packed.length / 6);
  const weights = new Map(words.map((word) => [word, rarity(frequency.get(word) ?? 0, found.total)]));
  const possible = sum(weights.values()) || 1;
  const usualLength = Math.max(1, found.words / Math.max(1, found.total));
  const sheets = new Map<number, Sheet>();
  for (const { word, segment, packed } of found.lists) {
    const sheet = sheets.get(segment) ?? createSheet();
    sheets.set(segment, sheet);
    enter(sheet, packed, { weight: (weights.get(word) ?? 0) / possible, usualLength, ...options });
  }
  return {
    best: selectBest(sheets, options.limit),
    evidence: ({ segment, place }) => evidenceAt(sheets.get(segment), place),
    frequency,
  };
}

interface Options {
  /** True to look also at what came from outside. */
  readonly includeOutside: boolean;
  readonly limit: number;
}

/** The evidence of one segment, by place. */
interface Sheet {
  readonly own: Map<number, number>;
  readonly near: Map<number, number>;
  readonly sessionOf: Map<number, number>;
  readonly peaks: Map<number, number>;
}

const createSheet = (): Sheet => ({ own: new Map(), near: new Map(), sessionOf: new Map(), peaks: new Map() });

const K1 = 1.2;
const B = 0.5;
/** How much a word counts that stands in the memory before, and in the one after. */
const BEFORE = 0.5;
const AFTER = 0.4;

interface Entry {
  readonly weight: number;
  readonly usualLength: number;
  readonly includeOutside: boolean;
}

function enter(sheet: Sheet, packed: Uint8Array, { weight, usualLength, includeOutside }: Entry): void {
  const spread = new Map<number, number>();
  eachPosting(packed, ({ place, session, count, length, tainted, first, last }) => {
    if (tainted && !includeOutside) return;
    add(sheet.own, place, weight * saturated(count, 1 - B + (B * length) / usualLength));
    add(spread, place, count);
    sheet.sessionOf.set(place, session);
    if (!first) add(spread, place - 1, AFTER * count);
    if (!last) add(spread, place + 1, BEFORE * count);
    if (!first) sheet.sessionOf.set(place - 1, session);
    if (!last) sheet.sessionOf.set(place + 1, session);
  });
  for (const [place, count] of spread) add(sheet.near, place, weight * saturated(count, 1));
}

function saturated(count: number, norm: number): number {
  return (count * (K1 + 1)) / (count + K1 * norm);
}

function evidenceAt(sheet: Sheet | undefined, place: number): WordEvidence {
  const session = sheet?.sessionOf.get(place);
  return {
    own: sheet?.own.get(place) ?? 0,
    near: sheet?.near.get(place) ?? 0,
    session: (session !== undefined && sheet?.peaks.get(session)) || 0,
  };
}

function selectBest(sheets: ReadonlyMap<number, Sheet>, limit: number): Standing[] {
  const all: (Standing & { readonly score: number })[] = [];
  for (const [segment, { own, near, sessionOf, peaks }] of sheets) {
    for (const [place, evidence] of near) {
      const session = sessionOf.get(place) ?? -1;
      peaks.set(session, Math.max(peaks.get(session) ?? 0, evidence));
      all.push({ segment, place, score: evidence + (own.get(place) ?? 0) });
    }
  }
  return all.sort((a, b) => b.score - a.score || b.segment - a.segment || b.place - a.place).slice(0, limit);
}

/** Inverse document frequency. A young memory counts as if it held some more, or its few words would all look common. */
function rarity(frequency: number, total: number): number {
  const assumed = 50;
  return Math.log(1 + (total + assumed - frequency + 0.5) / (frequency + 0.5));
}

function add(to: Map<number, number>, key: number, value: number): void {
  to.set(key, (to.get(key) ?? 0) + value);
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
