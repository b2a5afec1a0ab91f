import { countAndLength, countIn, isFirst, isLast, isTainted, placeAt, restAt, sessionAt } from './posting.ts';
import { type FoundPostings, LOOSE, SEGMENT_SIZE } from './postings.ts';

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
export function weighWords(found: FoundPostings, options: Options): FoundByWords {
  const frequency = new Map<string, number>();
  for (const { word, packed } of found.lists) frequency.set(word, (frequency.get(word) ?? 0) + countIn(packed));
  const weights = new Map(found.asked.map((word) => [word, rarity(frequency.get(word) ?? 0, found.total)]));
  const possible = sum(weights.values()) || 1;
  const sheet = createSheet(found);
  const desk = createDesk(Math.max(found.loose.count, SEGMENT_SIZE), found.words / Math.max(1, found.total));
  for (const { word, segment, packed } of found.lists) {
    const from = sheet.stretches.get(segment)?.from ?? 0;
    enter(sheet, desk, packed, { from, weight: (weights.get(word) ?? 0) / possible, includeOutside: options.includeOutside });
  }
  return {
    best: selectBest(sheet, options.limit),
    evidence: ({ segment, place }) => evidenceAt(sheet, sheet.stretches.get(segment), place),
    frequency,
  };
}

interface Options {
  /** True to look also at what came from outside. */
  readonly includeOutside: boolean;
  readonly limit: number;
}

/** Where the memories of a segment stand on the sheet, in the order of their places; what is at `to` stays empty. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The evidence of one memory after the other as bare numbers, since a common word stands in tens of thousands; on one sheet, since hundreds of
 * small ones would cost more than all that is reckoned on them.
 */
interface Sheet {
  readonly stretches: ReadonlyMap<number, Stretch>;
  readonly own: Float32Array;
  readonly near: Float32Array;
  /** One more than the session; 0 where nothing was entered. */
  readonly sessions: Uint16Array;
}

function createSheet({ lists, loose }: Pick<FoundPostings, 'lists' | 'loose'>): Sheet {
  const stretches = new Map<number, Stretch>();
  let room = 0;
  for (const { segment } of lists) {
    if (stretches.has(segment)) continue;
    const to = room + (segment === LOOSE ? loose.count : SEGMENT_SIZE);
    stretches.set(segment, { from: room, to });
    room = to + 1;
  }
  return { stretches, own: new Float32Array(room), near: new Float32Array(room), sessions: new Uint16Array(room) };
}

const K1 = 1.2;
const B = 0.5;
/** How much a word counts that stands in the memory itself, in the one before, and in the one after: in tenths, which are whole numbers. */
const ITSELF = 10;
const BEFORE = 5;
const AFTER = 4;
/** More than fifteen of a word in three memories, one after the other. */
const MOST_TENTHS = 512;

interface Entry {
  /** Where the segment stands on the sheet. */
  readonly from: number;
  readonly weight: number;
  readonly includeOutside: boolean;
}

/** What one list after the other is worked on with. Tables, since what they hold would be worked out for each of tens of thousands. */
interface Desk {
  /** How often the word in hand stands at or next to each place, in tenths; empty before and afterwards. */
  readonly counts: Uint16Array;
  /** What a word says of a memory, by `countAndLength`. */
  readonly saturation: Float32Array;
  /** What it says of a memory with its neighbours, by tenths. */
  readonly together: Float32Array;
}

function createDesk(size: number, meanLength: number): Desk {
  const [saturation, together] = [new Float32Array(1 << 12), new Float32Array(MOST_TENTHS)];
  const usualLength = Math.max(1, meanLength);
  for (let key = 0; key < saturation.length; key += 1) {
    saturation[key] = saturated(key >> 8, 1 - B + (B * (key & 255)) / usualLength);
  }
  for (let tenths = 0; tenths < together.length; tenths += 1) together[tenths] = saturated(tenths / ITSELF, 1);
  return { counts: new Uint16Array(size), saturation, together };
}

/** Tens of thousands go through these three: a fraction handed on may become an object, and so may what is taken apart as an array. */
function enter(sheet: Sheet, desk: Desk, packed: Uint8Array, entry: Entry): void {
  const { own } = sheet;
  const { saturation } = desk;
  const { from, weight, includeOutside } = entry;
  const many = countIn(packed);
  for (let n = 0; n < many; n += 1) {
    const rest = restAt(packed, n);
    if (isTainted(rest) && !includeOutside) continue;
    const key = countAndLength(rest);
    const here = from + placeAt(packed, n);
    own[here] = (own[here] ?? 0) + weight * (saturation[key] ?? 0);
    touch(sheet.sessions, desk.counts, packed, n, from);
  }
  enterNear(sheet, desk, packed, entry);
}

