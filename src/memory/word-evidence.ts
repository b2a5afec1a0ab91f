import { countAndLength, createUnpacked, isFirst, isLast, isTainted, type Unpacked, unpackInto } from './posting.ts';
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
  for (const { word, packed } of found.lists) frequency.set(word, (frequency.get(word) ?? 0) + packed.length / 6);
  const weights = new Map(found.asked.map((word) => [word, rarity(frequency.get(word) ?? 0, found.total)]));
  const possible = sum(weights.values()) || 1;
  const sheets = createSheets(found);
  const desk = createDesk(Math.max(found.loose.count, SEGMENT_SIZE), found.words / Math.max(1, found.total));
  for (const { word, segment, packed } of found.lists) {
    const sheet = sheets.get(segment);
    if (sheet) enter(sheet, desk, packed, { weight: (weights.get(word) ?? 0) / possible, ...options });
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

/** The evidence of one segment by place, as bare numbers: a common word stands in tens of thousands of memories. */
interface Sheet {
  readonly own: Float32Array;
  readonly near: Float32Array;
  /** One more than the session; 0 where nothing was entered. */
  readonly sessions: Uint16Array;
}

/** Cut out of one piece for all: hundreds of small ones would cost more than all that is reckoned in them. */
function createSheets({ lists, loose }: Pick<FoundPostings, 'lists' | 'loose'>): Map<number, Sheet> {
  const segments = [...new Set(lists.map(({ segment }) => segment))];
  const sizes = segments.map((segment) => 2 + (segment === LOOSE ? loose.count : SEGMENT_SIZE));
  const room = sum(sizes);
  const all = {
    own: new Float32Array(room),
    near: new Float32Array(room),
    sessions: new Uint16Array(room),
  };
  const sheets = new Map<number, Sheet>();
  let from = 0;
  for (const [place, segment] of segments.entries()) {
    const to = from + (sizes[place] ?? 0);
    const [own, near] = [all.own.subarray(from, to), all.near.subarray(from, to)];
    sheets.set(segment, { own, near, sessions: all.sessions.subarray(from, to) });
    from = to;
  }
  return sheets;
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
  readonly weight: number;
  readonly includeOutside: boolean;
}

/** What one list after the other is worked on with. Tables, since what they hold would be worked out for each of tens of thousands. */
interface Desk {
  readonly list: Unpacked;
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
  return { list: createUnpacked(size), counts: new Uint16Array(size), saturation, together };
}

/** Fractions stay in this function: each one that is handed to another may become an object. */
function enter({ own, near, sessions }: Sheet, desk: Desk, packed: Uint8Array, { weight, includeOutside }: Entry): void {
  const { list, counts, saturation, together } = desk;
  const many = unpackInto(list, packed);
  for (let n = 0; n < many; n += 1) {
    const rest = at(list.rests, n);
    if (isTainted(rest) && !includeOutside) continue;
    const [place, key] = [at(list.places, n), countAndLength(rest)];
    own[place] = (own[place] ?? 0) + weight * (saturation[key] ?? 0);
    touch(sessions, counts, list, n, key >> 8);
  }
  const last = Math.min(counts.length - 1, at(list.places, many - 1) + 1);
  for (let place = Math.max(0, at(list.places, 0) - 1); place <= last; place += 1) {
    const tenths = at(counts, place);
    if (tenths === 0) continue;
    near[place] = (near[place] ?? 0) + weight * (together[tenths] ?? 0);
    counts[place] = 0;
  }
}

/** Counts the n-th of a list at its place and at those beside it in its session. */
function touch(sessions: Uint16Array, counts: Uint16Array, list: Unpacked, n: number, count: number): void {
  const [place, session, rest] = [at(list.places, n), at(list.sessions, n) + 1, at(list.rests, n)];
  sessions[place] = session;
  counts[place] = at(counts, place) + count * ITSELF;
  if (!isFirst(rest)) {
    sessions[place - 1] = session;
    counts[place - 1] = at(counts, place - 1) + count * AFTER;
  }
  if (!isLast(rest)) {
    sessions[place + 1] = session;
    counts[place + 1] = at(counts, place + 1) + count * BEFORE;
  }
}

function saturated(count: number, norm: number): number {
  return (count * (K1 + 1)) / (count + K1 * norm);
}

function evidenceAt(sheet: Sheet | undefined, place: number): WordEvidence {
  if (!sheet) return { own: 0, near: 0, session: 0 };
  return { own: sheet.own[place] ?? 0, near: sheet.near[place] ?? 0, session: peakOf(sheet, at(sheet.sessions, place)) };
}

/** The best `near` of a session: its memories have their places one after the other. */
function peakOf({ near, sessions }: Sheet, session: number): number {
  if (session === 0) return 0;
  let peak = 0;
  for (let place = sessions.indexOf(session); sessions[place] === session; place += 1) peak = Math.max(peak, near[place] ?? 0);
  return peak;
}

interface Scored extends Standing {
  readonly score: number;
}

function selectBest(sheets: ReadonlyMap<number, Sheet>, limit: number): Standing[] {
  const best: Scored[] = [];
  for (const [segment, sheet] of sheets) enterBest(best, segment, sheet, limit);
  return best;
}

function enterBest(best: Scored[], segment: number, { own, near, sessions }: Sheet, limit: number): void {
  let least = leastOf(best, limit);
  for (let place = 0; place < sessions.length; place += 1) {
    if (!sessions[place]) continue;
    const score = (near[place] ?? 0) + (own[place] ?? 0);
    // Most of tens of thousands are far behind, and nothing is made of those.
    if (score < least) continue;
    keep(best, { segment, place, score }, limit);
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

function at(numbers: Uint16Array, place: number): number {
  return numbers[place] ?? 0;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
