import { type SQL, sql } from 'drizzle-orm';

/**
 * The postings of one word in one segment, in the order of places: bare numbers, one array for each, since there are tens of thousands.
 * Neighbouring places of one session were said one after the other.
 */
export interface Unpacked {
  readonly places: Uint16Array;
  /** Numbered within the segment. */
  readonly sessions: Uint16Array;
  /** What the functions below read off: twelve bits of `countAndLength`, and three marks. */
  readonly rests: Uint16Array;
}

/** How many bytes one posting takes: three big-endian 16-bit numbers, of which none is negative. */
const BYTES = 6;

/** Room for as many memories as one segment can hold. */
export function createUnpacked(size: number): Unpacked {
  return { places: new Uint16Array(size), sessions: new Uint16Array(size), rests: new Uint16Array(size) };
}

/** Reads what `packedPostings` wrote over what stood there before, as far as there is room. How many there are. */
export function unpackInto({ places, sessions, rests }: Unpacked, packed: Uint8Array): number {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const many = Math.min(places.length, Math.floor(view.byteLength / BYTES));
  for (let n = 0; n < many; n += 1) {
    places[n] = view.getUint16(n * BYTES);
    sessions[n] = view.getUint16(n * BYTES + 2);
    rests[n] = view.getUint16(n * BYTES + 4);
  }
  return many;
}

/** How often the word stands there, 15 at most, times 256, and the memory's length in different words, 255 at most. */
export function countAndLength(rest: number): number {
  return rest & 0xfff;
}

/** True when somebody else's words stand inside. */
export function isTainted(rest: number): boolean {
  return (rest & TAINTED) !== 0;
}

/** True for the first memory of its session. */
export function isFirst(rest: number): boolean {
  return (rest & FIRST) !== 0;
}

/** True for the last memory of its session. */
export function isLast(rest: number): boolean {
  return (rest & LAST) !== 0;
}

/** The postings without those of these places. */
export function withoutPlaces(packed: Uint8Array, places: ReadonlySet<number>): Uint8Array {
  const kept: number[] = [];
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  for (let at = 0; at + BYTES <= view.byteLength; at += BYTES) {
    if (!places.has(view.getUint16(at))) kept.push(...packed.subarray(at, at + BYTES));
  }
  return Uint8Array.from(kept);
}

const TAINTED = 1 << 12;
const FIRST = 1 << 13;
const LAST = 1 << 14;

/** All postings of one group in one `bytea`, of rows with `place`, `session`, `occurs`, `length`, `tainted`, `first` and `last`. */
export const packedPostings: SQL = sql`string_agg(
  int2send(place::int2) || int2send(session::int2) || int2send((
    least(length, 255) + least(occurs, 15) * 256 + tainted::int * ${sql.raw(String(TAINTED))}
    + first::int * ${sql.raw(String(FIRST))} + last::int * ${sql.raw(String(LAST))})::int2), ''::bytea order by place)`;