/** Counts the n-th of a list at its place and at those beside it in its session. */
function touch(sessions: Uint16Array, counts: Uint16Array, packed: Uint8Array, n: number, from: number): void {
  const rest = restAt(packed, n);
  const place = placeAt(packed, n);
  const session = sessionAt(packed, n) + 1;
  const count = countAndLength(rest) >> 8;
  sessions[from + place] = session;
  counts[place] = (counts[place] ?? 0) + count * ITSELF;
  if (!isFirst(rest)) {
    sessions[from + place - 1] = session;
    counts[place - 1] = (counts[place - 1] ?? 0) + count * AFTER;
  }
  if (!isLast(rest)) {
    sessions[from + place + 1] = session;
    counts[place + 1] = (counts[place + 1] ?? 0) + count * BEFORE;
  }
}

/** Enters what was counted, and leaves the desk empty. */
function enterNear({ near }: Sheet, { counts, together }: Desk, packed: Uint8Array, { from, weight }: Entry): void {
  const last = Math.min(counts.length - 1, placeAt(packed, countIn(packed) - 1) + 1);
  for (let place = Math.max(0, placeAt(packed, 0) - 1); place <= last; place += 1) {
    const tenths = counts[place] ?? 0;
    if (tenths === 0) continue;
    const here = from + place;
    near[here] = (near[here] ?? 0) + weight * (together[tenths] ?? 0);
    counts[place] = 0;
  }
}

function saturated(count: number, norm: number): number {
  return (count * (K1 + 1)) / (count + K1 * norm);
}

function evidenceAt(sheet: Sheet, stretch: Stretch | undefined, place: number): WordEvidence {
  if (!stretch) return { own: 0, near: 0, session: 0 };
  const here = stretch.from + place;
  return { own: sheet.own[here] ?? 0, near: sheet.near[here] ?? 0, session: peakOf(sheet, stretch, sheet.sessions[here] ?? 0) };
}

/** The best `near` of a session: its memories have their places one after the other. */
function peakOf({ near, sessions }: Sheet, { from }: Stretch, session: number): number {
  if (session === 0) return 0;
  let peak = 0;
  for (let here = sessions.indexOf(session, from); sessions[here] === session; here += 1) peak = Math.max(peak, near[here] ?? 0);
  return peak;
}

interface Scored extends Standing {
  readonly score: number;
}

function selectBest(sheet: Sheet, limit: number): Standing[] {
  const best: Scored[] = [];
  for (const [segment, stretch] of sheet.stretches) enterBest(best, segment, sheet, stretch, limit);
  return best;
}

function enterBest(best: Scored[], segment: number, { own, near }: Sheet, { from, to }: Stretch, limit: number): void {
  let least = leastOf(best, limit);
  for (let here = from; here < to; here += 1) {
    const score = (near[here] ?? 0) + (own[here] ?? 0);
    // Most of tens of thousands are far behind, and nothing is made of those.
    if (score < least || score === 0) continue;
    keep(best, { segment, place: here - from, score }, limit);
    least = leastOf(best, limit);
  }
}

/** The score that one must have to be among the best. */
function leastOf(best: readonly Scored[], limit: number): number {
  return best.length < limit ? 0 : (best[limit - 1]?.score ?? 0);
}

/** Puts one into its place among the best, of which so many are kept; of two alike the later one is before. */
function keep(best: Scored[], one: Scored, limit: number): void {
  const last = best.at(-1);
  if (best.length === limit && last && !isBefore(one, last)) return;
  let [low, high] = [0, best.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = best[middle];
    if (there && isBefore(one, there)) high = middle;
    else low = middle + 1;
  }
  best.splice(low, 0, one);
  if (best.length > limit) best.pop();
}

function isBefore(one: Scored, other: Scored): boolean {
  if (one.score !== other.score) return one.score > other.score;
  return one.segment === other.segment ? one.place > other.place : one.segment > other.segment;
}

/** Inverse document frequency. A young memory counts as if it held some more, or its few words would all look common. */
function rarity(frequency: number, total: number): number {
  const assumed = 50;
  return Math.log(1 + (total + assumed - frequency + 0.5) / (frequency + 0.5));
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
